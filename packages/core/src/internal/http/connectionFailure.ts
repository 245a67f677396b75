/**
 * Turns what the platform throws into a reason: no answer came, or none that can be read.
 *
 * Pure. Of the thrown error only a code is kept, since Node's messages contain headers and addresses.
 */
import type * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import { MalformedResponse, type Reason, TimedOut, Unreachable } from "../../PiggyError.ts"
import { codeIn } from "./denoErrors.ts"

// Trying again cannot help: there is no such host, or its certificate is not trusted. An answer that is not valid HTTP is
// not among these, since a connection that ends early looks the same.
const permanent = /^(?:ENOTFOUND|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|EPROTO)/

// The body is not compressed as its headers say.
const undecodable = /^(?:Z_|Zlib|ERR__ERROR_FORMAT_|ERR_PADDING|ERR_UNEXPECTED)|BROTLI|ZSTD/i

// The HTTP client's own limit was shorter than ours: undici's (Node), Bun's, or that of a wrapped `fetch`.
const outOfTime = /^(?:UND_ERR_(?:HEADERS|BODY)_TIMEOUT|TimeoutError)$/

const named = /^[A-Za-z][A-Za-z0-9_]{2,60}$/
const anyError = /^(?:Error|TypeError|AggregateError)$/

// The code of an error; or its name, unless any error could have it.
const nameOf = ({ code, message, name }: Record<PropertyKey, unknown>): string | undefined =>
  [code, name].find((word): word is string => typeof word === "string" && named.test(word) && !anyError.test(word)) ??
  (typeof message === "string" ? codeIn(message) : undefined)

const find = (thrown: unknown): { readonly name: string | undefined; readonly depth: number } => {
  let cause = thrown
  let depth = 0
  try {
    for (; depth < 6 && Predicate.isObject(cause); depth++) {
      const name = nameOf(cause)
      if (name !== undefined) return { name, depth }
      // If several addresses were tried, the error of the first one is used.
      cause = cause["cause"] ?? (Array.isArray(cause["errors"]) ? cause["errors"][0] : undefined)
    }
  } catch {
    // Reading what was thrown may throw again.
  }
  return { name: undefined, depth }
}

/** What is known of the request that failed. */
export interface Request {
  readonly host: string
  /** The answer's status, where one came. */
  readonly status: number | undefined
  /** How long it took. */
  readonly elapsed: () => Duration.Duration
}

/** The reason for a connection that failed before or while it answered. */
export const reasonOf = (thrown: unknown, { elapsed, host, status }: Request): Reason => {
  const { depth, name } = find(thrown)
  if (name === undefined) {
    // A browser throws one error without a cause for everything; Node gives a cause to what it refuses itself.
    return new Unreachable({ host, isRetryable: depth < 2 })
  }
  if (outOfTime.test(name)) return new TimedOut({ limit: "attempt", after: elapsed(), detail: name })
  if (status !== undefined && undecodable.test(name)) {
    return new MalformedResponse({ status, path: "", detail: `the body does not decompress (${name})` })
  }
  return new Unreachable({ host, detail: name, isRetryable: !permanent.test(name) })
}
