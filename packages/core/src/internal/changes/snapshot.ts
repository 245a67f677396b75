/**
 * What is known of a list of referrals, and what another reading of it has changed.
 *
 * Pure. Rows that share their id and both contacts are one here: a reading that moves over a page's boundary may serve
 * one of them only.
 */
import * as Schema from "effect/Schema"
import type { Referral, Status } from "../../Referral.ts"

const Row = Schema.Tuple([Schema.NonEmptyString, Schema.NonEmptyString, Schema.NonEmptyString, Schema.NonEmptyString])

/** What is known of a list: ids and statuses, and no email. Plain JSON, about 130 bytes a referral. */
export const Snapshot = Schema.Struct({
  version: Schema.Literal(1),
  /** Milliseconds since 1970 when the reading ended. */
  at: Schema.Int,
  /** Which referrals: all, or those of one contact. */
  filter: Schema.Struct({ referring_contact_uuid: Schema.optionalKey(Schema.String) }),
  /**
   * Whether two readings in a row agreed, so that these are the referrals as they stood between them. Where they did
   * not, some may be missing, and some that vanished may still be here.
   */
  settled: Schema.Boolean,
  /** By referral: its uuid, the referring contact's, the referred contact's, and the status. */
  rows: Schema.Array(Row)
})

/** What is known of a list. */
export interface Snapshot extends Schema.Schema.Type<typeof Snapshot> {}

type Row = typeof Row.Type

/** A referral as a snapshot knows it. */
export interface KnownReferral {
  readonly uuid: string
  readonly referring_contact: { readonly uuid: string }
  readonly referred_contact: { readonly uuid: string }
  readonly status: Status
}

/** What is different from the snapshot. */
export type Change =
  /** A referral that no reading before had seen. */
  | { readonly _tag: "Appeared"; readonly referral: Referral }
  | { readonly _tag: "StatusChanged"; readonly referral: Referral; readonly from: Status }
  /** A referral that is gone, as it was last seen; told only where two readings in a row agree that it is. */
  | { readonly _tag: "Vanished"; readonly referral: KnownReferral }

/** A reading of the whole list. */
export interface Reading {
  readonly at: number
  readonly settled: boolean
  readonly referrals: ReadonlyArray<Referral>
}

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)

// UUIDs are the same in either case.
const fold = (id: string): string => (isUuid(id) ? id.toLowerCase() : id)

const rowOf = ({ referred_contact, referring_contact, status, uuid }: Referral): Row => [
  fold(uuid),
  fold(referring_contact.uuid),
  fold(referred_contact.uuid),
  status
]

const keyOf = ([uuid, referring, referred]: Row): string =>
  `${uuid.length}:${uuid}${referring.length}:${referring}${referred}`

/** The statuses of rows by their key: one each, but where rows share their key. */
const statusesOf = (rows: Iterable<Row>): Map<string, Array<Status>> => {
  const statuses = new Map<string, Array<Status>>()
  for (const row of rows) {
    const known = statuses.get(keyOf(row))
    if (known === undefined) statuses.set(keyOf(row), [row[3]])
    else if (!known.includes(row[3])) known.push(row[3])
  }
  return statuses
}

/** A first snapshot. */
export const take = (filter: Snapshot["filter"], { at, referrals, settled }: Reading): Snapshot => ({
  version: 1,
  at,
  filter,
  settled,
  rows: distinct(referrals.map(rowOf))
})

const distinct = (rows: ReadonlyArray<Row>): ReadonlyArray<Row> => {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const text = `${row[3].length}:${row[3]}${keyOf(row)}`
    return !seen.has(text) && seen.add(text)
  })
}

const knownOf = ([uuid, referring, referred, status]: Row): KnownReferral => ({
  uuid,
  referring_contact: { uuid: referring },
  referred_contact: { uuid: referred },
  status
})

/**
 * Compares a snapshot with a reading.
 *
 * @returns the changes, first of rows in the list's order, then those that vanished; and what is known now
 */
export const compare = (
  before: Snapshot,
  reading: Reading
): { readonly changes: ReadonlyArray<Change>; readonly snapshot: Snapshot } => {
  const known = statusesOf(before.rows)
  const now = statusesOf(reading.referrals.map(rowOf))
  const changes: Array<Change> = []
  const told = new Set<string>()
  for (const referral of reading.referrals) {
    const row = rowOf(referral)
    const key = keyOf(row)
    const { status } = referral
    const statuses = known.get(key)
    const text = `${status.length}:${status}${key}`
    if (told.has(text)) continue
    told.add(text)
    if (statuses === undefined) changes.push({ _tag: "Appeared", referral })
    else if (!statuses.includes(status)) {
      const [from = status] = [...statuses.filter((word) => now.get(key)?.includes(word) !== true), ...statuses]
      changes.push({ _tag: "StatusChanged", referral, from })
    }
  }
  // Of rows that share their key, one reading may serve one and the next the other: what was known of them stays known.
  const kept = before.rows.filter((row) => {
    const statuses = now.get(keyOf(row))
    if (statuses === undefined) return !reading.settled
    return statuses.length + (known.get(keyOf(row))?.length ?? 0) > 2 && !statuses.includes(row[3])
  })
  if (reading.settled) {
    for (const row of before.rows) {
      if (!now.has(keyOf(row))) changes.push({ _tag: "Vanished", referral: knownOf(row) })
    }
  }
  const seen = take(before.filter, reading)
  return { changes, snapshot: { ...seen, rows: [...seen.rows, ...kept] } }
}
