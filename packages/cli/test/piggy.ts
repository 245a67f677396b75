/**
 * The command against a mock: as somebody starts it, in a process of its own; or in this one, where a process would show
 * nothing more.
 */
import { MockServer } from "@effect-piggy/mock"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { format } from "node:util"
import * as Cli from "../src/Cli.ts"
import { type Place, Surroundings } from "../src/Surroundings.ts"
import type * as Telling from "../src/Telling.ts"

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

/** Where Node keeps what it made of the sources, so that a process starts in half of the time. */
export const compiled = fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url))

type Environment = Readonly<Record<string, string | undefined>>

/** What every process gets: nothing of the machine's own credentials, and no color unless a test asks. */
const environment = (given: Environment): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  TMPDIR: process.env["TMPDIR"],
  TERM: "xterm-256color",
  LANG: "C.UTF-8",
  NODE_COMPILE_CACHE: compiled,
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
      const gone = new Promise<void>((resolve) => child.on("exit", () => resolve()))
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
      return { child, ended: Effect.promise(() => closed), gone: Effect.promise(() => gone), line }
    }),
    // What it has claimed is free for the next test.
    ({ child, gone }) =>
      Effect.andThen(
        Effect.sync(() => child.kill("SIGKILL")),
        gone
      )
  )

/** The environment of a command that reads the mock. */
export const toMock = Effect.map(MockServer.MockServer, ({ url }) => ({ PIGGY_API_KEY: "key", PIGGY_BASE_URL: url }))

/** Starts `piggy` against the mock. */
export const start = Effect.fnUntraced(function* (args: ReadonlyArray<string>, env: Environment = {}, cwd?: string) {
  return yield* startProgram(process.execPath, [main, ...args], { ...(yield* toMock), ...env }, cwd)
})

/** Runs `piggy` against the mock, in a process of its own, until it ends. */
export const runProcess = (args: ReadonlyArray<string>, env: Environment = {}, cwd?: string) =>
  Effect.scoped(Effect.flatMap(start(args, env, cwd), ({ ended }) => ended))

/** What the process of the command would end with. */
const codeOf = (exit: Exit.Exit<void, Telling.Told>): number => {
  if (Exit.isSuccess(exit)) return 0
  return Option.match(Cause.findErrorOption(exit.cause), { onNone: () => -1, onSome: ({ exitCode }) => exitCode })
}

/** Runs `piggy` in this process, writing to these places. */
const runAt = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  given: Environment,
  places: { readonly stdout: Place; readonly stderr: Place }
) {
  const env = environment({ ...(yield* toMock), ...given })
  const print =
    ({ write }: Place) =>
    (...all: ReadonlyArray<unknown>) =>
      void write(`${format(...all)}\n`)
  const [log, error] = [print(places.stdout), print(places.stderr)]
  const exit = yield* Cli.run("0.0.0", args).pipe(
    Effect.provideService(Surroundings, { env, ...places }),
    Effect.provideService(Console.Console, { ...console, log, info: log, error, warn: error }),
    Effect.exit
  )
  return codeOf(exit)
})

/** A place that keeps what is written to it. */
const place = (keep: (text: string) => void, terminal: Pick<Place, "columns" | "isTTY"> = {}): Place => ({
  ...terminal,
  write: (text, taken) => {
    keep(text)
    taken?.()
  }
})

/** Runs `piggy` against the mock, in this process, as in a pipe. */
export const run = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  env: Environment = {}
): Effect.fn.Return<Ended, never, MockServer.MockServer> {
  let stdout = ""
  let stderr = ""
  const code = yield* runAt(args, env, {
    stdout: place((text) => (stdout += text)),
    stderr: place((text) => (stderr += text))
  })
  return { code, stdout, stderr }
})

/** Runs `piggy` in this process, as on a terminal of so many columns. What it shows is in `stdout`, as a terminal gets it. */
export const runOnScreen = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  columns: number,
  env: Environment = {}
): Effect.fn.Return<Ended, never, MockServer.MockServer> {
  let stdout = ""
  const screen = place((text) => (stdout += text.replaceAll("\n", "\r\n")), { isTTY: true, columns })
  const code = yield* runAt(args, env, { stdout: screen, stderr: screen })
  return { code, stdout, stderr: "" }
})

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Whether there is no pseudo-terminal to be had here: `script` of util-linux makes one. */
export const hasNoTerminal = process.platform !== "linux" && process.env["CI"] === undefined

/** Runs `piggy` on a real terminal of so many columns. What it shows is in `stdout`, as a terminal gets it. */
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
