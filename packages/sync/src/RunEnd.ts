/**
 * Ends the run of an account: what vanished, what was counted, and why it ended as it did.
 */
import type { PiggyError, Referrals } from "@effect-piggy/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { entriesOf, numbersOf, time } from "./Dialect.ts"
import type { Outcome, State, Superseded } from "./Outcome.ts"
import * as Patience from "./Patience.ts"
import * as Position from "./Position.ts"

interface Verdict {
  readonly state: State
  readonly reason: string | null
  readonly message: string | null
}

/** Rows that did not decode, on all pages of the run. */
interface Undecoded {
  readonly count: number
  readonly first: string | null
}

/** A row that did not decode may be any of those that the table has, so that none of them counts as vanished. */
const verdictOf = (summary: Referrals.Summary, { count, first }: Undecoded): Verdict => {
  if (summary.complete && count === 0) return { state: "complete", reason: null, message: null }
  const doubts = [...summary.doubts, ...(count === 0 ? [] : ["undecoded"])]
  const message =
    count === 0
      ? `the list ended by ${summary.endedBy}, which is no proof that it was read whole: ${doubts.join(", ")}`
      : `${count} rows did not decode, the first at ${first}`
  return { state: "incomplete", reason: doubts.join(", "), message }
}

const undecoded = Effect.fnUntraced(function* (account: string) {
  const sql = yield* SqlClient
  const found = yield* sql<{ undecoded: number; first_undecoded: string }>`
    select undecoded, first_undecoded from run_pages where account = ${account} and undecoded > 0 order by epoch, page`
  return found.reduce(
    (all: Undecoded, page): Undecoded => ({
      count: all.count + page.undecoded,
      first: all.first ?? page.first_undecoded
    }),
    { count: 0, first: null }
  )
})

// One statement for the ids of all pages; `except` hashes on both databases, however many there are.
const markVanished = Effect.fnUntraced(function* (account: string, now: number) {
  const sql = yield* SqlClient
  const gone = yield* sql`
    update referrals set vanished_at = ${time(sql, now)} where id in (
      select id from referrals where account = ${account} and vanished_at is null
      except
      select cast(value as bigint) from run_pages ${numbersOf(sql, "run_pages.ids")} where account = ${account}
    ) returning id`
  return gone.length
})

// Only rows that are twins, or were, are looked at.
const countTwins = Effect.fnUntraced(function* (account: string) {
  const sql = yield* SqlClient
  yield* sql`
    with counted as (
      select cast(key as bigint) as id, max(cast(value as bigint)) as copies
      from run_pages ${entriesOf(sql, "run_pages.twins")}
      where account = ${account} and twins is not null group by key
    ), wanted as (
      select referrals.id as id, coalesce(counted.copies, 1) as copies
      from referrals left join counted on counted.id = referrals.id
      where account = ${account} and vanished_at is null and (referrals.copies > 1 or counted.id is not null)
    )
    update referrals set copies = wanted.copies from wanted
    where referrals.id = wanted.id and referrals.copies <> wanted.copies`
})

const record = Effect.fnUntraced(function* (
  { account, run }: Position.Position,
  { message, reason, state }: Verdict,
  { summary, vanished }: { readonly summary: string | null; readonly vanished: number },
  now: number
) {
  const sql = yield* SqlClient
  yield* sql`
    update runs set state = ${state}, reason = ${reason}, message = ${message}, summary = ${summary},
      ended_at = ${time(sql, now)}, vanished = ${vanished}, pages = seen.pages, items = seen.items,
      added = seen.added, changed = seen.changed
    from (
      select count(*) as pages, coalesce(sum(items), 0) as items, coalesce(sum(added), 0) as added,
        coalesce(sum(changed), 0) as changed
      from run_pages where account = ${account}
    ) as seen
    where run = ${run} and account = ${account}`
})

/** Ends a run whose traversal came to an end; only a complete one marks rows as vanished. */
export const finish = (
  position: Position.Position,
  summary: Referrals.Summary
): Effect.Effect<void, SqlError | Superseded, SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const { account, run } = position
    const now = yield* Clock.currentTimeMillis
    yield* Position.hold(position, null)
    const verdict = verdictOf(summary, yield* undecoded(account))
    const complete = verdict.state === "complete"
    const vanished = complete ? yield* markVanished(account, now) : 0
    if (complete) {
      yield* countTwins(account)
      yield* sql`update accounts set last_complete_run = ${run}, last_complete_at = ${time(sql, now)}
        where account = ${account}`
    }
    const { checkpoint: _, ...told } = summary
    yield* record(position, verdict, { summary: JSON.stringify(told), vanished }, now)
    yield* sql`delete from run_pages where account = ${account}`
  }).pipe(Patience.transaction)

/** Notes why the account could not be read; what was committed stays, and the run can go on from there. */
export const fail = (
  position: Position.Position,
  error: PiggyError.PiggyError
): Effect.Effect<void, SqlError | Superseded, SqlClient> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const state = error.isRetryable ? "retrying" : "failed"
    yield* Position.hold(position)
    yield* record(
      position,
      { state, reason: error.reason._tag, message: error.message },
      { summary: null, vanished: 0 },
      now
    )
  }).pipe(Patience.transaction)

/** How the run of an account stands; there is one once it was taken. */
export const outcomeOf = Effect.fnUntraced(function* (
  account: string,
  run: string
): Effect.fn.Return<Outcome, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const [row] = yield* sql<Outcome>`
    select account, run, state, pages, items, added, changed, vanished, takeovers, reason, message
    from runs where run = ${run} and account = ${account}`
  return row ?? (yield* Effect.die(new Error(`there is no run ${run} of the account ${account}`)))
})
