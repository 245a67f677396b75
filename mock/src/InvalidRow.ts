/**
 * Rows that break the contract on purpose. What goes out is what was given; beside it stands what the mock counts, filters
 * and finds it by.
 */
import { type Contact, type Referral, type Status, statuses } from "./Referral.ts"
import { isReferral } from "./ReferralSchema.ts"

type Fields = Readonly<Record<string, unknown>>

/** Kept through a copy of the row, and left out of its JSON. */
const given = Symbol("given")

interface InvalidRow extends Referral {
  readonly [given]: Fields
}

/** The position in `statuses` of one that the contract does not know: in every list but those of a status. */
export const unknownStatus = statuses.length

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isInvalid = (row: Referral): row is InvalidRow => given in row

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

const contactOf = (value: unknown): Contact => {
  const { email, uuid }: Fields = isObject(value) ? value : {}
  return { uuid: textOf(uuid) ?? "", email: textOf(email) ?? null }
}

const statusOf = (value: unknown): Status | undefined => statuses.find((known) => known === value)

/** A row that the mock can keep: of an object with a uuid, or nothing. A row that has every field stays what it is. */
export const keepable = (row: unknown): Referral | undefined => {
  if (isReferral(row)) return row
  const uuid = isObject(row) ? textOf(row["uuid"]) : undefined
  if (!isObject(row) || uuid === undefined || uuid === "") return undefined
  const invalid: InvalidRow = {
    uuid,
    referring_contact: contactOf(row["referring_contact"]),
    referred_contact: contactOf(row["referred_contact"]),
    status: statusOf(row["status"]) ?? "pending",
    [given]: row
  }
  return invalid
}

/** The row as it goes out. */
export const written = (row: Referral): Referral | Fields => (isInvalid(row) ? row[given] : row)

/** The same for programs, which see what no type promises. */
export const shown = (row: Referral): Referral => (isInvalid(row) ? JSON.parse(JSON.stringify(row[given])) : row)

/** The position of its status in `statuses`, or {@link unknownStatus}. */
export const positionOf = (row: Referral): number => {
  const status = isInvalid(row) ? statusOf(row[given]["status"]) : row.status
  return status === undefined ? unknownStatus : statuses.indexOf(status)
}

/** The row in the state that `position` says. */
export const inStatus = (row: Referral, position: number): Referral => {
  const status = statuses[position]
  if (status === undefined || positionOf(row) === position) return row
  if (!isInvalid(row)) return { ...row, status }
  const moved: InvalidRow = { ...row, status, [given]: { ...row[given], status } }
  return moved
}
