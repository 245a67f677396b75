/**
 * How the API is to be reached, checked before a request costs anything.
 *
 * Pure: the check fills in the defaults, or says what is wrong by naming the option and its range.
 */
import * as Duration from "effect/Duration"
import type * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Credentials } from "../Credentials.ts"
import * as RetryPolicy from "../RetryPolicy.ts"
import { defined } from "./defined.ts"
import { type Base, parseBase, refusal } from "./sendable.ts"
import type { Executor, Limits } from "./wire.ts"

/** How to reach the API. */
export interface Options {
  /** Who is asking: `Credentials.apiKey`, `.accessToken` or `.clientCredentials`. */
  readonly credentials: Credentials
  /** Scheme, host and port, e.g. `http://127.0.0.1:4010` for the mock. Default `https://api.piggy.eu`. */
  readonly baseUrl?: string | undefined
  /** Lets a plain http base URL leave this machine, the credential with it, unencrypted. Default false. */
  readonly allowInsecure?: boolean | undefined
  /** For one attempt: the request, the answer's headers and all of its body. Default 30 s. */
  readonly timeout?: Duration.Input | undefined
  /** When to try again; the defaults stand at `RetryPolicy.Options`. */
  readonly retry?: RetryPolicy.Options | undefined
  /** The most bytes of an answer's body, after decompression. Default 10 MiB. */
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
  readonly policy: RetryPolicy.RetryPolicy
  /** Headers of every request, the bearer aside. */
  readonly headers: Readonly<Record<string, string>>
}

/** The base URL of the vendor's reference. */
export const defaultBaseUrl = "https://api.piggy.eu"

/** Name and version, as in package.json. */
export const userAgent = "effect-piggy/0.1.0"

// A browser names itself, and takes another name for a reason to ask the server first (a preflight).
const namesItself = (): boolean => globalThis.navigator?.userAgent?.startsWith("Mozilla") ?? false

/** A duration that is more than 0, or what is wrong with it. */
export const parseDuration = (name: string, input: Duration.Input): Result.Result<Duration.Duration, string> => {
  const duration = Duration.fromInput(input)
  return Option.isSome(duration) && Duration.toMillis(duration.value) > 0
    ? Result.succeed(duration.value)
    : Result.fail(`${name} must be a duration of more than 0, such as "30 seconds"`)
}

export const check = (options: Options): Result.Result<Checked, string> =>
  Result.gen(function* () {
    const base = yield* parseBase(options.baseUrl ?? defaultBaseUrl, options.allowInsecure ?? false)
    const policy = yield* RetryPolicy.make(options.retry)
    const timeout = yield* parseDuration("timeout", options.timeout ?? Duration.seconds(30))
    const { maxBodyBytes = 10 * 1024 * 1024, partnerId } = options
    if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
      return yield* Result.fail(`maxBodyBytes must be an integer, 1 or more, got ${String(maxBodyBytes)}`)
    }
    const problem = partnerId === undefined ? undefined : refusal(partnerId, "partner id")
    if (problem !== undefined) return yield* Result.fail(problem)
    return {
      base,
      policy,
      timeout,
      maxBodyBytes,
      headers: {
        accept: "application/json",
        ...(namesItself() ? {} : { "user-agent": userAgent }),
        ...defined({ "x-partner-id": partnerId })
      }
    }
  })
