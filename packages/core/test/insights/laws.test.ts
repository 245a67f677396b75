/**
 * What holds for the insights of any rows, however odd. `PIGGY_INSIGHTS_RUNS=10000` is the long run.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Insights } from "@effect-piggy/core"
import { referralOf, Rows } from "./rows.ts"
import { slowCount } from "./slowCount.ts"

const Cut = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))
const Limit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))
const Order = Schema.Array(Schema.Int).check(Schema.isMinLength(30), Schema.isMaxLength(30))
const runs = Number(process.env["PIGGY_INSIGHTS_RUNS"] ?? 200)
const options = { timeout: 30_000 + 20 * runs, arbitrary: { runs, size: 30 } }

const count = (rows: typeof Rows.Type, given: Insights.Options = {}) =>
  Insights.add(Insights.empty(given), rows.map(referralOf))
const throughJson = Schema.toCodecJson(Insights.State)

describe("insights", () => {
  it.prop(
    "are what a count by the definitions gives, with every limit",
    [Rows, Limit, Schema.Boolean],
    ([rows, limit, emails]) => {
      const given = { limit, emails }
      assert.deepStrictEqual(Insights.summarize(count(rows, given), given), slowCount(rows.map(referralOf), given))
      assert.deepStrictEqual(Insights.summarize(count(rows)), slowCount(rows.map(referralOf)))
    },
    options
  )

  it.prop(
    "do not depend on the order of the rows",
    [Rows, Order],
    ([rows, order]) => {
      const shuffled = rows.map((row, index) => ({ row, at: order[index] ?? 0 })).toSorted((a, b) => a.at - b.at)
      const other = shuffled.map(({ row }) => row)
      const given = { emails: true, limit: 2 }
      assert.deepStrictEqual(
        Insights.summarize(count(other, given), given),
        Insights.summarize(count(rows, given), given)
      )
    },
    options
  )

  it.prop(
    "of parts that are merged, in any order, with nothing among them and over JSON, are those of the whole",
    [Rows, Cut, Cut],
    ([rows, one, other]) => {
      const given = { emails: true }
      const [from, to] = one < other ? [one, other] : [other, one]
      const parts = [rows.slice(0, from), rows.slice(from, to), rows.slice(to)].map((part) => count(part, given))
      const [a = Insights.empty(), b = Insights.empty(), c = Insights.empty()] = parts
      const whole = Insights.summarize(count(rows, given))
      const sent = (state: Insights.State) =>
        Schema.decodeUnknownSync(throughJson)(JSON.parse(JSON.stringify(Schema.encodeSync(throughJson)(state))))
      for (const merged of [
        Insights.merge(a, b, c),
        Insights.merge(c, Insights.empty(), b, a),
        Insights.merge(Insights.merge(b, a), c),
        Insights.merge(a, Insights.merge(c, b)),
        Insights.merge(sent(b), sent(a), sent(Insights.empty()), c),
        sent(Insights.merge(a, b, c))
      ]) {
        assert.deepStrictEqual(Insights.summarize(merged), whole)
      }
      // What was merged goes on by itself.
      assert.deepStrictEqual(Insights.summarize(a), Insights.summarize(count(rows.slice(0, from), given)))
    },
    options
  )

  it.effect.prop(
    "are the same by pages, by rows and by a state",
    [Rows, Limit],
    ([rows, size]) =>
      Effect.gen(function* () {
        const referrals = rows.map(referralOf)
        const pages = Stream.map(Stream.rechunk(Stream.fromIterable(referrals), size), (row) => ({ items: [row] }))
        const whole = Insights.summarize(count(rows))
        assert.deepStrictEqual(yield* Insights.fromPages(pages), whole)
        assert.deepStrictEqual(yield* Stream.run(Stream.fromIterable(referrals), Insights.sink), whole)
      }),
    options
  )

  it.prop(
    "come back from JSON as they were",
    [Rows],
    ([rows]) => {
      const codec = Schema.toCodecJson(Insights.Insights)
      const insights = Insights.summarize(count(rows, { emails: true }))
      const json = JSON.stringify(Schema.encodeSync(codec)(insights))
      assert.deepStrictEqual(Schema.decodeUnknownSync(codec)(JSON.parse(json)), insights)
      assert.deepStrictEqual<unknown>(JSON.parse(json), insights)
    },
    options
  )
})
