/**
 * What the end of a request tells the pace.
 *
 * Pure. A 429 is a refusal, and so is a 503 that names a wait. Any other answer counts as accepted, a 404 too, unless the
 * server failed.
 *
 * @see draft-ietf-httpapi-ratelimit-headers for RateLimit-Remaining, RateLimit-Reset and the later field RateLimit
 */
import * as Duration from "effect/Duration"
import { Maintenance, RateLimited, type Reason } from "../../PiggyError.ts"

/** Header values by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>

/** How a request ended; waits in milliseconds from now. */
export type Signal =
  /** Answered; `exhaustedFor` if the answer says that no request is left for that long. */
  | { readonly _tag: "Accepted"; readonly exhaustedFor: number | undefined }
  /** Refused because there were too many; `asked` if the server names a wait. */
  | { readonly _tag: "Refused"; readonly asked: number | undefined }
  /** 503 that names no wait. */
  | { readonly _tag: "Overloaded" }
  /** Tells nothing about a limit: no answer came, or the server failed. */
  | { readonly _tag: "Nothing" }

const prefixes = ["x-ratelimit-", "x-rate-limit-", "ratelimit-"]
/** A number from `seconds` on is a time in seconds since 1970, one from `millis` on in milliseconds, a smaller one a wait. */
const epoch = { seconds: 1e9, millis: 1e12 }

const waitUntil = (reset: number, headers: Headers, now: number): number => {
  if (reset < epoch.seconds) return reset * 1000
  const at = reset < epoch.millis ? reset * 1000 : reset
  // By our clock and by the answer's Date, whichever wait is shorter: our clock may be wrong, and the Date may be a cache's.
  const there = Date.parse(headers["date"] ?? "")
  const waits = [at - now, at - there].filter((wait) => wait > 0)
  return waits.length === 0 ? 0 : Math.min(...waits)
}

/** Whether an answer says how many requests remain, in any of the known headers. */
export const mentionsLimit = (headers: Headers): boolean =>
  headers["ratelimit"] !== undefined || prefixes.some((prefix) => headers[`${prefix}remaining`] !== undefined)

/** Milliseconds until a server that says "none remaining" allows more; undefined if it does not say so. */
export const exhaustedFor = (headers: Headers, now: number): number | undefined => {
  for (const prefix of prefixes) {
    const reset = Number.parseFloat(headers[`${prefix}reset`] ?? "")
    if (Number.parseInt(headers[`${prefix}remaining`] ?? "", 10) === 0 && reset >= 0) {
      return waitUntil(reset, headers, now)
    }
  }
  const reset = /;\s*r=0\s*;\s*t=(\d{1,9})/.exec(headers["ratelimit"] ?? "")?.[1]
  return reset === undefined ? undefined : Number(reset) * 1000
}

/**
 * What the end of a request tells.
 *
 * @param reason why it failed; undefined if it did not
 * @param headers of the answer, if there was one
 * @param now milliseconds since 1970
 */
export const signalOf = (reason: Reason | undefined, headers: Headers, now: number): Signal => {
  switch (reason?._tag) {
    case "RateLimited":
    case "Maintenance": {
      const asked = reason.retryAfter === undefined ? exhaustedFor(headers, now) : Duration.toMillis(reason.retryAfter)
      return reason._tag === "Maintenance" && asked === undefined ? { _tag: "Overloaded" } : { _tag: "Refused", asked }
    }
    case "ServerFailure":
    case "Unreachable":
    case "TimedOut":
    case "CredentialsRejected":
      return { _tag: "Nothing" }
    default:
      // A 408 as well: the server gave up on the request.
      if (reason?.isRetryable === true) return { _tag: "Nothing" }
      return { _tag: "Accepted", exhaustedFor: exhaustedFor(headers, now) }
  }
}

/** The same refusal, with what is left of the wait that it asked for, in whole seconds. */
export const withRetryAfter = (reason: Reason, millis: number): Reason => {
  const retryAfter = Duration.seconds(Math.ceil(millis / 1000))
  if (reason._tag === "RateLimited") return new RateLimited({ ...reason, retryAfter })
  return reason._tag === "Maintenance" ? new Maintenance({ ...reason, retryAfter }) : reason
}
