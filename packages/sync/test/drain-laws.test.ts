/**
 * Laws of the drain, for lists and cuts that are drawn: the database has what the list has, whatever cut a run.
 */
import type { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { Drain, PageChanges } from "@effect-piggy/sync"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import { inOrder, referralsOf } from "./accounts.ts"
import { databases } from "./databases.ts"

/** How many of each are drawn; a night's worth by `PIGGY_SYNC_LAWS=1000`. */
const runs = Number(process.env["PIGGY_SYNC_LAWS"] ?? 30)

const between = (from: number, to: number) => Schema.Int.check(Schema.isBetween({ minimum: from, maximum: to }))

/** A row by its number, so that versions of a list share rows. */
const Drawn = Schema.Struct({
  number: between(0, 40),
  status: Schema.Literals(["pending", "completed", "failed", "in_progress"]),
  email: Schema.NullOr(Schema.String),
  note: Schema.optionalKey(Schema.String)
})

/** A version of the list, its page size, and the requests that fail while it is read. */
const Version = Schema.Struct({
  rows: Schema.Array(Drawn).check(Schema.isMaxLength(60)),
  pageSize: between(1, 9),
  cuts: Schema.Array(between(1, 12)).check(Schema.isMaxLength(4))
})

const toReferral = ({ email, note, number, status }: typeof Drawn.Type): Referral.Referral => {
  const made = FakePiggy.referral(number)
  return {
    ...made,
    status,
    referred_contact: { ...made.referred_contact, email },
    ...(note === undefined ? {} : { note })
  }
}

/** The list: each row once, so that its page's place is all that tells where it is. */
const listOf = ({ rows }: typeof Version.Type): ReadonlyArray<Referral.Referral> => [
  ...new Map(rows.map((row) => [row.number, toReferral(row)])).values()
]

interface Kept extends PageChanges.Row {
  readonly vanished: number
  readonly first_seen: Date | string
}

for (const { isMissing, layer: database, name } of databases) {
  describe.skipIf(isMissing)(`an account in ${name}`, () => {
    layer(database, { excludeTestServices: true, timeout: 60_000 })((it) => {
      let accounts = 0
      it.effect.prop(
        "has the list's rows after every run, and remembers those that left",
        [Schema.Array(Version).check(Schema.isBetweenLength(1, 4))],
        ([versions]) =>
          Effect.gen(function* () {
            const sql = yield* SqlClient
            const account = `drawn-${++accounts}`
            const ever = new Map<string, Kept>()
            for (const [index, version] of versions.entries()) {
              const list = listOf(version)
              const cuts = new Set(version.cuts)
              let requests = 0
              const fake = FakePiggy.make({
                referrals: list,
                clampTo: version.pageSize,
                respond: () => (cuts.has(++requests) ? FakePiggy.json({ message: "down" }, { status: 502 }) : undefined)
              })
              const drain = Drain.drain({ name: account }, `run-${index}`).pipe(Effect.provide(referralsOf(fake)))
              const outcome = yield* Effect.retry(drain, { times: cuts.size })
              assert.strictEqual(outcome.state, "complete")
              assert.strictEqual((yield* drain).pages, outcome.pages)

              const rows = yield* sql<Kept>`select uuid, referring_contact_uuid, referred_contact_uuid,
                referring_contact_email, referred_contact_email, status, other, first_seen,
                case when vanished_at is null then 0 else 1 end as vanished
                from referrals where account = ${account}`
              assert.deepStrictEqual(
                inOrder(rows.filter(({ vanished }) => vanished === 0).map(PageChanges.toReferral)),
                inOrder(list.map((row) => PageChanges.toReferral(PageChanges.toRow(row))))
              )
              for (const row of rows) {
                const before = ever.get(PageChanges.keyOf(row))
                if (before !== undefined) assert.deepStrictEqual(row.first_seen, before.first_seen)
                ever.set(PageChanges.keyOf(row), row)
              }
              assert.strictEqual(rows.length, ever.size)

              const again = yield* Drain.drain({ name: account }, `again-${index}`).pipe(
                Effect.provide(referralsOf(FakePiggy.make({ referrals: list, clampTo: version.pageSize })))
              )
              assert.deepInclude(again, { state: "complete", added: 0, changed: 0, vanished: 0 })
            }
          }),
        { arbitrary: { runs }, timeout: 60_000 + runs * 2000 }
      )

      it.effect.prop(
        "holds together when several read it at once",
        [Schema.Array(between(1, 3)).check(Schema.isBetweenLength(2, 5)), between(1, 40)],
        ([names, size]) =>
          Effect.gen(function* () {
            const account = `shared-${++accounts}`
            const list = Array.from({ length: size }, (_, index) => FakePiggy.referral(index))
            const service = referralsOf(FakePiggy.make({ referrals: list, clampTo: 3 }))
            const drain = (run: string) => Effect.provide(Drain.drain({ name: account }, run), service)
            const ends = yield* Effect.forEach(names, (run) => Effect.result(drain(`run-${run}`)), {
              concurrency: "unbounded"
            })
            for (const end of ends) {
              if (end._tag === "Failure") assert.strictEqual(end.failure._tag, "Superseded")
            }
            assert.strictEqual((yield* drain("last")).state, "complete")
            const sql = yield* SqlClient
            const rows = yield* sql<PageChanges.Row>`select * from referrals where account = ${account}
              and vanished_at is null`
            assert.deepStrictEqual(inOrder(rows.map(PageChanges.toReferral)), inOrder(list))
          }),
        { arbitrary: { runs }, timeout: 60_000 + runs * 2000 }
      )
    })
  })
}
