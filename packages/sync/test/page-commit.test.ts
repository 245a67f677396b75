/**
 * Pages that are committed together leave what they would have left one by one.
 */
import { Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { PageChanges } from "@effect-piggy/sync"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import * as PageCommit from "../src/PageCommit.ts"
import * as Position from "../src/Position.ts"
import { referralsOf } from "./accounts.ts"
import { databases } from "./databases.ts"

/** A row by its number, so that pages share rows. */
const Drawn = Schema.Struct({
  number: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 })),
  status: Schema.Literals(["pending", "completed", "failed"]),
  note: Schema.optionalKey(Schema.String)
})

type Drawn = typeof Drawn.Type

const Pages = Schema.Array(Schema.Array(Drawn).check(Schema.isMaxLength(5))).check(Schema.isBetweenLength(1, 6))

const toReferral = ({ number, ...row }: Drawn) => ({ ...FakePiggy.referral(number), ...row })

/** A page as the traversal gives it, with other rows on it. */
const pageTemplate = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const [page] = yield* Stream.runCollect(referrals.pages({}, { requireComplete: false }))
  return page ?? assert.fail("a list has a first page")
}).pipe(Effect.provide(referralsOf(FakePiggy.make({ referrals: 1 }))))

describe("pages that wait for a transaction", () => {
  it.prop("stay in order, and part only before a page that repeats a row", [Pages], ([drawn]) => {
    const pages = drawn.map((rows) => ({ rows: PageChanges.pageOf(rows.map(toReferral)) }))
    const groups = PageChanges.withoutRepeats(pages)
    assert.deepStrictEqual(groups.flat(), pages)
    const keysOf = (group: typeof pages) => group.flatMap(({ rows }) => [...rows.keys()])
    for (const [index, group] of groups.entries()) {
      const keys = keysOf([...group])
      assert.strictEqual(new Set(keys).size, keys.length)
      const next = groups[index + 1]?.[0]
      if (next !== undefined) assert.isTrue(keysOf([next]).some((key) => keys.includes(key)))
    }
  })
})

/** What is noted of the pages of the run at hand, with uuids for the ids of rows. */
const notedOf = Effect.fnUntraced(function* (account: string) {
  const sql = yield* SqlClient
  const rows = yield* sql<{ id: number | bigint; uuid: string }>`
    select id, uuid from referrals where account = ${account}`
  const uuids = new Map(rows.map(({ id, uuid }) => [String(id), uuid]))
  const pages = yield* sql<{ ids: string; twins: string | null }>`
    select page, ids, twins, items, added, changed from run_pages where account = ${account} order by page`
  return pages.map(({ ids, twins, ...counts }) => ({
    counts,
    ids: JSON.parse(ids).map((id: number) => uuids.get(String(id))),
    twins: Object.entries(JSON.parse(twins ?? "{}")).map(([id, count]) => [uuids.get(id), count])
  }))
})

for (const { isMissing, layer: database, name } of databases) {
  describe.skipIf(isMissing)(`pages that are committed together to ${name}`, () => {
    layer(database, { excludeTestServices: true, timeout: 60_000 })((withDatabase) => {
      let accounts = 0
      withDatabase.effect.prop(
        "leave the rows, the history and the counts that they leave one by one",
        [Schema.Array(Pages).check(Schema.isBetweenLength(1, 2))],
        ([runs]) =>
          Effect.gen(function* () {
            const sql = yield* SqlClient
            const template = yield* pageTemplate
            const left = Effect.fnUntraced(function* (together: boolean) {
              const account = `drawn-${++accounts}`
              const noted = []
              for (const [run, drawn] of runs.entries()) {
                const position = yield* Position.take({ account, run: `run-${run}`, filter: "{}" })
                const pages = drawn.map((rows, index) =>
                  Object.assign({}, template, { number: index + 1, items: rows.map(toReferral) })
                )
                yield* Effect.forEach(together ? [pages] : pages.map((page) => [page]), (some) =>
                  PageCommit.commit(position, some)
                )
                noted.push(yield* notedOf(account))
              }
              const rows =
                yield* sql`select uuid, status, other from referrals where account = ${account} order by uuid`
              const history = yield* sql`select uuid, previous, status_changes.status from status_changes
                join referrals on id = referral_id where account = ${account} order by uuid, at`
              return { noted, rows, history: history.length }
            })
            assert.deepStrictEqual(yield* left(true), yield* left(false))
          }),
        { arbitrary: { runs: 40 }, timeout: 120_000 }
      )
    })
  })
}
