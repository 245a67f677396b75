/**
 * A file's format: what becomes of rows, page by page.
 */
import type { Referral } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Failure from "../Failure.ts"

/** Makes the bytes of one file; those that it hands out, in order, are the file. */
export interface Encoder {
  /**
   * Rows after `before` others. May be nothing yet, where a format gathers rows.
   */
  readonly rows: (rows: ReadonlyArray<Referral.Referral>, before: number) => Uint8Array
  /** What stands behind the last of `count` rows. */
  readonly end: (count: number) => Uint8Array
}

/** What an encoder makes; it throws what it cannot write. */
export const encode = (make: () => Uint8Array): Effect.Effect<Uint8Array, Failure.Failure> =>
  Effect.try({
    try: make,
    catch: (cause) => (cause instanceof Failure.Failure ? cause : Failure.other(String(cause)))
  })

/** The columns of a format that has columns; what else a row holds is in the JSON formats. */
export const columns = [
  "uuid",
  "status",
  "referring_contact_uuid",
  "referring_contact_email",
  "referred_contact_uuid",
  "referred_contact_email"
] as const

/** A row by its columns. An email that is not known is null. */
export const cells = (row: Referral.Referral): Readonly<Record<(typeof columns)[number], string | null>> => ({
  uuid: row.uuid,
  status: row.status,
  referring_contact_uuid: row.referring_contact.uuid,
  referring_contact_email: row.referring_contact.email,
  referred_contact_uuid: row.referred_contact.uuid,
  referred_contact_email: row.referred_contact.email
})
