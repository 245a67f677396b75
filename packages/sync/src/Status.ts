/**
 * How a sync stands: accounts by state, and those that failed with their reasons.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { State } from "./Outcome.ts"

/** An account whose run did not end well, or not yet. */
export interface Trouble {
  readonly account: string
  readonly state: State
  readonly reason: string | null
  readonly message: string | null
}

/** How a sync stands. */
export interface Status {
  readonly run: string
  readonly ended: boolean
  /** Accounts by state. */
  readonly accounts: Readonly<Partial<Record<State, number>>>
  readonly pages: number
  readonly items: number
  readonly added: number
  readonly changed: number
  readonly vanished: number
  readonly takeovers: number
  /** Accounts that failed, are incomplete or are tried again, by name. */
  readonly troubles: ReadonlyArray<Trouble>
}

interface Sums {
  readonly state: State
  readonly accounts: number | bigint
  readonly pages: number | bigint
  readonly items: number | bigint
  readonly added: number | bigint
  readonly changed: number | bigint
  readonly vanished: number | bigint
  readonly takeovers: number | bigint
}

/** How a sync stands. */
export const of = Effect.fnUntraced(function* (run: string): Effect.fn.Return<Status, SqlError, SqlClient> {
  const sql = yield* SqlClient
  const open = yield* sql`select 1 as one from syncs where run = ${run} and ended_at is null`
  // A run that is under way has its counts with its pages.
  const sums = yield* sql<Sums>`
    select state, count(*) as accounts, sum(runs.pages + coalesce(seen.pages, 0)) as pages,
      sum(runs.items + coalesce(seen.items, 0)) as items, sum(runs.added + coalesce(seen.added, 0)) as added,
      sum(runs.changed + coalesce(seen.changed, 0)) as changed, sum(vanished) as vanished, sum(takeovers) as takeovers
    from runs left join (
      select account, count(*) as pages, sum(items) as items, sum(added) as added, sum(changed) as changed
      from run_pages group by account
    ) as seen on seen.account = runs.account and runs.state = 'running'
    where run = ${run} group by state order by state`
  const troubles = yield* sql<Trouble>`
    select account, state, reason, message from runs
    where run = ${run} and state in ('failed', 'incomplete', 'retrying') order by account`
  const total = (field: (row: Sums) => number | bigint) => sums.reduce((sum, row) => sum + Number(field(row)), 0)
  return {
    run,
    ended: open.length === 0,
    accounts: Object.fromEntries(sums.map(({ accounts, state }) => [state, Number(accounts)])),
    pages: total(({ pages }) => pages),
    items: total(({ items }) => items),
    added: total(({ added }) => added),
    changed: total(({ changed }) => changed),
    vanished: total(({ vanished }) => vanished),
    takeovers: total(({ takeovers }) => takeovers),
    troubles
  }
})

/** The sync that began last. */
export const newest = Effect.gen(function* () {
  const sql = yield* SqlClient
  const [found] = yield* sql<{ run: string }>`select run from syncs order by started_at desc, run desc limit 1`
  return found?.run
})
