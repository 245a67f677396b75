/**
 * The options of a client, and their check before any request.
 *
 * Pure: the check fills in the defaults, or names each wrong option and its range.
 */
import * as Duration from "effect/Duration"
import type * as HttpClient from "effect/http/HttpClient"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import * as RetryDecision from "./retryDecision.ts"
import * as CheckOptions from "../checkOptions.ts"
import { omitUndefined } from "../omitUndefined.ts"
import type { Credentials } from "./bearer.ts"
import { type Base, parseBase } from "./baseUrl.ts"
import { refusal } from "./headerValue.ts"
import type { Executor, Limits } from "./sendRequest.ts"

/** How to reach the API. */
export interface Options {
  /** Made by `Credentials.apiKey`, `.accessToken` or `.clientCredentials`. */
  readonly credentials: Credentials
  /** Scheme, host and port, e.g. `http://127.0.0.1:4010` for the mock. Default `https://api.piggy.eu`. */
  readonly baseUrl?: string | undefined
  /** Allows plain http to other machines, which sends the credential unencrypted. Default false. */
  readonly allowInsecure?: boolean | undefined
  /**
   * The time for one attempt, from the request to the end of the body. Getting a credential first may take as long again.
   * Default 30 s.
   */
  readonly timeout?: Duration.Input | undefined
  /** When to try again; the defaults stand at `RetryPolicy.Options`. */
  readonly retry?: RetryPolicy.Options | undefined
  /** The most bytes of an answer's body, after decompression. Default 10 MiB; a value above 512 MiB means 512 MiB. */
  readonly maxBodyBytes?: number | undefined
  /** Sent as `X-Partner-ID`, for integrations that have one. */
  readonly partnerId?: string | undefined
  /**
   * Wraps the `HttpClient` that every attempt goes through, token requests included: headers, a rate limiter, a
   * circuit breaker. If it fails with another error than `HttpClientError`, the call ends without another attempt. Time
   * that it makes a request wait counts for a `deadline`, but not for `timeout`.
   */
  readonly transformClient?: ((client: HttpClient.HttpClient) => Executor) | undefined
}

/** Options that were checked. */
export interface Checked extends Limits {
  readonly base: Base
  readonly policy: RetryDecision.RetryPolicy
  /** Headers of every request, the bearer aside. */
  readonly headers: Readonly<Record<string, string>>
}

/** The base URL of the vendor's reference. */
export const defaultBaseUrl = "https://api.piggy.eu"

/** Name and version, as in package.json. */
export const userAgent = "effect-piggy/0.1.0"

const isBrowser = (): boolean => globalThis.navigator?.userAgent?.startsWith("Mozilla") ?? false

// The longest string in V8.
const longestText = 2 ** 29 - 24

/** The rules of the options; the base URL is checked when it is read. */
export const rules: CheckOptions.Rules = {
  credentials: CheckOptions.rule(
    (value) => Predicate.isObject(value) && Predicate.isFunction(value["start"]),
    "must be made by Credentials.apiKey, Credentials.accessToken or Credentials.clientCredentials"
  ),
  baseUrl: CheckOptions.checkedElsewhere,
  allowInsecure: CheckOptions.boolean,
  timeout: CheckOptions.positiveDuration("30 seconds"),
  retry: CheckOptions.checkedElsewhere,
  maxBodyBytes: CheckOptions.integer(1),
  partnerId: (value) => refusal(value, "partner id"),
  transformClient: CheckOptions.callback
}

/** Why options cannot be read at all; undefined when they can. */
export const unreadable = (options: unknown): CheckOptions.Refusal | undefined => {
  const why = CheckOptions.unreadable(options, Object.keys(rules))
  return why === undefined ? undefined : { message: `options ${why}`, errors: {} }
}

/**
 * Fills in the defaults, or says by field what is wrong. An empty text is wrong too: what was meant to come from
 * somewhere did not come, and the default would send the credential to another host than was meant.
 */
export const check = (options: Options): Result.Result<Checked, CheckOptions.Refusal> => {
  const unread = unreadable(options)
  if (unread !== undefined) return Result.fail(unread)
  const { allowInsecure = false, baseUrl = defaultBaseUrl, maxBodyBytes = 10 * 1024 * 1024, partnerId } = options
  const base = parseBase(baseUrl, allowInsecure, isBrowser())
  const refused = CheckOptions.refuseIfAny({
    // Left out, they count as wrong.
    ...CheckOptions.problemsOf({ ...options, credentials: options.credentials ?? null }, rules),
    ...CheckOptions.problemsOf(options.retry, RetryDecision.rules, "retry."),
    ...(Result.isFailure(base) ? { baseUrl: [base.failure] } : {})
  })
  return Result.andThen(refused, () =>
    Result.mapBoth(base, {
      onFailure: (message) => ({ message, errors: { baseUrl: [message] } }),
      onSuccess: (reached) => ({
        base: reached,
        policy: RetryDecision.make(options.retry),
        timeout: Duration.millis(CheckOptions.toMillis(options.timeout) ?? 30_000),
        maxBodyBytes: Math.min(maxBodyBytes, longestText),
        headers: {
          accept: "application/json",
          // A browser sends its own name, and would send a preflight request for another one.
          ...(isBrowser() ? {} : { "user-agent": userAgent }),
          ...omitUndefined({ "x-partner-id": partnerId })
        }
      })
    })
  )
}
