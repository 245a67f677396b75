/**
 * What programs achieved, from the database: the figures of `Insights`, per account or of several together.
 *
 * The rows that are in the lists now are read by SQL in the order of their ids, a bounded number at a time, and counted
 * by the core's own count; so that each figure is the one that reading the API would give.
 */
import { Insights } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { texts } from "./Dialect.ts"
import * as PageChanges from "./PageChanges.ts"

/** Which rows, and what to tell of them. */
export interface Options extends Insights.Options {
  /** Names of accounts; all by default. */
  readonly accounts?: ReadonlyArray<string> | undefined
}

/** Rows asked for at once. */
const size = 2000

interface Kept extends PageChanges.Row {
  readonly id: number | bigint
  readonly copies: number
}

const pageAfter = Effect.fnUntraced(function* (id: number, accounts: ReadonlyArray<string> | undefined) {
  const sql = yield* SqlClient
  const which = accounts === undefined ? sql`1 = 1` : sql`account in (select value from ${texts(sql, accounts)})`
  return yield* sql<Kept>`
    select id, uuid, referring_contact_uuid, referred_contact_uuid, referring_contact_email, referred_contact_email,
      status, other, copies
    from referrals where id > ${id} and vanished_at is null and ${which} order by id limit ${size}`
})

/** The rows that are in the lists now, twins as often as they stand there. */
export const pages = (
  accounts?: ReadonlyArray<string>
): Stream.Stream<{ readonly items: ReadonlyArray<ReturnType<typeof PageChanges.toReferral>> }, SqlError, SqlClient> =>
  Stream.paginate(0, (id: number) =>
    Effect.map(pageAfter(id, accounts), (rows) => {
      const items = rows.flatMap((row) => Array.from({ length: row.copies }, () => PageChanges.toReferral(row)))
      const last = rows.at(-1)
      const next = rows.length < size || last === undefined ? Option.none<number>() : Option.some(Number(last.id))
      return [[{ items }], next] as const
    })
  )

/** Counts what the lists hold now. */
export const count = ({ accounts, ...options }: Options = {}): Effect.Effect<Insights.Insights, SqlError, SqlClient> =>
  Insights.fromPages(pages(accounts), options)

/** What stands in the tables for a program: the sums that a query gives at once. */
export interface Sums {
  readonly account: string
  readonly referrals: number
  readonly completed: number
  readonly failed: number
  readonly referrers: number
}

/** The sums of each account, counted by the database itself. */
export const sums: Effect.Effect<ReadonlyArray<Sums>, SqlError, SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient
  const rows = yield* sql<{ readonly [Field in keyof Sums]: string | number | bigint }>`
    select account, sum(copies) as referrals,
      sum(case when status = 'completed' then copies else 0 end) as completed,
      sum(case when status = 'failed' then copies else 0 end) as failed,
      count(distinct referring_contact_uuid) as referrers
    from referrals where vanished_at is null group by account order by account`
  return rows.map(({ account, completed, failed, referrals, referrers }) => ({
    account: String(account),
    referrals: Number(referrals),
    completed: Number(completed),
    failed: Number(failed),
    referrers: Number(referrers)
  }))
})

/** Accounts whose list no run has read whole yet, so that rows of it may be missing. */
export const neverRead = Effect.fnUntraced(function* (
  accounts?: ReadonlyArray<string>
): Effect.fn.Return<ReadonlyArray<string>, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const which = accounts === undefined ? sql`1 = 1` : sql`account in (select value from ${texts(sql, accounts)})`
  const rows = yield* sql<{ account: string }>`
    select account from accounts where last_complete_at is null and ${which} order by account`
  return rows.map(({ account }) => account)
})
