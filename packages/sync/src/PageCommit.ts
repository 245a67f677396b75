/**
 * Writes pages of the list: their rows, what the status of those was before, and where to go on, in one transaction.
 */
import type { Referrals } from "@effect-piggy/core"
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { rows, texts, time } from "./Dialect.ts"
import type { Superseded } from "./Outcome.ts"
import * as PageChanges from "./PageChanges.ts"
import * as Patience from "./Patience.ts"
import * as Position from "./Position.ts"

interface KnownRow extends PageChanges.Row {
  readonly id: number | bigint
  readonly vanished: number
}

/** What tells a row apart, and its place in the table. */
type Placed = Pick<KnownRow, "id" | "uuid" | "referring_contact_uuid" | "referred_contact_uuid">

/** A page, and its rows as they are kept. */
interface Kept {
  readonly page: Referrals.Page
  readonly rows: PageChanges.PageRows
}

const columns = [
  "uuid",
  "referring_contact_uuid",
  "referred_contact_uuid",
  "referring_contact_email",
  "referred_contact_email",
  "status",
  "other"
] as const

const find = Effect.fnUntraced(function* (account: string, pages: ReadonlyArray<PageChanges.PageRows>) {
  const uuids = new Set(pages.flatMap((page) => Array.from(page.values(), ({ row }) => row.uuid)))
  if (uuids.size === 0) return []
  const sql = yield* SqlClient
  const found = yield* sql<KnownRow>`
    select id, ${sql.csv(columns)}, case when vanished_at is null then 0 else 1 end as vanished
    from referrals where account = ${account} and uuid in (select value from ${texts(sql, [...uuids])})`
  return found.map((row): PageChanges.Known =>
    Object.assign({}, row, { id: Number(row.id), vanished: row.vanished === 1 })
  )
})

const add = Effect.fnUntraced(function* (account: string, added: ReadonlyArray<PageChanges.Row>, now: number) {
  if (added.length === 0) return []
  const sql = yield* SqlClient
  return yield* sql<Placed>`
    insert into referrals (account, ${sql.csv(columns)}, first_seen)
    select ${account}, ${sql.csv(columns)}, ${time(sql, now)} from ${rows(sql, added, columns)}
    returning id, uuid, referring_contact_uuid, referred_contact_uuid`
})

const change = Effect.fnUntraced(function* ({ changed, statuses }: PageChanges.Changes, now: number) {
  const sql = yield* SqlClient
  if (changed.length > 0) {
    yield* sql`
      update referrals set vanished_at = null, status = element.status, other = element.other,
        referring_contact_email = element.referring_contact_email,
        referred_contact_email = element.referred_contact_email
      from ${rows(sql, changed, ["id", "status", "other", "referring_contact_email", "referred_contact_email"])}
      where referrals.id = cast(element.id as bigint)`
  }
  if (statuses.length > 0) {
    yield* sql`
      insert into status_changes (referral_id, at, previous, status)
      select cast(id as bigint), ${time(sql, now)}, previous, status
      from ${rows(sql, statuses, ["id", "previous", "status"])}`
  }
})

/** Notes which rows stood on the pages. */
const note = Effect.fnUntraced(function* (
  { account, epoch }: Position.Position,
  pages: ReadonlyArray<Kept>,
  changes: PageChanges.Changes,
  placed: ReadonlyArray<Placed>
) {
  const sql = yield* SqlClient
  const ids = new Map(placed.map((row) => [PageChanges.keyOf(row), Number(row.id)]))
  const noted = Arr.zipWith(pages, changes.pages, ({ page }, { added, changed, keys, twins }) => {
    const { invalid, items } = page
    const [first] = invalid
    return {
      page: page.number,
      ids: JSON.stringify(keys.map((key) => ids.get(key))),
      twins:
        twins.size === 0
          ? null
          : JSON.stringify(Object.fromEntries([...twins].map(([key, count]) => [ids.get(key), count]))),
      items: items.length,
      added,
      changed,
      undecoded: invalid.length,
      first_undecoded:
        first === undefined ? null : `page ${first.page}, row ${first.index}, ${first.path}: ${first.detail}`
    }
  })
  const from = rows(sql, noted, ["page", "ids", "twins", "items", "added", "changed", "undecoded", "first_undecoded"])
  yield* sql`
    insert into run_pages (account, epoch, page, ids, twins, items, added, changed, undecoded, first_undecoded)
    select ${account}, cast(${epoch} as bigint), cast(page as integer), ids, twins, cast(items as integer),
      cast(added as integer), cast(changed as integer), cast(undecoded as integer), first_undecoded
    from ${from}`
})

const commitTogether = (position: Position.Position, pages: ReadonlyArray<Kept>) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const onPages = pages.map(({ rows: onPage }) => onPage)
    yield* Position.hold(position, pages.at(-1)?.page.checkpoint)
    const known = yield* find(position.account, onPages)
    const changes = PageChanges.changesOf(known, onPages)
    const added = yield* add(position.account, changes.added, now)
    yield* change(changes, now)
    yield* note(position, pages, changes, [...known, ...added])
  }).pipe(Patience.transaction)

/**
 * Commits pages of an account that is held, those in one transaction that have no row in common. Fails with `Superseded`,
 * and writes nothing more, when the account no longer is.
 */
export const commit = (
  position: Position.Position,
  pages: ReadonlyArray<Referrals.Page>
): Effect.Effect<void, SqlError | Superseded, SqlClient> => {
  const kept = pages.map((page): Kept => ({ page, rows: PageChanges.pageOf(page.items) }))
  return Effect.forEach(PageChanges.withoutRepeats(kept), (group) => commitTogether(position, group), { discard: true })
}
