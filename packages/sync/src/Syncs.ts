/**
 * A sync: one run over all accounts. There is at most one that has not ended, and whoever starts joins it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { rows, time } from "./Dialect.ts"
import { ended, type State } from "./Outcome.ts"

/** Another sync has not ended. */
export class OtherSync extends Schema.TaggedError<OtherSync>()("OtherSync", {
  asked: Schema.String,
  open: Schema.String
}) {
  override get message() {
    return `the sync ${this.open} has not ended, so that ${this.asked} cannot begin: start without a name, or with ${this.open}, to go on with it`
  }
}

/** A name that came out empty would be the same every night, and nothing would be read from the second on. */
export class EmptyName extends Schema.TaggedError<EmptyName>()("EmptyName", {}) {
  override get message() {
    return "the sync's name is empty: give one, or none at all"
  }
}

/** Whether there is or was a sync of this name. */
export const isKnown = Effect.fnUntraced(function* (run: string): Effect.fn.Return<boolean, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const found = yield* sql`select 1 as one from syncs where run = ${run}`
  return found.length > 0
})

const isOpen = Effect.fnUntraced(function* (run: string) {
  const sql = yield* SqlClient
  const found = yield* sql`select 1 as one from syncs where run = ${run} and ended_at is null`
  return found.length > 0
})

/**
 * Joins the sync that has not ended, or begins one.
 *
 * @param name of the sync; by default the open one's, or the time. A name that is known and has ended is not begun again
 * @returns its name
 */
export const join = Effect.fnUntraced(function* (
  name: string | undefined
): Effect.fn.Return<string, SqlError | OtherSync | EmptyName, SqlClient> {
  const sql = yield* SqlClient
  if (name?.trim() === "") return yield* new EmptyName()
  const millis = yield* Clock.currentTimeMillis
  const asked = name ?? new Date(millis).toISOString()
  yield* sql`insert into syncs (run, started_at) values (${asked}, ${time(sql, millis)}) on conflict do nothing`
  const [open] = yield* sql<{ run: string }>`select run from syncs where ended_at is null`
  if (name === undefined) return open?.run ?? asked
  return (yield* isKnown(name)) ? name : yield* new OtherSync({ asked: name, open: open?.run ?? "" })
})

/** Notes accounts as waiting. */
export const announce = Effect.fnUntraced(function* (
  run: string,
  accounts: ReadonlyArray<string>
): Effect.fn.Return<void, SqlError, SqlClient> {
  const sql = yield* SqlClient
  yield* sql`
    insert into runs (run, account, state)
    select ${run}, account, 'waiting' from ${rows(
      sql,
      accounts.map((account) => ({ account })),
      ["account"]
    )} where true on conflict (run, account) do nothing`
})

/** Accounts that somebody has begun to read, and whose run has not ended. */
export const begun = Effect.fnUntraced(function* (
  run: string
): Effect.fn.Return<ReadonlyArray<string>, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const found = yield* sql<{ account: string }>`
    select account from runs where run = ${run} and state in ('running', 'retrying')`
  return found.map(({ account }) => account)
})

/** Whether there is nothing more to do for an account in a run. */
export const isDone = Effect.fnUntraced(function* (
  run: string,
  account: string
): Effect.fn.Return<boolean, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const [known] = yield* sql<{ state: State }>`select state from runs where run = ${run} and account = ${account}`
  return known !== undefined && ended.includes(known.state)
})

/** Notes that an account cannot be read, for a reason that no later try would mend. */
export const give = Effect.fnUntraced(function* (
  run: string,
  account: string,
  { message, reason }: { readonly reason: string; readonly message: string }
): Effect.fn.Return<void, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const now = time(sql, yield* Clock.currentTimeMillis)
  yield* sql`insert into runs (run, account, state, reason, message, ended_at)
    values (${run}, ${account}, 'failed', ${reason}, ${message}, ${now})
    on conflict (run, account) do update set state = 'failed', reason = ${reason}, message = ${message}, ended_at = ${now}`
})

/** Ends a sync. Accounts that were announced and never begun, since the file no longer has them, are taken back. */
export const end = Effect.fnUntraced(function* (
  run: string,
  accounts: number
): Effect.fn.Return<void, SqlError, SqlClient> {
  const sql = yield* SqlClient
  yield* sql`delete from runs where run = ${run} and state = 'waiting'`
  yield* sql`update syncs set accounts = ${accounts}, ended_at = ${time(sql, yield* Clock.currentTimeMillis)}
    where run = ${run} and ended_at is null`
})

/** Whether a sync has ended. */
export const hasEnded = (run: string): Effect.Effect<boolean, SqlError, SqlClient> =>
  Effect.map(isOpen(run), (open) => !open)
