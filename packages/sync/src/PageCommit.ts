/**
 * Writes a page of the list: its rows, what their status was before, and where to go on, in one transaction.
 */
import type { Referrals } from "@effect-piggy/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { objects, texts, time } from "./Dialect.ts"
import type { Superseded } from "./Outcome.ts"
import * as PageChanges from "./PageChanges.ts"
import * as Patience from "./Patience.ts"
import * as Position from "./Position.ts"

interface KnownRow extends PageChanges.Row {
  readonly id: number | bigint
  readonly vanished: number
}

const find = Effect.fnUntraced(function* (account: string, page: ReadonlyArray<PageChanges.Row>) {
  const sql = yield* SqlClient
  const uuids = texts(sql, [...new Set(page.map(({ uuid }) => uuid))])
  const found = yield* sql<KnownRow>`
    select id, uuid, referring_contact_uuid, referred_contact_uuid, referring_contact_email, referred_contact_email,
      status, other, case when vanished_at is null then 0 else 1 end as vanished
    from referrals where account = ${account} and uuid in (select value from ${uuids})`
  return found.map((row): PageChanges.Known =>
    Object.assign({}, row, { id: Number(row.id), vanished: row.vanished === 1 })
  )
})

const add = Effect.fnUntraced(function* (account: string, rows: ReadonlyArray<PageChanges.Row>, now: number) {
  if (rows.length === 0) return []
  const sql = yield* SqlClient
  return yield* sql<KnownRow>`
    insert into referrals (account, uuid, referring_contact_uuid, referred_contact_uuid, referring_contact_email,
      referred_contact_email, status, other, first_seen)
    select ${account}, value ->> 'uuid', value ->> 'referring_contact_uuid', value ->> 'referred_contact_uuid',
      value ->> 'referring_contact_email', value ->> 'referred_contact_email', value ->> 'status', value ->> 'other',
      ${time(sql, now)}
    from ${objects(sql, rows)}
    returning id, uuid, referring_contact_uuid, referred_contact_uuid`
})

const change = Effect.fnUntraced(function* ({ changed, statuses }: PageChanges.Changes, now: number) {
  const sql = yield* SqlClient
  if (changed.length > 0) {
    yield* sql`
      update referrals set vanished_at = null, status = value ->> 'status', other = value ->> 'other',
        referring_contact_email = value ->> 'referring_contact_email',
        referred_contact_email = value ->> 'referred_contact_email'
      from ${objects(sql, changed)} where referrals.id = cast(value ->> 'id' as bigint)`
  }
  if (statuses.length > 0) {
    yield* sql`
      insert into status_changes (referral_id, at, previous, status)
      select cast(value ->> 'id' as bigint), ${time(sql, now)}, value ->> 'previous', value ->> 'status'
      from ${objects(sql, statuses)}`
  }
})

const twinsOf = (
  { twins }: PageChanges.Changes,
  rows: ReadonlyArray<Pick<KnownRow, "id" | "uuid" | "referring_contact_uuid" | "referred_contact_uuid">>
): string | null =>
  twins.size === 0
    ? null
    : JSON.stringify(
        Object.fromEntries(
          rows.flatMap((row) => {
            const count = twins.get(PageChanges.keyOf(row))
            return count === undefined ? [] : [[String(row.id), count]]
          })
        )
      )

/** Commits a page of an account that is held; fails with `Superseded`, and writes nothing, when it no longer is. */
export const commit = (
  position: Position.Position,
  page: Referrals.Page
): Effect.Effect<void, SqlError | Superseded, SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const now = yield* Clock.currentTimeMillis
    const { account, epoch } = position
    const rows = page.items.map(PageChanges.toRow)
    yield* Position.hold(position, page.checkpoint)
    const known = rows.length === 0 ? [] : yield* find(account, rows)
    const changes = PageChanges.changesOf(known, rows)
    const added = yield* add(account, changes.added, now)
    yield* change(changes, now)
    const ids = JSON.stringify([...changes.ids, ...added.map(({ id }) => Number(id))])
    const [first] = page.invalid
    yield* sql`
      insert into run_pages (account, epoch, page, ids, twins, items, added, changed, undecoded, first_undecoded)
      values (${account}, ${epoch}, ${page.number}, ${ids}, ${twinsOf(changes, [...known, ...added])}, ${rows.length},
        ${added.length}, ${changes.changed.length}, ${page.invalid.length},
        ${first === undefined ? null : `page ${first.page}, row ${first.index}, ${first.path}: ${first.detail}`})`
  }).pipe(Patience.transaction)
