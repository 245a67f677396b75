/**
 * The figures of `Insights` from the database are those from the API, number by number.
 */
import { Insights, type Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { DatabaseInsights, Drain } from "@effect-piggy/sync"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { referralsOf } from "./accounts.ts"
import { databases } from "./databases.ts"

/** A program in which contacts refer on, some twice, one in a circle, and one row stands there twice. */
const program = (seed: number, size: number): ReadonlyArray<Referral.Referral> => {
  const rows = Array.from({ length: size }, (_, index) => {
    const made = FakePiggy.referral(index + seed)
    const referring = FakePiggy.referral(Math.floor((index * 7) / 10)).referred_contact
    return index % 3 === 0 ? made : { ...made, referring_contact: referring }
  })
  const [first] = rows
  return first === undefined ? rows : [first, ...rows]
}

const figures = (rows: ReadonlyArray<Referral.Referral>) => Stream.run(Stream.fromIterable(rows), Insights.sink)

for (const { isMissing, layer: database, name } of databases) {
  describe.skipIf(isMissing)(`insights of ${name}`, () => {
    layer(database, { excludeTestServices: true, timeout: 60_000 })((it) => {
      it.effect("are those of the API, per account and across all, and leave out what vanished", () =>
        Effect.gen(function* () {
          const programs = { cafe: program(0, 2600), bakery: program(5000, 150) }
          for (const [account, rows] of Object.entries(programs)) {
            const before = referralsOf(FakePiggy.make({ referrals: [...rows, FakePiggy.referral(99_999)] }))
            yield* Drain.drain({ name: account }, "monday").pipe(Effect.provide(before))
            const now = referralsOf(FakePiggy.make({ referrals: rows }))
            assert.strictEqual((yield* Drain.drain({ name: account }, "tuesday").pipe(Effect.provide(now))).vanished, 1)
            assert.deepStrictEqual(yield* DatabaseInsights.count({ accounts: [account] }), yield* figures(rows))
          }
          const all = [...programs.cafe, ...programs.bakery]
          assert.deepStrictEqual(yield* DatabaseInsights.count(), yield* figures(all))

          const cafe = yield* figures(programs.cafe)
          const sums = yield* DatabaseInsights.sums
          assert.deepStrictEqual(
            sums.find(({ account }) => account === "cafe"),
            {
              account: "cafe",
              referrals: cafe.total,
              completed: cafe.conversion.completed,
              failed: cafe.conversion.failed,
              referrers: cafe.contacts.referring
            }
          )
        })
      )
    })
  })
}
