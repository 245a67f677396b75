/**
 * Runners that are started again when they end before their sync does, as systemd would.
 */
import type { Status } from "@effect-piggy/sync"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Ref from "effect/Ref"
import * as Postgres from "./Postgres.ts"
import * as World from "./world.ts"

interface Place {
  readonly address: { readonly host: string; readonly port: number }
  readonly current: Ref.Ref<World.Runner>
}

/** Keeps so many runners up until the sync has ended; all of them are gone with the scope. */
export const make = Effect.fnUntraced(function* (size: number, options: object, env: Readonly<Record<string, string>>) {
  const pids: Array<number> = []
  const launch = Effect.fnUntraced(function* (address: Place["address"]) {
    const runner = yield* World.start({ ...options, address }, env)
    if (runner.child.pid !== undefined) pids.push(runner.child.pid)
    return runner
  })
  const places: Array<Place> = []
  for (let index = 0; index < size; index++) {
    const address = { host: "127.0.0.1", port: yield* Postgres.freePort }
    places.push({ address, current: yield* Ref.make(yield* launch(address)) })
  }
  const supervised = yield* FiberSet.make<Status.Status, never>()
  const supervise = ({ address, current }: Place) =>
    Effect.gen(function* () {
      const { code, stdout } = yield* Effect.flatMap(Ref.get(current), ({ ended }) => ended)
      if (code === 0) return JSON.parse(stdout.trim().split("\n").at(-1) ?? "")
      yield* Ref.set(current, yield* launch(address))
      return undefined
    }).pipe(Effect.repeat({ until: (status: Status.Status | undefined) => status !== undefined }))
  const fibers = yield* Effect.forEach(places, (place) => FiberSet.run(supervised, supervise(place)))
  const runner = (index: number) => {
    const place = places[index]
    return place === undefined ? Effect.die(new Error(`there is no runner ${index}`)) : Ref.get(place.current)
  }
  return {
    /** Every runner takes part. */
    allTakePart: Effect.forEach(places, ({ current }) =>
      Effect.flatMap(Ref.get(current), ({ line }) => line(/takes part/))
    ),
    /** Kills a runner; another takes its place. */
    kill: (index: number) => Effect.map(runner(index), ({ child }) => child.kill("SIGKILL")),
    /** Stops a runner for a while, as a machine that is suspended. */
    freeze: (index: number, time: Duration.Input) =>
      Effect.gen(function* () {
        const { child } = yield* runner(index)
        child.kill("SIGSTOP")
        yield* Effect.sleep(time)
        child.kill("SIGCONT")
      }),
    /** How the sync ended, once every runner has. */
    ended: Effect.flatMap(Effect.forEach(fibers, Fiber.join), ([first]) =>
      first === undefined ? Effect.die(new Error("there is no runner")) : Effect.succeed(first)
    ),
    /** Processes that still run. */
    alive: () =>
      pids.filter((pid) => {
        try {
          return process.kill(pid, 0)
        } catch {
          return false
        }
      })
  }
})
