/**
 * How the API is to be reached, checked before a request costs anything.
 *
 * Pure: the check fills in the defaults, or says what is wrong by naming the option and its range.
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
  /** Who is asking: `Credentials.apiKey`, `.accessToken` or `.clientCredentials`. */
  readonly credentials: Credentials
  /** Scheme, host and port, e.g. `http://127.0.0.1:4010` for the mock. Default `https://api.piggy.eu`. */
  readonly baseUrl?: string | undefined
  /** Lets a plain http base URL leave this machine, the credential with it, unencrypted. Default false. */
  readonly allowInsecure?: boolean | undefined
  /**
   * For one attempt: the request, the answer's headers and all of its body. Getting the credential before it may take as
   * long again. Default 30 s.
   */
  readonly timeout?: Duration.Input | undefined
  /** When to try again; the defaults stand at `RetryPolicy.Options`. */
  readonly retry?: RetryPolicy.Options | undefined
  /** The most bytes of an answer's body, after decompression. Default 10 MiB; more than 512 MiB count as that. */
  readonly maxBodyBytes?: number | undefined
  /** Sent as `X-Partner-ID`, for integrations that have one. */
  readonly partnerId?: string | undefined
  /**
   * Wraps the `HttpClient` that every attempt goes through, token requests included: headers, a rate limiter, a
   * circuit breaker. What it fails with beyond `HttpClientError` ends the call and is not tried again. The time that it
   * makes a request wait is not counted by `timeout`; a `deadline` counts it.
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

// V8 makes no longer string.
const longestText = 2 ** 29 - 24

/** What each option must be; the base URL is checked when it is read. */
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

/** Fills in the defaults, or says by field what is wrong. */
export const check = (options: Options): Result.Result<Checked, CheckOptions.Refusal> => {
  const { allowInsecure = false, maxBodyBytes = 10 * 1024 * 1024 } = options
  // What is set to nothing, as an empty variable of the environment is, counts as not set.
  const baseUrl = options.baseUrl === "" ? undefined : options.baseUrl
  const partnerId = options.partnerId === "" ? undefined : options.partnerId
  const base = parseBase(baseUrl ?? defaultBaseUrl, allowInsecure, isBrowser())
  const refused = CheckOptions.refuseIfAny({
    // Left out, they count as wrong.
    ...CheckOptions.problemsOf({ ...options, partnerId, credentials: options.credentials ?? null }, rules),
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
          // A browser names itself, and takes another name for a reason to ask the server first (a preflight).
          ...(isBrowser() ? {} : { "user-agent": userAgent }),
          ...omitUndefined({ "x-partner-id": partnerId })
        }
      })
    })
  )
}
