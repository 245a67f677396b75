/**
 * A Redis of the test's own, on a free port of loopback, gone with the scope.
 */
import * as Effect from "effect/Effect"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { tmpdir } from "node:os"
import { exited, freePort } from "./Postgres.ts"

/** Whether tests can have one; where they must (CI), its absence is a failure. */
export const isMissing = spawnSync("redis-server", ["--version"]).error !== undefined && process.env["CI"] === undefined

if (isMissing) console.warn("tests with Redis are left out: apt-get install redis-server")

export const make = Effect.gen(function* () {
  const port = yield* freePort
  const launch = Effect.callback<ChildProcess>((resume) => {
    const where = ["--port", String(port), "--bind", "127.0.0.1", "--dir", tmpdir()]
    const child = spawn("redis-server", [...where, "--save", "", "--appendonly", "no"])
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("Ready to accept connections")) resume(Effect.succeed(child))
    })
    child.once("error", (cause) => resume(Effect.die(cause)))
  })
  const stop = (child: ChildProcess) =>
    Effect.andThen(
      Effect.sync(() => child.kill("SIGKILL")),
      exited(child)
    )
  let running: ChildProcess = yield* launch
  yield* Effect.addFinalizer(() => Effect.suspend(() => stop(running)))
  return {
    url: `redis://127.0.0.1:${port}`,
    restart: Effect.gen(function* () {
      yield* stop(running)
      running = yield* launch
    })
  }
})
