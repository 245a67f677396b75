/**
 * The endpoint on the wire: what may be asked, and what a page looks like.
 *
 * Pure: a query is checked before it costs a request, and a body becomes a page or a reason. Nothing here sends.
 *
 * @see vendor page "List Referrals"; `openapi.yaml` says the same as a contract
 */
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { redactText } from "./internal/redact.ts"
import { MalformedResponse } from "./PiggyError.ts"
import { isReferral, KnownStatus, Referral, statuses } from "./Referral.ts"

/** The path of the endpoint under the base URL. */
export const path = "/api/v3/oauth/clients/referrals"

/** The most rows the API grants for one page; vendor page, parameter `limit`. */
export const maxLimit = 100

/** Rows on a page when none are asked for; vendor page, parameter `limit`. */
export const defaultLimit = 30

const filterFields = {
  referring_contact_uuid: Schema.optionalKey(Schema.String.check(Schema.isGUID())),
  status: Schema.optionalKey(KnownStatus)
}

/** Which referrals: all of them, or those of one contact, in one state. */
export const Filter = Schema.Struct(filterFields)

/** Which referrals: all of them, or those of one contact, in one state. */
export interface Filter {
  /** Only referrals made by this contact: its UUID. */
  readonly referring_contact_uuid?: string
  /** Only referrals in this state. */
  readonly status?: KnownStatus
}

/** What may be asked of the endpoint. `limit` is 1 to 100 (default 30), `page` starts at 1 (default 1). */
export const Query = Schema.Struct({
  ...filterFields,
  limit: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1), Schema.isLessThanOrEqualTo(maxLimit))),
  page: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))
})

/** What may be asked of the endpoint. */
export interface Query extends Filter {
  /** Rows to grant at the most, 1 to 100; default 30. The server may grant fewer. */
  readonly limit?: number
  /** The page within the list, from 1; default 1. */
  readonly page?: number
}

const rules: Readonly<Record<string, string>> = {
  referring_contact_uuid: "must be a UUID, such as 2e70ea71-631f-4b3c-8097-8e0284751c96",
  status: `must be one of ${statuses.map((status) => `"${status}"`).join(", ")}`,
  limit: `must be an integer from 1 to ${maxLimit}`,
  page: "must be an integer, 1 or more"
}

// Of what was given, only numbers are repeated: a string may be an email that was put into the wrong field.
const ruleFor = (field: string, given: unknown, known: ReadonlyArray<string>): string => {
  if (!known.includes(field)) return `${redactText(field, []) || "the query"} is not known: use ${known.join(", ")}`
  // Left out it widens what is read; somebody who gives it may not have meant that.
  if (given === undefined) return `${field} is undefined: leave it out instead`
  return `${field} ${rules[field]}${typeof given === "number" ? `, got ${given}` : ""}`
}

const pathText = (segments: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string =>
  segments.reduce<string>((text, segment) => {
    const key = typeof segment === "object" ? segment.key : segment
    if (typeof key === "number") return `${text}[${key}]`
    return text === "" ? String(key) : `${text}.${String(key)}`
  }, "")

/** What is wrong with a query, by field. */
export interface Refusal {
  readonly message: string
  readonly errors: Record<string, ReadonlyArray<string>>
}

const standardIssues = SchemaIssue.makeFormatterStandardSchemaV1()

const check =
  <S extends Schema.Codec<unknown, unknown> & { readonly fields: object }>(schema: S) =>
  (input: unknown): Result.Result<S["Type"], Refusal> => {
    const result = SchemaParser.decodeUnknownResult(schema)(input, { errors: "all", onExcessProperty: "error" })
    if (Result.isSuccess(result)) return Result.succeed(result.success)
    const fields = new Set(
      standardIssues(result.failure).issues.map((issue) => pathText(issue.path?.slice(0, 1) ?? []))
    )
    const errors = Object.fromEntries(
      [...fields].map((field) => [
        field,
        [ruleFor(field, Predicate.isObject(input) ? input[field] : undefined, Object.keys(schema.fields))]
      ])
    )
    return Result.fail({ message: Object.values(errors).flat().join("; "), errors })
  }

/** Checks a query before it costs a request. */
export const checkQuery = check(Query)

/** Checks a filter before it costs a request. */
export const checkFilter = check(Filter)

/** A row that did not decode: where it stood and what is wrong there, never its values. */
export interface InvalidItem {
  /** The page it came on, from 1. */
  readonly page: number
  /** Its place on the page, from 0. */
  readonly index: number
  /** The field, e.g. `referred_contact.uuid`; empty for the row as a whole. */
  readonly path: string
  /** What is wrong, e.g. `Expected string`. */
  readonly detail: string
}

/** One page as answered. */
export interface ReferralPage {
  /** The referrals on it, in the server's order. */
  readonly data: ReadonlyArray<Referral>
  /** Whatever the server sent: an array, an object, or nothing. */
  readonly meta?: unknown
}

/** One page, and what could not be read of it. */
export interface DecodedPage {
  readonly page: ReferralPage
  readonly invalid: ReadonlyArray<InvalidItem>
  /** The rows that did not decode, as text: tells a repeated page from a new one. May hold personal data. */
  readonly unread: ReadonlyArray<string>
}

/** The `meta` of a body, whatever it is. */
export const metaOf = (body: unknown): unknown => (Predicate.isObject(body) ? body["meta"] : undefined)

// The rows are decoded one by one, so that one which does not decode can be told apart.
const Rows = Schema.declare((input): input is ReadonlyArray<unknown> => Array.isArray(input), { expected: "array" })
const Envelope = Schema.Struct({ data: Rows, meta: Schema.optionalKey(Schema.Unknown) })

const decodeEnvelope = SchemaParser.decodeUnknownResult(Envelope)
const decodeRow = SchemaParser.decodeUnknownExit(Referral)

const firstIssue = (issue: SchemaIssue.Issue): { readonly path: string; readonly detail: string } => {
  const first = standardIssues(issue).issues[0]
  return { path: pathText(first?.path ?? []), detail: first?.message ?? "not as expected" }
}

/**
 * Reads a body as a page.
 *
 * @param body parsed JSON
 * @param asked the HTTP status and the page that was asked for, for the error
 * @returns the rows that decode and a note on each that does not; `MalformedResponse` where the body is no page
 */
export const decodePage = (
  body: unknown,
  asked: { readonly status: number; readonly page: number }
): Result.Result<DecodedPage, MalformedResponse> => {
  const envelope = decodeEnvelope(body)
  if (Result.isFailure(envelope)) {
    return Result.fail(new MalformedResponse({ ...asked, ...firstIssue(envelope.failure) }))
  }
  const data: Array<Referral> = []
  const invalid: Array<InvalidItem> = []
  const unread: Array<string> = []
  envelope.success.data.forEach((row, index) => {
    if (isReferral(row)) {
      data.push(row)
      return
    }
    const decoded = decodeRow(row)
    if (Exit.isSuccess(decoded)) {
      data.push(decoded.value)
    } else {
      invalid.push({ page: asked.page, index, ...rowIssue(decoded) })
      unread.push(textOf(row))
    }
  })
  return Result.succeed({ page: { ...envelope.success, data }, invalid, unread })
}

// Rows nested past what can be written are all one text.
const textOf = (row: unknown): string =>
  Result.getOrElse(
    Result.try(() => JSON.stringify(row)),
    () => ""
  )

const rowIssue = (exit: Exit.Failure<Referral, SchemaIssue.Issue>) => {
  const issue = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  return issue === undefined ? { path: "", detail: "not as expected" } : firstIssue(issue.error)
}

/** The same row problem as an error: the page and the place in the body. */
export const malformedRow = (item: InvalidItem, status: number): MalformedResponse =>
  new MalformedResponse({
    status,
    page: item.page,
    path: `data[${item.index}]${item.path === "" || item.path.startsWith("[") ? "" : "."}${item.path}`,
    detail: item.detail
  })
