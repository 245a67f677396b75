import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Referrals } from "@effect-piggy/core"
import { referralsOf } from "./support.ts"

setFlagsFromString("--expose-gc")
const collect: (options: { readonly type: "minor" | "major" }) => void = runInNewContext("gc")

/** Bytes in use once the young generation was collected; what survives two of its collections is old. */
const inUse = Effect.sync(() => {
  collect({ type: "minor" })
  collect({ type: "minor" })
  return process.memoryUsage().heapUsed
})

const pages = 100

/** Kilobytes that each page of a walk leaves behind until the whole heap is collected. */
const leftBehind = Effect.fnUntraced(function* (
  drain: (service: Referrals.Referrals["Service"]) => Effect.Effect<void, unknown>
) {
  const { referrals } = yield* referralsOf({ referrals: pages * 100 })
  yield* drain(referrals)
  collect({ type: "major" })
  const before = yield* inUse
  yield* drain(referrals)
  return ((yield* inUse) - before) / pages / 1000
})

// A page of this fake is some 45 kB once it is decoded; the fake itself keeps some 2 kB of each request.
const kept = 10

describe("the pages of a long list", () => {
  for (const concurrency of [1, 4]) {
    it.effect(`are let go of as soon as they are consumed, with concurrency ${concurrency}`, () =>
      Effect.gen(function* () {
        const options = { concurrency }
        assert.isBelow(yield* leftBehind((service) => Stream.runDrain(service.stream({}, options))), kept)
        assert.isBelow(yield* leftBehind((service) => Stream.runDrain(service.pages({}, options))), kept)
      })
    )
  }
})
