/**
 * Checks the query of a list before any request.
 *
 * Pure. An unknown field is refused, and so is one that is undefined: without it the query would match more rows, which
 * the caller may not have meant.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as CheckOptions from "../checkOptions.ts"
import { fieldPath } from "./fieldPath.ts"

/** Fields of a query. Their values are sent as they are: strings, finite numbers or booleans. */
export type PlainFields = Record<string, Schema.Codec<unknown, unknown>>

/** Fields of a query, and for each the end of a sentence that begins with its name, such as "must be a UUID". */
export interface QueryFields<Fields extends PlainFields> {
  readonly fields: Fields
  readonly must: { readonly [Name in keyof Fields]: string }
}

const standardIssues = SchemaIssue.makeFormatterStandardSchemaV1()

/** `limit` is 1 to `maxLimit`, `page` starts at 1. */
export const pageFields = (maxLimit: number) => ({
  limit: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1), Schema.isLessThanOrEqualTo(maxLimit))),
  page: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))
})

/** What these two must be, for messages. */
export const pageWords = (maxLimit: number) => ({
  limit: `must be an integer from 1 to ${maxLimit}`,
  page: "must be an integer, 1 or more"
})

// What can be written into a URL, and as JSON into a checkpoint.
const isSendable = (value: unknown): boolean =>
  Predicate.isString(value) || Predicate.isBoolean(value) || Number.isFinite(value)

/** Makes the check of a query: what is wrong, by field; empty when nothing is. */
export const problemsOf = (
  schema: Schema.Codec<unknown, unknown> & { readonly fields: PlainFields },
  must: Readonly<Record<string, string>>
) => {
  const decode = SchemaParser.decodeUnknownResult(schema)
  const known = Object.keys(schema.fields)
  const problem = (field: string, given: unknown): string => {
    if (!known.includes(field)) return CheckOptions.unknownField(field, known)
    if (given === undefined) return `${field} is undefined: leave it out instead`
    // Only a number is repeated: a string may be an email in the wrong field.
    return `${field} ${must[field] ?? "is not valid"}${typeof given === "number" ? `, got ${given}` : ""}`
  }
  return (input: unknown): CheckOptions.Problems => {
    const unread = CheckOptions.unreadable(input, known)
    if (!Predicate.isObject(input) || unread !== undefined) return { query: [`the query ${unread}`] }
    const result = decode(input, { errors: "all", onExcessProperty: "error" })
    if (Result.isFailure(result)) {
      const wrong = standardIssues(result.failure).issues.map((issue) => fieldPath(issue.path?.slice(0, 1) ?? []))
      return Object.fromEntries([...new Set(wrong)].map((field) => [field, [problem(field, input[field])]]))
    }
    const unsendable = Object.entries(input).filter(([, value]) => !isSendable(value))
    return Object.fromEntries(
      unsendable.map(([field]) => [field, [`${field} must be a string, a finite number or a boolean, to be sent`]])
    )
  }
}
