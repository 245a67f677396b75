import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { inTestTime, referralsOf } from "./support.ts"

const at = (requests: ReadonlyMap<number, (rows: Array<Referral.Referral>) => void>) => {
  let seen = 0
  return (rows: Array<Referral.Referral>) => requests.get(++seen)?.(rows)
}

const collect = Effect.fnUntraced(function* (
  total: number,
  moves: ReadonlyMap<number, (rows: Array<Referral.Referral>) => void>,
  options: { readonly passes?: number; readonly concurrency?: number; readonly maxItems?: number } = {}
) {
  const move = at(moves)
  const { fake, referrals } = yield* referralsOf({
    referrals: total,
    respond: () => {
      move(fake.referrals)
      return undefined
    }
  })
  const before = [...fake.referrals]
  const result = yield* referrals.collect({}, { concurrency: 1, pageSize: 10, ...options })
  return { ...result, before, after: [...fake.referrals] }
})

describe("a list that moves while it is read", () => {
  it.effect("says `unknown` when nothing was noticed: one pass cannot know", () =>
    Effect.gen(function* () {
      const { summary } = yield* collect(50, new Map())
      assert.strictEqual(summary.drift, "unknown")
    })
  )

  it.effect("drops and counts rows that an insertion pushed to the next page", () =>
    Effect.gen(function* () {
      const { before, referrals, summary } = yield* collect(
        50,
        new Map([[3, (rows) => void rows.unshift(FakePiggy.referral(900), FakePiggy.referral(901))]])
      )
      assert.deepStrictEqual(referrals, before)
      assert.strictEqual(summary.duplicates, 2)
      assert.strictEqual(summary.drift, "moved")
      assert.isTrue(summary.complete)
    })
  )

  it.effect("reports a whole page that comes again as moved, and goes on", () =>
    Effect.gen(function* () {
      const { before, referrals, summary } = yield* collect(
        50,
        new Map([
          [3, (rows) => void rows.unshift(...Array.from({ length: 10 }, (_, i) => FakePiggy.referral(900 + i)))]
        ])
      )
      assert.deepStrictEqual(referrals, before)
      assert.strictEqual(summary.duplicates, 10)
      assert.strictEqual(summary.endedBy, "emptyPage")
    })
  )

  it.effect("misses in one pass what a removal hides, and finds it with a second", () =>
    Effect.gen(function* () {
      const moves = new Map([[3, (rows: Array<Referral.Referral>) => void rows.splice(0, 1)]])
      const once = yield* collect(50, moves)
      assert.strictEqual(once.referrals.length, 49)
      assert.strictEqual(once.summary.drift, "unknown")
      const often = yield* collect(50, moves, { passes: 5 })
      assert.deepStrictEqual(often.referrals, often.after)
      assert.strictEqual(often.summary.lateFinds, 1)
      assert.strictEqual(often.summary.drift, "none")
    })
  )

  it.effect("keeps and counts rows with one id and different contacts", () =>
    Effect.gen(function* () {
      const twin = { ...FakePiggy.referral(3), referred_contact: { uuid: "somebody-else", email: null } }
      const { referrals, summary } = yield* collect(50, new Map([[1, (rows) => void rows.splice(12, 0, twin)]]))
      assert.strictEqual(referrals.length, 51)
      assert.strictEqual(summary.conflicting, 1)
      assert.strictEqual(summary.duplicates, 0)
    })
  )

  it.effect("never merges rows of one page", () =>
    Effect.gen(function* () {
      const { referrals, summary } = yield* collect(
        20,
        new Map([[1, (rows) => void rows.splice(4, 0, FakePiggy.referral(3), FakePiggy.referral(3))]])
      )
      assert.strictEqual(referrals.length, 22)
      assert.strictEqual(summary.duplicates, 0)
    })
  )
})

describe("passes", () => {
  it.effect("go on if only one of two equal passes proved its end", () =>
    Effect.gen(function* () {
      // 50 rows in full pages: the first pass is refused past the end, the others see an empty page.
      const drift = Effect.fnUntraced(function* (passes: number) {
        let refusals = 1
        const { referrals } = yield* referralsOf({
          referrals: 50,
          respond: ({ page }) =>
            page > 5 && refusals-- > 0 ? FakePiggy.json({ code: 1003 }, { status: 400 }) : undefined
        })
        return (yield* referrals.collect({}, { concurrency: 1, pageSize: 10, passes })).summary.drift
      })
      assert.deepStrictEqual([yield* drift(2), yield* drift(3)], ["unknown", "none"])
    })
  )

  it.effect("end as soon as two in a row agree", () =>
    Effect.gen(function* () {
      const { referrals, summary } = yield* collect(50, new Map(), { passes: 9 })
      assert.strictEqual(referrals.length, 50)
      assert.strictEqual(summary.pages, 12)
      assert.strictEqual(summary.items, 50)
      assert.strictEqual(summary.drift, "none")
    })
  )

  it.effect("say `unknown` of a list that does not move and whose end is not proven", () =>
    Effect.gen(function* () {
      const plain = yield* referralsOf({ respond: () => FakePiggy.json({ data: [FakePiggy.referral(0)], meta: [] }) })
      const repeated = yield* plain.referrals.collect({}, { passes: 9 })
      assert.strictEqual(repeated.summary.endedBy, "repeatedPage")
      assert.strictEqual(repeated.summary.drift, "unknown")
      assert.strictEqual(repeated.summary.requests, 4)
      const cut = yield* collect(50, new Map(), { passes: 9, maxItems: 15 })
      assert.strictEqual(cut.referrals.length, 15)
      assert.strictEqual(cut.summary.drift, "unknown")
      assert.strictEqual(cut.summary.requests, 4)
    })
  )

  it.effect("do not agree when a row that does not decode came or went", () =>
    Effect.gen(function* () {
      let seen = 0
      const { referrals } = yield* referralsOf({
        respond: ({ page }) => {
          const data = [FakePiggy.referral(0), ...(++seen < 3 ? [{}] : [])]
          return FakePiggy.json({ data: page === 1 ? data : [], meta: [] })
        }
      })
      const twice = yield* referrals.collect({}, { passes: 2, invalidItems: "report" })
      assert.strictEqual(twice.summary.drift, "moved")
      seen = 0
      const often = yield* referrals.collect({}, { passes: 9, invalidItems: "report" })
      assert.strictEqual(often.summary.drift, "none")
      assert.strictEqual(often.summary.requests, 6)
    })
  )

  it.effect("do not say `none` if no two agreed", () =>
    Effect.gen(function* () {
      const everyRequest = new Map(
        Array.from({ length: 40 }, (_, i) => [
          i,
          (rows: Array<Referral.Referral>) => void rows.unshift(FakePiggy.referral(900 + i))
        ])
      )
      const { summary } = yield* collect(50, everyRequest, { passes: 3 })
      assert.strictEqual(summary.drift, "moved")
    })
  )

  it.effect("do not agree when rows moved within one of them, though both delivered the same", () =>
    Effect.gen(function* () {
      const pushed = (rows: Array<Referral.Referral>) => void rows.unshift(FakePiggy.referral(900))
      const back = (rows: Array<Referral.Referral>) => void rows.shift()
      for (const moves of [
        new Map([
          [3, pushed],
          [7, back]
        ]),
        new Map([[9, pushed]])
      ]) {
        const { before, referrals, summary } = yield* collect(50, moves, { passes: 2 })
        assert.deepStrictEqual(referrals, before)
        assert.strictEqual(summary.duplicates, 1)
        assert.strictEqual(summary.drift, "moved")
      }
    })
  )

  it.effect("do not agree when only a status changed, and the newest is kept", () =>
    Effect.gen(function* () {
      const { referrals, summary } = yield* collect(
        50,
        new Map([[7, (rows) => void rows.splice(0, 1, { ...FakePiggy.referral(0), status: "failed" })]]),
        { passes: 2 }
      )
      assert.strictEqual(summary.drift, "moved")
      assert.strictEqual(referrals.length, 50)
      assert.strictEqual(referrals[0]?.status, "failed")
    })
  )
})

describe("whatever moves, between and during requests", () => {
  const Int = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
  const Move = Schema.Struct({
    /** The answer before which it happens, counted over all passes. */
    answer: Int(1, 40),
    kind: Schema.Literals(["insert", "remove", "change"]),
    position: Int(0, 80)
  })
  const World = Schema.Struct({
    total: Int(0, 70),
    pageSize: Int(1, 20),
    concurrency: Int(1, 6),
    filtered: Schema.Boolean,
    moves: Schema.Array(Move).check(Schema.isMaxLength(12))
  })

  const run = Effect.fnUntraced(function* (world: typeof World.Type, passes: number) {
    const filter = world.filtered ? { status: "completed" as const } : {}
    const matching = (rows: ReadonlyArray<Referral.Referral>) =>
      rows.filter((row) => !world.filtered || row.status === "completed")
    let answers = 0
    // For each pass, the rows that have stood in the list unchanged since it began.
    const stood: Array<Set<Referral.Referral>> = []
    const { fake, referrals } = yield* referralsOf({
      referrals: world.total,
      latency: (request) => `${1 + ((request.page * 5) % 4)} millis`,
      respond: (request, rows) => {
        answers++
        if (request.page === 1) stood.push(new Set(matching(rows)))
        world.moves.forEach(({ answer, kind, position }, index) => {
          if (answer !== answers) return
          const place = Math.min(position, rows.length)
          const row = fake.referrals[place]
          if (kind === "insert") {
            fake.referrals.splice(place, 0, { ...FakePiggy.referral(1000 + index), status: "completed" })
          } else if (kind === "remove") {
            fake.referrals.splice(place, 1)
          } else if (row !== undefined) {
            fake.referrals.splice(place, 1, { ...row, status: row.status === "completed" ? "failed" : "completed" })
          }
        })
        const now = new Set(matching(fake.referrals))
        for (const since of stood) for (const row of since) if (!now.has(row)) since.delete(row)
        return undefined
      }
    })
    const result = yield* inTestTime(
      referrals.collect(filter, { passes, concurrency: world.concurrency, pageSize: world.pageSize })
    )
    return { ...result, stood }
  })

  it.effect.prop(
    "one pass never says `none`",
    [World],
    ([world]) =>
      Effect.gen(function* () {
        const { summary } = yield* run(world, 1)
        assert.notStrictEqual(summary.drift, "none")
      }),
    { arbitrary: { runs: 60 } }
  )

  it.effect.prop(
    "enough passes deliver every referral that was there throughout, exactly once, and only then say `none`",
    [World],
    ([world]) =>
      Effect.gen(function* () {
        const { referrals, stood, summary } = yield* run(world, 60)
        assert.strictEqual(summary.drift, "none")
        const found = new Map(referrals.map((row) => [Referral.key(row), row]))
        assert.strictEqual(found.size, referrals.length)
        // Of the first pass, all rows that stood; of the two that agreed, with their values.
        for (const row of stood[0] ?? []) assert.isTrue(found.has(Referral.key(row)))
        for (const row of stood.at(-2) ?? []) assert.deepStrictEqual(found.get(Referral.key(row)), row)
      }),
    { arbitrary: { runs: 60 } }
  )
})
