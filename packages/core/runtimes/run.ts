/**
 * Runs one set of cases on every runtime against one piggy-mock, over loopback, and prints what held where.
 *
 * Run: `npx -y pnpm@12.21.0 test:runtimes`; `--write` puts the tables into `docs/runtimes.md` and `README.md`, and without it
 * the run fails when others stand there; `--only Bun` runs on one.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { MockServer } from "@effect-piggy/mock"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { ChildProcess } from "effect/process"
import { build } from "esbuild"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Report } from "./cases/report.ts"
import * as Home from "./Home.ts"
import * as Runtimes from "./Runtimes.ts"
import * as Table from "./Table.ts"

/** Something did not hold; it was told in words. */
class Failed extends Data.Error {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

const here = import.meta.dirname
const isCi = process.env["CI"] !== undefined
const only = process.argv[process.argv.indexOf("--only") + 1]
const wanted = process.argv.includes("--only")
  ? Runtimes.runtimes.filter(({ name }) => name === only)
  : Runtimes.runtimes

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "runtimes-"))),
  // Chromium may still be writing to its profile.
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
)

/** The cases with all that they import in one file, beside what starts them. */
const bundle = (folder: string) =>
  Effect.promise(() => {
    cpSync(join(here, "launch"), folder, { recursive: true })
    return build({
      entryPoints: [join(here, "cases/main.ts")],
      outfile: join(folder, "cases.js"),
      bundle: true,
      format: "esm",
      platform: "browser",
      target: "es2024",
      logLevel: "warning"
    })
  })

/** A base URL at which nobody listens. */
const refused = Effect.callback<string>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(`http://127.0.0.1:${port}`)))
  })
})

const silent = (problem: string): Report => ({ forbidsEval: false, results: [{ name: "to report at all", problem }] })

/** Starts the command, waits for its report, and ends it. */
const reportOf = ({ args, env = {}, file }: Runtimes.Command, nextReport: Effect.Effect<Report>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const child = yield* ChildProcess.make(file, args, { env, extendEnv: true, forceKillAfter: "1 second" })
      const said = yield* Effect.forkScoped(Stream.mkString(Stream.decodeText(child.all)))
      const ended = Effect.gen(function* () {
        const code = yield* child.exitCode
        const text = yield* Fiber.join(said)
        return silent(`it ended with ${code} and said: ${text}`)
      })
      return yield* Effect.raceFirst(nextReport, ended)
    })
  ).pipe(
    Effect.timeoutOrElse({ duration: "60 seconds", orElse: () => Effect.succeed(silent("no report in 60 seconds")) })
  )

const program = Effect.gen(function* () {
  const mock = yield* MockServer.MockServer
  const folder = yield* temporaryFolder
  yield* bundle(folder)
  const home = yield* Home.make({ mock, folder, refused: yield* refused })

  if (wanted.length === 0) {
    yield* Console.log(`no such runtime; there are ${Runtimes.runtimes.map(({ name }) => name).join(", ")}`)
    return yield* new Failed()
  }
  const columns: Array<Table.Column> = []
  for (const runtime of wanted) {
    const isInstalled = Runtimes.isInstalled(runtime)
    if (!isInstalled && runtime.name === "Chromium" && !isCi) {
      yield* Console.log(`${runtime.name}: skipped, ${runtime.file} is missing (set CHROMIUM to another)`)
      continue
    }
    yield* mock.reset
    const begun = yield* Clock.currentTimeMillis
    const report = isInstalled
      ? yield* reportOf(runtime.command(folder, home.url), home.nextReport)
      : silent(`${runtime.file} is missing`)
    const seconds = ((yield* Clock.currentTimeMillis) - begun) / 1000
    const version = isInstalled ? yield* Effect.promise(() => Runtimes.versionOf(runtime)) : "missing"
    const broken = report.results.filter(({ problem }) => problem !== null)
    const held = report.results.length - broken.length
    yield* Console.log(
      `${runtime.name} (${version}): ${held} of ${report.results.length} hold, ${seconds.toFixed(1)} s`
    )
    for (const { name, problem } of broken) yield* Console.log(`  not: ${name}\n    ${problem}`)
    columns.push({ runtime: runtime.name, report })
  }

  yield* Console.log(`\n${Table.table(columns)}\n`)
  if (columns.some(({ report }) => report.results.some(({ problem }) => problem !== null))) return yield* new Failed()
  if (columns.length < Runtimes.runtimes.length) return yield* Console.log("the docs were not compared")
  if (process.argv.includes("--write")) return Table.write(columns)
  const stale = Table.stale(columns)
  if (stale.length === 0) return
  yield* Console.log(`${stale.join(", ")}: not what came out; write it anew by \`pnpm test:runtimes --write\``)
  return yield* new Failed()
})

program.pipe(
  Effect.scoped,
  Effect.provide(MockServer.layer({ referrals: 2537 })),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
