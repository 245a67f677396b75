/**
 * The command as somebody starts it: a process of its own, in a folder of its own, against a mock.
 */
import { MockServer } from "@effect-piggy/mock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The command's sources. */
export const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** How a process ended: its code, or the signal that ended it. */
export interface Ended {
  readonly code: number | NodeJS.Signals
  readonly stdout: string
  readonly stderr: string
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Effect.Effect<Ended>
  /** The first match on stdout or stderr. */
  readonly line: (pattern: RegExp) => Effect.Effect<string>
}

type Environment = Readonly<Record<string, string | undefined>>

/** What every process gets: nothing of the machine's own credentials, and no color unless a test asks. */
const environment = (given: Environment): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  TMPDIR: process.env["TMPDIR"],
  TERM: "xterm-256color",
  LANG: "C.UTF-8",
  ...given
})

/** Starts any program; it is gone with the scope. */
export const startProgram = (
  file: string,
  args: ReadonlyArray<string>,
  env: Environment,
  cwd?: string
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(file, args, { env: environment(env), cwd })
      let stdout = ""
      let stderr = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
      const closed = new Promise<Ended>((resolve) =>
        child.on("close", (code, signal) => resolve({ code: code ?? signal ?? -1, stdout, stderr }))
      )
      const line = (pattern: RegExp) =>
        Effect.promise(
          () =>
            new Promise<string>((resolve, reject) => {
              const look = () => {
                const found = pattern.exec(stdout + stderr)
                if (found !== null) resolve(found[0])
              }
              child.stdout.on("data", look)
              child.stderr.on("data", look)
              child.on("close", () => reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`)))
              look()
            })
        )
      return { child, ended: Effect.promise(() => closed), line }
    }),
    ({ child }) => Effect.sync(() => void (child.exitCode === null && child.kill("SIGKILL")))
  )

/** The environment of a command that reads the mock. */
export const toMock = Effect.map(MockServer.MockServer, ({ url }) => ({ PIGGY_API_KEY: "key", PIGGY_BASE_URL: url }))

/** Starts `piggy` against the mock. */
export const start = Effect.fnUntraced(function* (args: ReadonlyArray<string>, env: Environment = {}, cwd?: string) {
  return yield* startProgram(process.execPath, [main, ...args], { ...(yield* toMock), ...env }, cwd)
})

/** Runs `piggy` against the mock until it ends. */
export const run = (args: ReadonlyArray<string>, env: Environment = {}, cwd?: string) =>
  Effect.scoped(Effect.flatMap(start(args, env, cwd), ({ ended }) => ended))

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Whether there is no pseudo-terminal to be had here: `script` of util-linux makes one. */
export const hasNoTerminal = process.platform !== "linux" && process.env["CI"] === undefined

/** Runs `piggy` on a terminal of so many columns. What it shows is in `stdout`, as a terminal gets it. */
export const runOnTerminal = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  columns: number,
  env: Environment = {}
) {
  const command = [process.execPath, main, ...args].map(quote).join(" ")
  const inside = `stty cols ${columns} rows 40; ${command}`
  const given = { ...(yield* toMock), ...env }
  const running = yield* startProgram("script", ["-qec", inside, "/dev/null"], given)
  return yield* running.ended
}, Effect.scoped)

/** A folder that goes with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "piggy-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A row as the mock serves it. */
export interface Row {
  readonly uuid: string
  readonly status: string
  readonly referring_contact: { readonly uuid: string; readonly email?: string | null }
  readonly referred_contact: { readonly uuid: string; readonly email?: string | null }
}

/** The rows that the mock serves. */
export const rows: Effect.Effect<ReadonlyArray<Row>, never, MockServer.MockServer> = Effect.map(
  MockServer.MockServer,
  ({ dataset }) => dataset.slice({}, 0, dataset.count({}))
)

/** With a mock of its own. */
export const withMock = (options: Parameters<typeof MockServer.layer>[0]) => Effect.provide(MockServer.layer(options))
