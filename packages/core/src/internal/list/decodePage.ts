/**
 * Decodes the rows under `data` of a body.
 *
 * Pure. A row that already has the type is passed on as it is; only others are parsed.
 */
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { MalformedResponse } from "../../PiggyError.ts"
import type { Identity } from "../paging/knownRows.ts"
import type { PageRead } from "../paging/page.ts"
import { typeGuard } from "../typeGuard.ts"
import { fieldPath } from "./fieldPath.ts"

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

/** The most undecodable rows that are reported for one page. No request asks for more rows. */
const mostInvalid = 1000

/** A body before its rows are decoded. */
export interface Body {
  readonly status: number
  readonly body: unknown
  /** The page that was asked for. */
  readonly page: number
}

const malformed = ({ page, status }: Body, path: string, detail: string) =>
  Result.fail(new MalformedResponse({ status, page, path, detail }))

const standardIssues = SchemaIssue.makeFormatterStandardSchemaV1()

const rowIssue = (exit: Exit.Failure<unknown, SchemaIssue.Issue>) => {
  const reason = exit.cause.reasons.find((found) => found._tag === "Fail")
  const first = reason === undefined ? undefined : standardIssues(reason.error).issues[0]
  return { path: fieldPath(first?.path ?? []), detail: first?.message ?? "not as expected" }
}

const rowPath = ({ index, path }: InvalidItem): string =>
  `data[${index}]${path === "" || path.startsWith("[") ? "" : "."}${path}`

// A row that is nested too deeply to be written as JSON gets the empty text.
const textOf = (row: unknown): string =>
  Result.getOrElse(
    Result.try(() => JSON.stringify(row)),
    () => ""
  )

// A row that cannot be told from others would be lost or delivered twice. What a function throws may hold its values.
const unnamed = <Row>(row: Row, { id, key }: Identity<Row>): string | undefined => {
  let called = "id"
  try {
    if (!Predicate.isString(id(row))) return "identity.id gives no string for this row"
    called = "key"
    return Predicate.isString(key(row)) ? undefined : "identity.key gives no string for this row"
  } catch {
    return `identity.${called} throws for this row`
  }
}

/**
 * Makes the decoder of a row's schema.
 *
 * @param identity must name each row; a row that it cannot name does not decode
 * @returns a function that reads a body; `"fail"` stops at the first undecodable row, `"report"` lists such rows
 */
export const pageDecoder = <Row>(schema: Schema.Codec<Row, unknown>, identity: Identity<Row>) => {
  const isRow = typeGuard(schema)
  const decodeRow = SchemaParser.decodeUnknownExit(schema)
  return (
    answer: Body,
    invalidItems: "fail" | "report"
  ): Result.Result<PageRead<Row, InvalidItem>, MalformedResponse> => {
    const { body, page } = answer
    if (!Predicate.isObject(body)) return malformed(answer, "", "expected an object with `data`")
    const { data } = body
    if (!Array.isArray(data))
      return malformed(answer, "data", data === undefined ? "it is missing" : "expected an array")
    const rows: Array<Row> = []
    const invalid: Array<InvalidItem> = []
    const unread: Array<string> = []
    for (let index = 0; index < data.length; index++) {
      const given: unknown = data[index]
      const decoded = isRow(given) ? Exit.succeed(given) : decodeRow(given)
      const detail = Exit.isSuccess(decoded) ? unnamed(decoded.value, identity) : undefined
      if (Exit.isSuccess(decoded) && detail === undefined) {
        rows.push(decoded.value)
        continue
      }
      const issue = Exit.isSuccess(decoded) ? { path: "", detail: detail ?? "" } : rowIssue(decoded)
      const item = { page, index, ...issue }
      if (invalidItems === "fail") return malformed(answer, rowPath(item), item.detail)
      if (invalid.length === mostInvalid)
        return malformed(answer, "data", `more than ${mostInvalid} rows do not decode`)
      invalid.push(item)
      unread.push(textOf(given))
    }
    return Result.succeed({ rows, invalid, unread })
  }
}
