import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Insights, type Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"

const contact = (uuid: string) => ({ uuid, email: null })
const referral = (by: string, status: string, index: number): Referral.Referral => ({
  ...FakePiggy.referral(index),
  referring_contact: contact(by),
  status
})

describe("insights", () => {
  it.effect("count statuses, conversion and the contacts that brought most", () =>
    Effect.gen(function* () {
      const rows = [
        referral("b", "completed", 0),
        referral("a", "completed", 1),
        referral("a", "completed", 2),
        referral("c", "completed", 3),
        referral("a", "failed", 4),
        referral("d", "pending", 5),
        referral("d", "in_progress", 6)
      ]
      const insights = yield* Stream.run(Stream.fromIterable(rows), Insights.sink)
      assert.strictEqual(insights.total, 7)
      assert.deepStrictEqual(
        [...insights.byStatus],
        [
          ["completed", 4],
          ["failed", 1],
          ["pending", 1],
          ["in_progress", 1]
        ]
      )
      assert.strictEqual(insights.conversionRate, 0.8)
      assert.deepStrictEqual(
        insights.topReferrers.map(({ completed, contact: who }) => [who.uuid, completed]),
        [
          ["a", 2],
          ["b", 1],
          ["c", 1]
        ]
      )
    })
  )

  it.effect("say nothing of conversion while nothing is decided", () =>
    Effect.gen(function* () {
      const insights = yield* Stream.run(Stream.make(referral("a", "pending", 0)), Insights.sink)
      assert.isUndefined(insights.conversionRate)
    })
  )

  it.effect("start from nothing each time", () =>
    Effect.gen(function* () {
      const once = Stream.run(Stream.make(referral("a", "completed", 0)), Insights.sink)
      assert.strictEqual((yield* once).total, 1)
      assert.strictEqual((yield* once).total, 1)
    })
  )
})
