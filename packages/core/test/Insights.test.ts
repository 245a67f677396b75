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
        insights.statuses.map(({ referrals, status }) => [status, referrals]),
        [
          ["completed", 4],
          ["failed", 1],
          ["in_progress", 1],
          ["pending", 1]
        ]
      )
      assert.deepStrictEqual(insights.conversion, { completed: 4, failed: 1, ofDecided: 0.8, ofAll: 4 / 7 })
      assert.deepStrictEqual(
        insights.leaderboard.top.map(({ completed, contact: who, rank }) => [rank, who, completed]),
        [
          [1, "a", 2],
          [2, "b", 1],
          [2, "c", 1],
          [4, "d", 0]
        ]
      )
    })
  )

  it.effect("say nothing of conversion while nothing is decided, and 0 where everything failed", () =>
    Effect.gen(function* () {
      const pending = yield* Stream.run(Stream.make(referral("a", "pending", 0)), Insights.sink)
      assert.deepStrictEqual(pending.conversion, { completed: 0, failed: 0, ofDecided: null, ofAll: 0 })
      const failed = yield* Stream.run(Stream.make(referral("a", "failed", 0)), Insights.sink)
      assert.deepStrictEqual(failed.conversion, { completed: 0, failed: 1, ofDecided: 0, ofAll: 0 })
      const none = yield* Stream.run(Stream.empty, Insights.sink)
      assert.deepStrictEqual(none.conversion, { completed: 0, failed: 0, ofDecided: null, ofAll: null })
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
