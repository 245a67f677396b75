/**
 * Why no answer came, or none that could be read: what the platform throws, as a reason.
 *
 * Pure. Of what was thrown only a code is kept: Node's own messages print headers and addresses.
 */
import * as Predicate from "effect/Predicate"
import { MalformedResponse, type Reason, Unreachable } from "../PiggyError.ts"

// Trying again cannot help: there is no such host, or its certificate is not trusted.
const permanent = /^(?:ENOTFOUND|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|HPE_|EPROTO)/

// The body came, and is not compressed or chunked as its headers say.
const undecodable = /^(?:Z_|HPE_|ERR__ERROR_FORMAT_|ERR_BROTLI|ERR_PADDING|ERR_UNEXPECTED)|BROTLI|ZSTD/

const code = /^[A-Z][A-Z0-9_]{2,60}$/

// The first code along the chain of causes; a cause without one is a refusal by the platform itself (a bad port).
const findCode = (thrown: unknown): { readonly code: string | undefined; readonly depth: number } => {
  let cause = thrown
  let depth = 0
  while (depth < 6 && Predicate.isObject(cause)) {
    const found = cause["code"]
    if (typeof found === "string" && code.test(found)) return { code: found, depth }
    if (cause["cause"] === undefined) break
    cause = cause["cause"]
    depth++
  }
  return { code: undefined, depth }
}

/**
 * The reason for a connection that failed before or while it answered.
 *
 * @param status the answer's status, where one came
 */
export const reasonOf = (thrown: unknown, host: string, status: number | undefined): Reason => {
  const found = findCode(thrown)
  if (status !== undefined && found.code !== undefined && undecodable.test(found.code)) {
    return new MalformedResponse({ status, path: "", detail: `the body does not decode (${found.code})` })
  }
  return new Unreachable({
    host,
    ...(found.code === undefined ? {} : { detail: found.code }),
    isRetryable: found.code === undefined ? found.depth < 2 : !permanent.test(found.code)
  })
}
