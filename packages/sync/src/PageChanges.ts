/**
 * What a page of the list changes in the table. Pure.
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

/** What to write. */
export interface Changes {
  readonly added: ReadonlyArray<Row>
  readonly changed: ReadonlyArray<Row & { readonly id: number }>
  readonly statuses: ReadonlyArray<{ readonly id: number; readonly previous: string; readonly status: string }>
  /** The ids of the rows on the page that were there already, each once. */
  readonly ids: ReadonlyArray<number>
  /** How often a row stands on the page, by key, where that is more than once. */
  readonly twins: ReadonlyMap<string, number>
}

// PostgreSQL keeps no text with U+0000 and no half of a surrogate pair.
const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD")

const storableOrNull = (text: string | null): string | null => (text === null ? null : storable(text))

const without = (fields: object, known: ReadonlyArray<string>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !known.includes(name)))

const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0

const otherFields = (referral: Referral.Referral): string | null => {
  const other = without(referral, ["uuid", "referring_contact", "referred_contact", "status"])
  for (const name of ["referring_contact", "referred_contact"] as const) {
    const rest = without(referral[name], ["uuid", "email"])
    if (!isEmpty(rest)) other[name] = rest
  }
  return isEmpty(other) ? null : JSON.stringify(other)
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

/** What tells two rows apart. */
export const keyOf = (row: Pick<Row, "uuid" | "referring_contact_uuid" | "referred_contact_uuid">): string =>
  JSON.stringify([row.uuid, row.referring_contact_uuid, row.referred_contact_uuid])

const isSame = (a: Row, b: Row): boolean =>
  a.status === b.status &&
  a.referring_contact_email === b.referring_contact_email &&
  a.referred_contact_email === b.referred_contact_email &&
  a.other === b.other

/**
 * What a page changes. Of rows with one key the last counts.
 *
 * @param known the rows of the table with the page's uuids; others among them do no harm
 */
export const changesOf = (known: ReadonlyArray<Known>, page: ReadonlyArray<Row>): Changes => {
  const knownByKey = new Map(known.map((row) => [keyOf(row), row]))
  const onPage = new Map<string, Row>()
  const counts = new Map<string, number>()
  for (const row of page) {
    const key = keyOf(row)
    onPage.set(key, row)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const added: Array<Row> = []
  const changed: Array<Row & { readonly id: number }> = []
  const statuses: Array<{ readonly id: number; readonly previous: string; readonly status: string }> = []
  const ids: Array<number> = []
  for (const [key, row] of onPage) {
    const before = knownByKey.get(key)
    if (before === undefined) {
      added.push(row)
      continue
    }
    const { id } = before
    ids.push(id)
    if (before.vanished || !isSame(before, row)) changed.push({ ...row, id })
    if (before.status !== row.status) statuses.push({ id, previous: before.status, status: row.status })
  }
  return { added, changed, statuses, ids, twins: new Map([...counts].filter(([, count]) => count > 1)) }
}
