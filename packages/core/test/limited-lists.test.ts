/**
 * Lists behind limits, read by the client itself in virtual time: what `pnpm limits` says of the pace alone holds for
 * the whole of it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { FakePiggy } from "@effect-piggy/core/testing"
import { bounds, names } from "../limits/cells.ts"
import { type HintKind, hintKinds, limiters, type Verdict } from "../limits/limiters.ts"
import { inTestTime, referralsOf } from "./support.ts"

const hintOf = (hints: HintKind, { nextAt, remaining }: Verdict, now: number): Record<string, string> => {
  const seconds = String(Math.max(1, Math.ceil((nextAt - now) / 1000)))
  if (hints === "Retry-After") return { "retry-after": seconds }
  return hints === "none" ? {} : { "x-ratelimit-remaining": String(remaining), "x-ratelimit-reset": seconds }
}

describe("a list behind a limit of ten requests a second, read by the client", () => {
  for (const name of names) {
    for (const hints of hintKinds) {
      for (const [concurrency, pages] of [
        [4, 300],
        [8, 300],
        [16, 100]
      ] as const) {
        it.effect(`comes whole and in time: ${name}, ${hints}, concurrency ${concurrency}, ${pages} pages`, () =>
          Effect.gen(function* () {
            const clock = yield* Clock.Clock
            const limiter = limiters[name](() => ({ limit: 10, span: 1000 }), 0.3)
            let refused = 0
            const { fake, referrals } = yield* referralsOf({
              referrals: pages - 1,
              latency: () => 50,
              respond: () => {
                const now = clock.currentTimeMillisUnsafe()
                const verdict = limiter(now)
                if (verdict.isAllowed) return undefined
                refused++
                return FakePiggy.json({ message: "Too many." }, { status: 429, headers: hintOf(hints, verdict, now) })
              }
            })
            const begun = clock.currentTimeMillisUnsafe()
            const collected = yield* inTestTime(referrals.collect({}, { pageSize: 1, concurrency }), "10 millis")
            const bound = bounds(hints, concurrency, pages)
            assert.deepStrictEqual(collected.referrals, fake.referrals)
            assert.strictEqual(collected.summary.requests, fake.requests.length)
            assert.isAtMost((clock.currentTimeMillisUnsafe() - begun) / 1000, bound.seconds)
            assert.isAtMost(refused / fake.requests.length, bound.refused)
          })
        )
      }
    }
  }
})
