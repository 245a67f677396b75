/**
 * What the end of a request tells the pace.
 *
 * Pure: a reason and headers in, a word and a wait out. A 429, and a 503 that says when to come back, is a refusal; any
 * other answer but a failure of the server was accepted, a 404 as well as a page.
 *
 * @see draft-ietf-httpapi-ratelimit-headers for RateLimit-Remaining, RateLimit-Reset and the later field RateLimit
 */
import * as Duration from "effect/Duration"
import { Maintenance, RateLimited, type Reason } from "../../PiggyError.ts"

/** Header values by lower-case name. */
export type Headers = Readonly<Record<string, string | undefined>>

/** How a request ended; waits in milliseconds from now. */
export type Signal =
  /** Answered; `exhaustedFor` where the answer says that nothing is left until then. */
  | { readonly _tag: "Accepted"; readonly exhaustedFor: number | undefined }
  /** Refused because there were too many; `asked` where the server names a wait. */
  | { readonly _tag: "Refused"; readonly asked: number | undefined }
  /** 503, and no word of when to come back. */
  | { readonly _tag: "Overloaded" }
  /** It says nothing of a limit: no answer came, or the server failed. */
  | { readonly _tag: "Nothing" }

const prefixes = ["x-ratelimit-", "x-rate-limit-", "ratelimit-"]
/** A number from here on is a time in seconds since 1970, from the second on in milliseconds; one below is a wait. */
const epoch = { seconds: 1e9, millis: 1e12 }

const waitUntil = (reset: number, headers: Headers, now: number): number => {
  if (reset < epoch.seconds) return reset * 1000
  const at = reset < epoch.millis ? reset * 1000 : reset
  // By the server's own clock where it tells the time, unless a cache kept that.
  const there = Date.parse(headers["date"] ?? "")
  const waits = [at - now, at - there].filter((wait) => wait > 0)
  return waits.length === 0 ? 0 : Math.min(...waits)
}

/** Whether an answer says how many requests remain, however it spells that. */
export const speaksOfLimit = (headers: Headers): boolean =>
  headers["ratelimit"] !== undefined || prefixes.some((prefix) => headers[`${prefix}remaining`] !== undefined)

/** Milliseconds until a server that says "none remaining" allows more; undefined where it says no such thing. */
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
 * What a request's end tells.
 *
 * @param reason why it failed; absent where it did not
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
