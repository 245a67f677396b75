/**
 * Where the SDK and the contract part on purpose: each place once, with what the SDK makes of it.
 *
 * The vendor's answers differ from its reference, so the SDK reads more than the contract promises. What it sends it
 * holds to less than the contract allows, in two places.
 */
import * as Schema from "effect/Schema"
import { endpoint, type Query, type ReferralPage } from "../src/Referrals.ts"
import type { Reason } from "../src/PiggyError.ts"
import * as Referral from "../src/Referral.ts"
import type { Answer, OperationId } from "./contract.ts"

/** The SDK's referral without its leniencies: what is left is what the contract promises. */
export const Promised = Schema.Struct({
  uuid: Referral.Id.check(Schema.isGUID()),
  referring_contact: Schema.suspend(() => PromisedContact),
  referred_contact: Schema.suspend(() => PromisedContact),
  status: Referral.KnownStatus
} satisfies Record<keyof Referral.Referral, unknown>)

const PromisedContact = Schema.Struct({
  uuid: Referral.Id.check(Schema.isGUID()),
  email: Schema.NullOr(
    Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9]{0,8}(?:[.+-][a-z0-9]{1,6})?@[a-z]{1,9}\.(?:eu|com)$/))
  )
} satisfies Record<keyof Referral.Contact, unknown>)

/** An answer that the SDK reads although the contract does not promise it. */
export interface Leniency {
  readonly name: string
  readonly operation: OperationId
  readonly answer: Answer
  /** The page that is read, or the reason that the call fails with; a token is read when the call goes on. */
  readonly reads: ReferralPage | Reason["_tag"] | "token"
  /** True where the contract says nothing against it: it neither promises nor forbids fields that it does not name. */
  readonly isAllowed?: true
}

const row = {
  uuid: "0b6a3c1e-51c7-4a5f-9c0e-6a2f6d1f7a11",
  referring_contact: { uuid: "2e70ea71-631f-4b3c-8097-8e0284751c96", email: "referring-contact-1@example.eu" },
  referred_contact: { uuid: "9f0d3f5a-8a31-4d0b-a2a5-3c0f5b7f9e42", email: null },
  status: "pending"
}

const json = { "content-type": "application/json" }
const ok = (body: unknown): Answer => ({ status: 200, headers: json, text: JSON.stringify(body) })

const page = (name: string, data: ReadonlyArray<unknown>, reads: ReadonlyArray<Referral.Referral>): Leniency => ({
  name,
  operation: "listReferrals",
  answer: ok({ data, meta: [] }),
  reads: { data: reads, meta: [] }
})

const meta = (name: string, value: unknown): Leniency => ({
  name,
  operation: "listReferrals",
  answer: ok({ data: [row], ...(value !== undefined && { meta: value }) }),
  reads: { data: [row], ...(value !== undefined && { meta: value }) }
})

const error = (
  name: string,
  status: number,
  body: unknown,
  reads: Reason["_tag"],
  headers: Answer["headers"] = json
): Leniency => ({
  name,
  operation: "listReferrals",
  answer: { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) },
  reads
})

const token = (name: string, body: unknown): Leniency => ({
  name,
  operation: "createAccessToken",
  answer: ok(body),
  reads: "token"
})

const open = { ...row, status: "in_progress" }
const opaque = { ...row, uuid: "46573856", referred_contact: { uuid: "13u84u283", email: null } }
const worded = { ...row, referred_contact: { ...row.referred_contact, email: "none" } }
const rich = { ...row, reward: { points: 5 }, referred_contact: { ...row.referred_contact, name: "?" } }
const many = Array.from({ length: endpoint.maxLimit + 1 }, () => row)
const html = { "content-type": "text/html" }
const invalid = { message: "Invalid input.", code: 1003 }

/** What the SDK reads beyond the contract. */
export const leniencies: ReadonlyArray<Leniency> = [
  page("a status that no page documents", [open], [open]),
  page("an id that is no UUID", [opaque], [opaque]),
  page("an email that is absent", [{ ...row, referred_contact: { uuid: row.referred_contact.uuid } }], [row]),
  page("an email that is any text", [worded], [worded]),
  { ...page("fields that nobody documented", [rich], [rich]), isAllowed: true },
  page("more rows than the most that can be asked for", many, many),
  meta("no meta", undefined),
  meta("a meta that is null", null),
  meta("a meta that is text", "none"),
  meta("a meta that is an empty object", {}),
  meta("a meta in the spelling of another endpoint", {
    page: 1,
    limit: "2",
    viewing_from: 1,
    viewing_to: 1,
    last_page: 1,
    total: 1
  }),
  meta("a meta with something in its array", [{ page: 1 }]),
  {
    name: "a page under another content type",
    operation: "listReferrals",
    answer: { ...ok({ data: [row], meta: [] }), headers: html },
    reads: { data: [row], meta: [] }
  },
  error("invalid input under Laravel's own status", 422, { ...invalid, status_code: 422 }, "InvalidInput"),
  error("invalid input without a status_code", 400, invalid, "InvalidInput"),
  error("invalid input whose code is text", 400, { ...invalid, code: "1003", status_code: 400 }, "InvalidInput"),
  error("an error under a 200", 200, { ...invalid, status_code: 400 }, "InvalidInput"),
  error("an error without a message", 401, {}, "Unauthorized"),
  error("an error page in HTML", 403, "<html><h1>403</h1></html>", "Forbidden", html),
  error("an error with an empty body", 500, "", "ServerFailure", {}),
  error("a gateway's error", 502, "<html></html>", "ServerFailure", html),
  error("a Retry-After that is a date", 503, { message: "Service Unavailable" }, "Maintenance", {
    ...json,
    "retry-after": "Thu, 01 Jan 1970 00:00:05 GMT"
  }),
  token("a token without the seconds that it lasts", { access_token: "mock-access-token" }),
  token("a token that lasts for seconds written as text", { access_token: "mock-access-token", expires_in: "3600" })
]

/** A query that the contract allows and the SDK refuses before it is sent. */
export interface Strictness {
  readonly name: string
  readonly parameter: keyof Query
  readonly value: unknown
}

/** Where the SDK sends less than the contract allows. */
export const strictnesses: ReadonlyArray<Strictness> = [
  { name: "a page beyond what a number can count to", parameter: "page", value: Number.MAX_SAFE_INTEGER + 1 },
  {
    name: "a UUID with the prefix of a URN",
    parameter: "referring_contact_uuid",
    value: "urn:uuid:2e70ea71-631f-4b3c-8097-8e0284751c96"
  }
]
