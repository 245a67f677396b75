/**
 * What pages of the list change in the table. Pure.
 */
import type { Referral } from "@effect-piggy/core"
import * as Predicate from "effect/Predicate"

/** A referral as it is kept. */
export interface Row {
  readonly uuid: string
  readonly referring_contact_uuid: string
  readonly referred_contact_uuid: string
  readonly referring_contact_email: string | null
  readonly referred_contact_email: string | null
  readonly status: string
  /** The fields that have no column, as JSON; null where there are none. */
  readonly other: string | null
}

/** A row that is there already. */
export interface Known extends Row {
  readonly id: number
  readonly vanished: boolean
}

/** A page of the list. */
export interface Page {
  /** The keys of its rows, each once. */
  readonly keys: ReadonlyArray<string>
  /** How often a row stands on it, by key, where that is more than once. */
  readonly twins: ReadonlyMap<string, number>
  /** How many of its rows are new, and how many changed. */
  readonly added: number
  readonly changed: number
}

/** What to write. */
export interface Changes {
  readonly added: ReadonlyArray<Row>
  readonly changed: ReadonlyArray<Row & { readonly id: number }>
  readonly statuses: ReadonlyArray<{ readonly id: number; readonly previous: string; readonly status: string }>
  readonly pages: ReadonlyArray<Page>
}

// PostgreSQL keeps no text with U+0000 and no half of a surrogate pair.
const storable = (text: string): string =>
  text.isWellFormed() && !text.includes("\u0000") ? text : text.toWellFormed().replaceAll("\u0000", "\uFFFD")

const storableOrNull = (text: string | null): string | null => (text === null ? null : storable(text))

/** The fields that are not known; undefined where there are none. */
const without = (fields: object, known: ReadonlySet<string>): Record<string, unknown> | undefined => {
  const others = Object.entries(fields).filter(([name]) => !known.has(name))
  return others.length === 0 ? undefined : Object.fromEntries(others)
}

const columns = new Set(["uuid", "referring_contact", "referred_contact", "status"])
const contactColumns = new Set(["uuid", "email"])

const otherFields = (referral: Referral.Referral): string | null => {
  const other = without(referral, columns)
  const referring_contact = without(referral.referring_contact, contactColumns)
  const referred_contact = without(referral.referred_contact, contactColumns)
  if (other === undefined && referring_contact === undefined && referred_contact === undefined) return null
  return JSON.stringify({ ...other, referring_contact, referred_contact })
}

/** A referral as it is kept. */
export const toRow = (referral: Referral.Referral): Row => ({
  uuid: storable(referral.uuid),
  referring_contact_uuid: storable(referral.referring_contact.uuid),
  referred_contact_uuid: storable(referral.referred_contact.uuid),
  referring_contact_email: storableOrNull(referral.referring_contact.email),
  referred_contact_email: storableOrNull(referral.referred_contact.email),
  status: storable(referral.status),
  other: otherFields(referral)
})

/** A row as the API answered it. */
export const toReferral = (row: Row): Referral.Referral => {
  const other: unknown = row.other === null ? {} : JSON.parse(row.other)
  const fields = Predicate.isObject(other) ? other : {}
  const contact = (name: string) => {
    const rest = fields[name]
    return Predicate.isObject(rest) ? rest : {}
  }
  return {
    ...fields,
    uuid: row.uuid,
    status: row.status,
    referring_contact: {
      ...contact("referring_contact"),
      uuid: row.referring_contact_uuid,
      email: row.referring_contact_email
    },
    referred_contact: {
      ...contact("referred_contact"),
      uuid: row.referred_contact_uuid,
      email: row.referred_contact_email
    }
  }
}

/** What tells two rows apart. No text that is kept has U+0000. */
export const keyOf = (row: Pick<Row, "uuid" | "referring_contact_uuid" | "referred_contact_uuid">): string =>
  `${row.uuid}\u0000${row.referring_contact_uuid}\u0000${row.referred_contact_uuid}`

const isSame = (a: Row, b: Row): boolean =>
  a.status === b.status &&
  a.referring_contact_email === b.referring_contact_email &&
  a.referred_contact_email === b.referred_contact_email &&
  a.other === b.other

/** The rows of a page by key. Of rows with one key the last counts. */
export type PageRows = ReadonlyMap<string, { readonly row: Row; readonly count: number }>

/** The rows of a page. */
export const pageOf = (referrals: ReadonlyArray<Referral.Referral>): PageRows => {
  const rows = new Map<string, { readonly row: Row; readonly count: number }>()
  for (const referral of referrals) {
    const row = toRow(referral)
    const key = keyOf(row)
    rows.set(key, { row, count: (rows.get(key)?.count ?? 0) + 1 })
  }
  return rows
}

/** Pages one after the other in groups: no row stands on two pages of one group. */
export const withoutRepeats = <A extends { readonly rows: PageRows }>(
  pages: ReadonlyArray<A>
): ReadonlyArray<ReadonlyArray<A>> => {
  const groups: Array<Array<A>> = []
  let seen = new Set<string>()
  for (const page of pages) {
    const group = groups.at(-1)
    if (group !== undefined && !Array.from(page.rows.keys()).some((key) => seen.has(key))) group.push(page)
    else {
      groups.push([page])
      seen = new Set()
    }
    for (const key of page.rows.keys()) seen.add(key)
  }
  return groups
}

/**
 * What pages change that have no row in common.
 *
 * @param known the rows of the table with the pages' uuids; others among them do no harm
 */
export const changesOf = (known: ReadonlyArray<Known>, pages: ReadonlyArray<PageRows>): Changes => {
  const knownByKey = new Map(known.map((row) => [keyOf(row), row]))
  const added: Array<Row> = []
  const changed: Array<Row & { readonly id: number }> = []
  const statuses: Array<{ readonly id: number; readonly previous: string; readonly status: string }> = []
  const told = pages.map((page): Page => {
    const before = { added: added.length, changed: changed.length }
    const twins = new Map<string, number>()
    for (const [key, { count, row }] of page) {
      if (count > 1) twins.set(key, count)
      const kept = knownByKey.get(key)
      if (kept === undefined) {
        added.push(row)
        continue
      }
      const { id } = kept
      if (kept.vanished || !isSame(kept, row)) changed.push({ ...row, id })
      if (kept.status !== row.status) statuses.push({ id, previous: kept.status, status: row.status })
    }
    const keys = [...page.keys()]
    return { keys, twins, added: added.length - before.added, changed: changed.length - before.changed }
  })
  return { added, changed, statuses, pages: told }
}
