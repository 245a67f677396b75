/**
 * Prints how many kilobytes each page of a traversal leaves behind until the whole heap is collected: of `stream` and of
 * `pages`, with concurrency 1 and 4. In a process of its own, whose heap nothing else moves.
 *
 * Usage: `node --expose-gc test/leftBehind.ts`
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Referrals } from "@effect-piggy/core"
import { referralsOf } from "./support.ts"

type Drain = (service: Referrals.Referrals["Service"]) => Effect.Effect<void, unknown>

// What survives two collections of the young generation is old.
const inUse = Effect.promise(async () => {
  await globalThis.gc?.({ type: "minor", execution: "async" })
  await globalThis.gc?.({ type: "minor", execution: "async" })
  return process.memoryUsage().heapUsed
})

const pages = 200

const leftBehind = Effect.fnUntraced(function* (drain: Drain) {
  const { referrals } = yield* referralsOf({ referrals: pages * 100 })
  yield* drain(referrals)
  yield* Effect.promise(async () => globalThis.gc?.({ type: "major", execution: "async" }))
  const before = yield* inUse
  yield* drain(referrals)
  return ((yield* inUse) - before) / pages / 1000
})

const drains = [1, 4].flatMap((concurrency): ReadonlyArray<Drain> => [
  (service) => Stream.runDrain(service.stream({}, { concurrency })),
  (service) => Stream.runDrain(service.pages({}, { concurrency }))
])

console.log(JSON.stringify(await Effect.runPromise(Effect.forEach(drains, leftBehind))))
