/**
 * A PostgreSQL of the test's own: its data in a temporary folder, on a free port of loopback, gone with the scope.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

const versions = "/usr/lib/postgresql"

/** Where Debian keeps the programs of its newest PostgreSQL; undefined where there is none. */
const programs = (): string | undefined =>
  existsSync(versions)
    ? readdirSync(versions)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, "bin"))
        .find((folder) => existsSync(join(folder, "postgres")))
    : undefined

/** Whether tests can have one. Where they must (CI), its absence is a failure and not a reason to leave them out. */
export const isMissing = programs() === undefined && process.env["CI"] === undefined

if (isMissing) console.warn("tests with PostgreSQL are left out: apt-get install postgresql")

// PostgreSQL refuses to run as root.
const unprivileged = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))
  return { uid: idOf("-u"), gid: idOf("-g") }
}

export const freePort: Effect.Effect<number> = Effect.callback((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

/** Waits for the end of a process. */
export const exited = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) resume(Effect.void)
    else child.once("exit", () => resume(Effect.void))
  })

export interface Server {
  /** URL of a new database. */
  readonly database: Effect.Effect<string>
  /** Ends it at once, as a crash does, and starts it again on the same port. */
  readonly restart: Effect.Effect<void>
  /** Runs statements by `psql`; its rows, fields separated by `|`. */
  readonly query: (url: string, statements: string) => string
}

/** Starts a server in the current scope. */
export const make = Effect.gen(function* () {
  const bin = programs()
  if (bin === undefined) return yield* Effect.die(new Error("PostgreSQL is not installed: apt-get install postgresql"))
  const user = unprivileged()
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "piggy-postgres-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, "data")
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "sync", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...user,
    cwd: folder,
    stdio: "ignore"
  })
  const port = yield* freePort
  const admin = `postgres://sync@127.0.0.1:${port}/postgres`
  const query = (url: string, statements: string) =>
    execFileSync(join(bin, "psql"), ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", url, "-c", statements], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"]
    }).trim()

  const launch = Effect.gen(function* () {
    const settings = [
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${folder}`,
      "fsync=off",
      "max_connections=200"
    ]
    const child = spawn(
      join(bin, "postgres"),
      ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
      { ...user, cwd: folder, stdio: "ignore" }
    )
    yield* Effect.try(() => query(admin, "select 1")).pipe(
      Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 400 }),
      Effect.orDie
    )
    return child
  })
  // SIGQUIT is PostgreSQL's immediate shutdown: connections break, and the next start recovers.
  const stop = (child: ChildProcess) =>
    Effect.andThen(
      Effect.sync(() => child.kill("SIGQUIT")),
      exited(child)
    )
  let running: ChildProcess = yield* launch
  yield* Effect.addFinalizer(() => Effect.suspend(() => stop(running)))
  let databases = 0
  const server: Server = {
    query,
    database: Effect.sync(() => {
      const name = `sync_${++databases}`
      query(admin, `create database ${name}`)
      return `postgres://sync@127.0.0.1:${port}/${name}`
    }),
    restart: Effect.gen(function* () {
      yield* stop(running)
      running = yield* launch
    })
  }
  return server
})
