/**
 * An account's list in the database, on both databases.
 */
import type { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { Drain } from "@effect-piggy/sync"
import { assert, describe, layer } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { SqlClient } from "effect/sql/SqlClient"
import { inOrder, keptRows, referralsOf } from "./accounts.ts"
import { databases } from "./databases.ts"

const { json, make, referral } = FakePiggy

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => referral(index))

for (const { isMissing, layer: database, name } of databases) {
  describe.skipIf(isMissing)(`an account in ${name}`, { timeout: 60_000 }, () => {
    layer(database, { excludeTestServices: true, timeout: 60_000 })((it) => {
      let accounts = 0
      const newAccount = () => `account-${++accounts}`

      it.effect("is there row for row after a run, emails that are null and fields of the API's own included", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const rows: Array<Referral.Referral> = rowsOf(250)
          rows[7] = Object.assign(referral(7), { channel: { name: "né\u0000" } })
          const outcome = yield* Drain.drain({ name: account }, "monday").pipe(
            Effect.provide(referralsOf(make({ referrals: rows })))
          )
          assert.deepStrictEqual(outcome, {
            account,
            run: "monday",
            state: "complete",
            pages: 3,
            items: 250,
            added: 250,
            changed: 0,
            vanished: 0,
            takeovers: 0,
            reason: null,
            message: null
          })
          assert.deepStrictEqual(yield* keptRows(account), inOrder(rows))
        })
      )

      it.effect("writes no referral when nothing changed", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          const account = newAccount()
          const service = referralsOf(make({ referrals: 250 }))
          yield* Drain.drain({ name: account }, "monday").pipe(Effect.provide(service))
          const before = yield* sql`select * from referrals where account = ${account} order by id`
          const { added, changed, vanished } = yield* Drain.drain({ name: account }, "tuesday").pipe(
            Effect.provide(service)
          )
          assert.deepStrictEqual([added, changed, vanished], [0, 0, 0])
          assert.deepStrictEqual(yield* sql`select * from referrals where account = ${account} order by id`, before)
          const [seen] = yield* sql<{ run: string }>`
            select last_complete_run as run from accounts where account = ${account}`
          assert.strictEqual(seen?.run, "tuesday")
        })
      )

      it.effect("keeps what a status was, marks what left the list, and takes back what returns", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          const account = newAccount()
          const fake = make({ referrals: 120 })
          const drain = (run: string) => Drain.drain({ name: account }, run).pipe(Effect.provide(referralsOf(fake)))
          yield* drain("monday")
          const [gone] = fake.referrals.splice(7, 1)
          const first = fake.referrals[0]
          if (gone === undefined || first === undefined) return assert.fail("the fake has no rows")
          fake.referrals[0] = { ...first, status: "failed" }
          const tuesday = yield* drain("tuesday")
          assert.deepStrictEqual([tuesday.added, tuesday.changed, tuesday.vanished], [0, 1, 1])
          const changes = yield* sql<{ uuid: string; previous: string; status: string }>`
            select uuid, previous, status_changes.status from status_changes
            join referrals on referrals.id = referral_id where account = ${account}`
          assert.deepStrictEqual(changes, [{ uuid: first.uuid, previous: "pending", status: "failed" }])
          const vanished = yield* sql`
            select uuid from referrals where account = ${account} and vanished_at is not null`
          assert.deepStrictEqual(vanished, [{ uuid: gone.uuid }])
          fake.referrals.push(gone)
          const wednesday = yield* drain("wednesday")
          assert.deepStrictEqual([wednesday.added, wednesday.changed, wednesday.vanished], [0, 1, 0])
          assert.deepStrictEqual(yield* keptRows(account), inOrder(fake.referrals))
        })
      )

      it.effect("forgets an email that the API no longer tells", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          const account = newAccount()
          const fake = make({ referrals: 3 })
          const drain = (run: string) => Drain.drain({ name: account }, run).pipe(Effect.provide(referralsOf(fake)))
          yield* drain("monday")
          for (const [index, row] of fake.referrals.entries()) {
            fake.referrals[index] = { ...row, referring_contact: { ...row.referring_contact, email: null } }
          }
          assert.strictEqual((yield* drain("tuesday")).changed, 3)
          const emails = yield* sql`
            select 1 from referrals where account = ${account} and referring_contact_email is not null`
          assert.lengthOf(emails, 0)
        })
      )

      it.effect("counts twins, and counts them anew when one leaves", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const rows = rowsOf(5)
          const fake = make({ referrals: [...rows, referral(2), referral(2), referral(4)] })
          const drain = (run: string) => Drain.drain({ name: account }, run).pipe(Effect.provide(referralsOf(fake)))
          yield* drain("monday")
          assert.deepStrictEqual(yield* keptRows(account), inOrder(fake.referrals))
          const again = yield* drain("tuesday")
          assert.deepStrictEqual([again.added, again.changed, again.vanished], [0, 0, 0])
          fake.referrals.splice(5, 1)
          fake.referrals.pop()
          yield* drain("wednesday")
          assert.deepStrictEqual(yield* keptRows(account), inOrder(fake.referrals))
        })
      )

      it.effect("marks nothing as vanished when the end is in doubt, and tells the doubt", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const fake = make({
            referrals: 250,
            respond: ({ page }) =>
              page === 1 && doubtful ? json({ data: rowsOf(100), meta: { current_page: 1, total: 900 } }) : undefined
          })
          let doubtful = false
          const drain = (run: string) => Drain.drain({ name: account }, run).pipe(Effect.provide(referralsOf(fake)))
          yield* drain("monday")
          fake.referrals.splice(100)
          doubtful = true
          const { message, reason, state, vanished } = yield* drain("tuesday")
          assert.deepStrictEqual([state, vanished], ["incomplete", 0])
          assert.include(reason, "emptyInside")
          assert.include(message, "no proof that it was read whole: emptyInside")
          assert.lengthOf(yield* keptRows(account), 250)
        })
      )

      it.effect("keeps the other rows when one does not decode, and marks nothing as vanished", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const broken = { ...referral(1), status: 5, referring_contact: { uuid: "secret", email: "who@example.eu" } }
          const fake = make({
            respond: ({ page }) => json({ data: page === 1 ? [referral(0), broken, referral(2)] : [] })
          })
          const outcome = yield* Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(fake)))
          assert.deepStrictEqual([outcome.state, outcome.items], ["incomplete", 2])
          assert.include(outcome.message, "page 1, row 1, status")
          assert.notInclude(JSON.stringify(outcome), "example.eu")
        })
      )

      it.effect("tells what a person must mend, and goes on with the run once it is mended", () =>
        Effect.gen(function* () {
          const account = newAccount()
          let refused = true
          const fake = make({
            referrals: 350,
            respond: ({ page }) =>
              refused && page >= 3 ? json({ message: "Unauthenticated." }, { status: 401 }) : undefined
          })
          const drain = Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(fake)))
          const failed = yield* drain
          assert.deepStrictEqual([failed.state, failed.reason, failed.pages], ["failed", "Unauthorized", 2])
          refused = false
          const asked = fake.requests.length
          const outcome = yield* drain
          assert.deepStrictEqual([outcome.state, outcome.pages, outcome.takeovers], ["complete", 4, 1])
          assert.strictEqual(fake.requests[asked]?.page, 2)
          assert.deepStrictEqual(yield* keptRows(account), inOrder(fake.referrals))
        })
      )

      it.effect("fails where another try may help, and notes why", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          const account = newAccount()
          const fake = make({ respond: () => json({ message: "down" }, { status: 502 }) })
          const error = yield* Effect.flip(
            Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(fake)))
          )
          assert.isTrue(error._tag === "PiggyError" && error.isRetryable)
          assert.deepStrictEqual(yield* sql`select state, reason from runs where account = ${account}`, [
            { state: "retrying", reason: "ServerFailure" }
          ])
        })
      )

      it.effect("begins anew when its checkpoint belongs to another host", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const fake = make({
            referrals: 250,
            respond: ({ page, url }) =>
              url.port === "4010" && page === 3 ? json({ message: "down" }, { status: 502 }) : undefined
          })
          const drain = (baseUrl: string) =>
            Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(fake, { baseUrl })))
          yield* Effect.flip(drain("http://127.0.0.1:4010"))
          const outcome = yield* drain("http://127.0.0.1:4011")
          assert.deepStrictEqual([outcome.state, outcome.pages], ["complete", 3])
          assert.deepStrictEqual(yield* keptRows(account), inOrder(fake.referrals))
        })
      )

      it.effect("keeps its filter: another one is refused, and says what to do", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const service = referralsOf(make({ referrals: 250 }))
          yield* Drain.drain({ name: account, filter: { status: "completed" } }, "monday").pipe(Effect.provide(service))
          const outcome = yield* Drain.drain({ name: account }, "tuesday").pipe(Effect.provide(service))
          assert.deepStrictEqual([outcome.state, outcome.reason], ["failed", "FilterChanged"])
          assert.include(outcome.message, "give the other list an account name of its own")
        })
      )

      it.effect("is read by one of two that begin at once; the other writes nothing more", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          const account = newAccount()
          const reached = yield* Deferred.make<void>()
          const goOn = yield* Deferred.make<void>()
          const fake = make({ referrals: 550 })
          const slow = make({ referrals: 550 })
          const slowService = referralsOf(slow, {
            transformClient: (client) => ({
              execute: (request) =>
                Effect.gen(function* () {
                  if (slow.requests.length === 2) {
                    yield* Deferred.succeed(reached, undefined)
                    yield* Deferred.await(goOn)
                  }
                  return yield* client.execute(request)
                })
            })
          })
          const first = yield* Effect.forkChild(
            Effect.flip(Drain.drain({ name: account, concurrency: 1 }, "monday").pipe(Effect.provide(slowService)))
          )
          yield* Deferred.await(reached)
          const outcome = yield* Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(fake)))
          assert.deepStrictEqual([outcome.state, outcome.takeovers], ["complete", 1])
          const before = yield* sql`select * from referrals where account = ${account} order by id`
          slow.referrals.splice(0, 500)
          yield* Deferred.succeed(goOn, undefined)
          assert.strictEqual((yield* Fiber.join(first))._tag, "Superseded")
          assert.deepStrictEqual(yield* sql`select * from referrals where account = ${account} order by id`, before)
          assert.strictEqual(
            (yield* Drain.drain({ name: account }, "monday").pipe(Effect.provide(slowService))).state,
            "complete"
          )
        })
      )

      it.effect("of a later run is not given back to an earlier one", () =>
        Effect.gen(function* () {
          const account = newAccount()
          let down = true
          const fake = make({
            referrals: 250,
            respond: ({ page }) => (down && page === 2 ? json({ message: "down" }, { status: 502 }) : undefined)
          })
          const drain = (run: string) => Drain.drain({ name: account }, run).pipe(Effect.provide(referralsOf(fake)))
          yield* Effect.flip(drain("monday"))
          down = false
          assert.strictEqual((yield* drain("tuesday")).state, "complete")
          assert.strictEqual((yield* drain("monday")).state, "superseded")
          assert.deepStrictEqual(yield* keptRows(account), inOrder(fake.referrals))
        })
      )

      it.effect("has committed the page at hand when it is interrupted, and goes on behind it", () =>
        Effect.gen(function* () {
          const account = newAccount()
          const fake = make({ referrals: 550, latency: ({ page }) => (page === 4 ? "1 hour" : 0) })
          const fiber = yield* Effect.forkChild(
            Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(fake)))
          )
          yield* Effect.repeat(keptRows(account), { until: (rows) => rows.length === 300 })
          yield* Fiber.interrupt(fiber)
          const anew = make({ referrals: fake.referrals })
          const outcome = yield* Drain.drain({ name: account }, "monday").pipe(Effect.provide(referralsOf(anew)))
          assert.deepStrictEqual([outcome.state, outcome.pages, outcome.takeovers], ["complete", 6, 1])
          assert.strictEqual(anew.requests[0]?.page, 3)
        })
      )
    })
  })
}
