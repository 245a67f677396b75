/**
 * Turns an answer into a parsed body, or into the reason why there is none.
 *
 * Pure. The vendor answers many errors with HTTP 400 and a `code` of its own, so the code counts before the status; a
 * known code under status 200 is an error too. Text from the server is redacted before it becomes part of a reason.
 */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { omitUndefined } from "../omitUndefined.ts"
import { retryAfter } from "./retryAfter.ts"
import { deepest, oddityOf } from "../unsafeJson.ts"
import { holdsSecret, redactor } from "../redact.ts"
import {
  Forbidden,
  InvalidInput,
  Maintenance,
  MalformedResponse,
  NotFound,
  RateLimited,
  type Reason,
  ServerFailure,
  Unauthorized,
  UnexpectedStatus
} from "../../PiggyError.ts"

/** Header values by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>

/** An answer as it came. */
export interface Answer {
  /** HTTP status; 0 where a browser hides a redirect. */
  readonly status: number
  /** Only read when something is wrong. */
  readonly headers: () => Headers
  readonly text: string
}

/** What else is needed to judge an answer. */
export interface Circumstances {
  /** Values that were sent with the request and must not come back in an error. */
  readonly secrets: ReadonlyArray<string>
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  readonly now: number
}

/** The vendor's error envelope `{ message, code, status_code, errors? }`, any part of which may be missing. */
interface Envelope {
  readonly code: number | undefined
  readonly message: string | undefined
  readonly status: number | undefined
  readonly errors: Record<string, ReadonlyArray<string>> | undefined
}

const absent: Envelope = { code: undefined, message: undefined, status: undefined, errors: undefined }

const integer = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined
}

/** Names and messages of `errors` that are kept. */
const mostErrors = 20

type Redact = (text: string) => string

const readErrors = (value: unknown, redact: Redact): Envelope["errors"] => {
  if (!Predicate.isObject(value)) return undefined
  const texts = (messages: unknown): ReadonlyArray<string> =>
    (Array.isArray(messages) ? messages : [messages])
      .filter((message) => typeof message === "string")
      .slice(0, mostErrors)
      .map((message) => redact(message))
  const fields = Object.entries(value)
    .slice(0, mostErrors)
    .map(([name, messages]) => [redact(name), texts(messages)] as const)
    .filter(([name, messages]) => name !== "__proto__" && messages.length > 0)
  return fields.length === 0 ? undefined : Object.fromEntries(fields)
}

const readEnvelope = (body: unknown, secrets: ReadonlyArray<string>): Envelope => {
  if (!Predicate.isObject(body)) return absent
  const redact = redactor(secrets)
  const message = body["message"]
  return {
    code: integer(body["code"]),
    message: typeof message === "string" && message !== "" ? redact(message) : undefined,
    status: integer(body["status_code"]),
    errors: readErrors(body["errors"], redact)
  }
}

const parse = (text: string): Result.Result<unknown, undefined> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    // The parser's own message quotes the text.
    return Result.fail(undefined)
  }
}

/** The vendor's codes that the list may answer and that say more than the status. */
const named = { internal: 1000, invalidInput: 1003 } as const
const notFound = new Set([55031, 60013, 55018])
const forbidden = new Set([7002, 7011])

const requestIdHeaders = ["x-request-id", "x-correlation-id", "cf-ray"]

const requestId = (headers: Headers, secrets: ReadonlyArray<string>): string | undefined => {
  for (const name of requestIdHeaders) {
    const id = headers[name]
    if (id !== undefined && /^[\w.:=+/-]{1,128}$/.test(id) && !holdsSecret(id, secrets)) return id
  }
  return undefined
}

/**
 * The reason of an answer that is not a 2xx, or whose body is an error envelope.
 *
 * | code | status | reason |
 * | --- | --- | --- |
 * | 1003 | 2xx, 400, 422 | `InvalidInput` |
 * | 55031, 60013, 55018 | any | `NotFound` |
 * | 7002, 7011 | any | `Forbidden` |
 * | 1000 | 2xx, 4xx but 429 | `ServerFailure` |
 * | none of these, `errors` by field | 400, 422 | `InvalidInput` |
 * | any other | 401, 403, 404, 429, 503, 5xx | `Unauthorized`, `Forbidden`, `NotFound`, `RateLimited`, `Maintenance`, `ServerFailure` |
 * | any other | any other | `UnexpectedStatus` |
 */
const judge = (answer: Answer, envelope: Envelope, status: number, { now, secrets }: Circumstances): Reason => {
  const { code, errors, message } = envelope
  const headers = answer.headers()
  const id = requestId(headers, secrets)
  const wait = retryAfter(headers, now)
  const said = omitUndefined({ status: answer.status, code, vendorMessage: message, errors, requestId: id })
  const asked = wait === undefined ? said : { ...said, retryAfter: Duration.millis(wait) }
  const generic = status === 400 || status === 422 || (status >= 200 && status < 300)
  if ((code === named.invalidInput || (code === undefined && errors !== undefined && status > 299)) && generic) {
    return new InvalidInput({
      ...said,
      origin: "server",
      code: named.invalidInput,
      message: message ?? "the API refused the query",
      ...(code === named.invalidInput && answer.status > 299 && namesOnlyPage(errors) ? { refusesPage: true } : {})
    })
  }
  if (code !== undefined && notFound.has(code)) return new NotFound(said)
  if (code !== undefined && forbidden.has(code)) return new Forbidden(said)
  if (status === 429) return new RateLimited(asked)
  if (code === named.internal && status < 500) return new ServerFailure(asked)
  if (status === 401) return new Unauthorized(said)
  if (status === 403) return new Forbidden(said)
  if (status === 404) {
    const isPlain = answer.status === 404 && envelope !== absent && (code === undefined || code === 404)
    return new NotFound(isPlain ? { ...said, refusesPage: true } : said)
  }
  if (status === 503) return new Maintenance(asked)
  return status >= 500 && status < 600 ? new ServerFailure(asked) : new UnexpectedStatus(asked)
}

// Without `errors`, too: earlier pages were accepted, so only the page number can be wrong.
const namesOnlyPage = (errors: Envelope["errors"]): boolean =>
  errors === undefined || Object.keys(errors).every((field) => field === "page")

/** Describes a body without quoting it. */
const describe = (answer: Answer, secrets: ReadonlyArray<string>): string => {
  const header = answer.headers()["content-type"]?.slice(0, 200) ?? ""
  const given = /^[\w.+-]+\/[\w.+-]+/.exec(header)?.[0] ?? "no content type"
  const type = holdsSecret(header, secrets) ? "a content type that holds the credential" : given
  return `expected JSON, got ${answer.text.length} characters that are not (${type})`
}

/**
 * Reads an answer.
 *
 * @returns the parsed body of a 2xx, whatever its shape; or the reason why there is none: an error envelope without
 *   `data` counts as one under 2xx too, and a 2xx that is empty or no JSON is `MalformedResponse`
 */
export const read = (answer: Answer, circumstances: Circumstances): Result.Result<unknown, Reason> => {
  const body = parse(answer.text)
  const ok = answer.status >= 200 && answer.status < 300
  if (ok && Result.isFailure(body)) {
    const detail = answer.text.trim() === "" ? "the body is empty" : describe(answer, circumstances.secrets)
    return Result.fail(new MalformedResponse({ status: answer.status, path: "", detail }))
  }
  const value = Result.isSuccess(body) ? body.success : undefined
  if (ok && !isEnvelope(value)) {
    const path = deepKey(value)
    return path === undefined
      ? Result.succeed(value)
      : Result.fail(
          new MalformedResponse({
            status: answer.status,
            path: redactor(circumstances.secrets)(path),
            detail: `nested more than ${deepest} levels deep`
          })
        )
  }
  const envelope = readEnvelope(value, circumstances.secrets)
  return Result.fail(judge(answer, envelope, ok ? (envelope.status ?? answer.status) : answer.status, circumstances))
}

// Rows are checked when they are decoded.
const deepKey = (body: unknown): string | undefined =>
  Predicate.isObject(body)
    ? Object.keys(body).find((key) => key !== "data" && oddityOf(body[key]) === "deep")
    : undefined

// An error has a `status_code` or a `code`. A body with rows is never an error.
const isEnvelope = (body: unknown): boolean => {
  if (!Predicate.isObject(body)) return false
  const { data } = body
  if (Array.isArray(data) && data.length > 0) return false
  const code = integer(body["code"])
  const status = integer(body["status_code"]) ?? 0
  return status >= 400 || (code !== undefined && (data === undefined || (code >= 1000 && status === 0)))
}
