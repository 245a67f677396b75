/**
 * What a referral is: who brought whom, and whether it worked out.
 *
 * Rows are read leniently where the vendor's own answers differ from its reference (an open status, opaque ids, an
 * email that is null or absent, fields that no page documents) and strictly where a program would break.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { openStruct } from "./internal/openStruct.ts"

/** The states that the vendor documents, and the only ones that a filter takes; page "List Referrals". */
export const statuses = ["pending", "completed", "failed"] as const

/** A state that the vendor documents. */
export const KnownStatus = Schema.Literals(statuses)

/** A state that the vendor documents. */
export type KnownStatus = typeof KnownStatus.Type

/**
 * The state of a referral as answered: a documented one, or any other non-empty word (an unreleased vendor SDK has
 * `in_progress`). Editors suggest the documented words, and a `switch` still needs a `default`.
 */
export type Status = KnownStatus | (string & {})

/** The state of a referral as answered. */
export const Status: Schema.Codec<Status, string> = Schema.NonEmptyString

/** An id in an answer: any non-empty string. The vendor's examples hold ids that are no UUIDs. */
export const Id = Schema.NonEmptyString

/** One of the two people of a referral. `email` is null when the contact is anonymous, deleted, or came without one. */
export const Contact = openStruct({
  uuid: Id,
  email: Schema.NullOr(Schema.String).pipe(Schema.withDecodingDefaultKey(Effect.succeed(null)))
})

/** One of the two people of a referral. */
export interface Contact extends Schema.Schema.Type<typeof Contact> {}

/**
 * One row of the list. Undeclared fields are kept as `JSON.parse` gives them, so an integer beyond 2^53 loses its last
 * digits. A key named `__proto__` is dropped, and a value that is nested more than 500 levels deep is refused.
 */
export const Referral = openStruct({ uuid: Id, referring_contact: Contact, referred_contact: Contact, status: Status })

/** One row of the list. */
export interface Referral extends Schema.Schema.Type<typeof Referral> {}

/**
 * What identifies a row: the referral's uuid with both contacts' uuids, since the reference's own example has three rows
 * with one uuid.
 */
export const key = (row: Referral): string => {
  const referring = row.referring_contact.uuid
  return `${row.uuid.length}:${row.uuid}${referring.length}:${referring}${row.referred_contact.uuid}`
}
