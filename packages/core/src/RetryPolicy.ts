/**
 * When to try a request again, and how long to wait first.
 *
 * Pure decisions: no clock and no HTTP here. `PiggyClient` asks, waits and counts.
 *
 * @see RFC 9110 section 10.2.3 for Retry-After; full jitter after Brooker, "Exponential Backoff And Jitter" (AWS, 2015)
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"

/** How often to try, how long to wait, and how much of it all calls of one client may do together. */
export interface Options {
  /** Tries of one call in total, the first included: an integer, 1 or more; default 3. */
  readonly attempts?: number | undefined
  /** The longest wait before the second attempt; it doubles for each further one. Default 500 ms. */
  readonly baseDelay?: Duration.Input | undefined
  /** The longest wait of our own choosing, however many attempts were made. Default 8 s. */
  readonly maxDelay?: Duration.Input | undefined
  /** The longest Retry-After that is waited for; a longer one ends the call at once. Default 60 s. */
  readonly retryAfterCap?: Duration.Input | undefined
  /** Tokens that the calls of one client share: an integer, 0 or more; default 500. Per client, not per call. */
  readonly budget?: number | undefined
  /** Tokens that a retry takes, 0 or more; default 5. */
  readonly retryCost?: number | undefined
  /** Tokens that a retry after an attempt's timeout takes, 0 or more; default 10. */
  readonly timeoutCost?: number | undefined
  /** Tokens that a successful call gives back, 0 or more; default 1. */
  readonly successCredit?: number | undefined
}

/** Options that were checked; waits in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number
  readonly baseDelay: number
  readonly maxDelay: number
  readonly retryAfterCap: number
  readonly budget: number
  readonly retryCost: number
  readonly timeoutCost: number
  readonly successCredit: number
}

/** One attempt and no retry. Renewable credentials are still renewed after a 401. */
export const none: Options = { attempts: 1 }

const defaults: RetryPolicy = {
  attempts: 3,
  baseDelay: 500,
  maxDelay: 8_000,
  retryAfterCap: 60_000,
  budget: 500,
  retryCost: 5,
  timeoutCost: 10,
  successCredit: 1
}

const integers = ["attempts", "budget", "retryCost", "timeoutCost", "successCredit"] as const
const durations = ["baseDelay", "maxDelay", "retryAfterCap"] as const

/** Fills in the defaults, or those of `base`; fails with what is wrong with the options. */
export const make = (options: Options = {}, base: RetryPolicy = defaults): Result.Result<RetryPolicy, string> => {
  const policy: { -readonly [Name in keyof RetryPolicy]: number } = { ...base }
  for (const name of integers) {
    const value = options[name] ?? base[name]
    const least = name === "attempts" ? 1 : 0
    if (!Number.isSafeInteger(value) || value < least) {
      return Result.fail(`retry.${name} must be an integer, ${least} or more, got ${String(value)}`)
    }
    policy[name] = value
  }
  for (const name of durations) {
    const value = Option.map(Duration.fromInput(options[name] ?? base[name]), Duration.toMillis)
    if (Option.isNone(value) || !(value.value >= 0)) {
      return Result.fail(`retry.${name} must be a duration of 0 or more, such as "500 millis"`)
    }
    policy[name] = value.value
  }
  return Result.succeed(policy)
}

/** What is known of an attempt that failed. */
export interface Failure {
  readonly isRetryable: boolean
  /** The attempt ran out of time. */
  readonly timedOut: boolean
  /** Milliseconds that the server asked to wait, if it did. */
  readonly retryAfter: number | undefined
}

/** What the call has used up so far. */
export interface Spent {
  /** Attempts made, 1 or more. */
  readonly attempts: number
  /** Attempts that a renewed credential added to those of the policy: 0 or 1. */
  readonly extra: number
  /** Tokens left to all calls of the client. */
  readonly tokens: number
}

/** To wait `delay` milliseconds and try again, for `cost` tokens; or why not. */
export type Decision =
  | { readonly again: true; readonly delay: number; readonly cost: number }
  | { readonly again: false; readonly because: "permanent" | "attempts" | "overCap" | "budget" }

/**
 * Whether to try again.
 *
 * @param random a number in [0, 1): the jitter
 */
export const decide = (policy: RetryPolicy, failure: Failure, spent: Spent, random: number): Decision => {
  if (!failure.isRetryable) return { again: false, because: "permanent" }
  if (spent.attempts >= policy.attempts + spent.extra) return { again: false, because: "attempts" }
  const delay = nextDelay(policy, spent.attempts - spent.extra, failure.retryAfter, random)
  if (delay === "overCap") return { again: false, because: "overCap" }
  const cost = failure.timedOut ? policy.timeoutCost : policy.retryCost
  return cost > spent.tokens ? { again: false, because: "budget" } : { again: true, delay, cost }
}

/**
 * The wait before the next attempt.
 *
 * @param attempt attempts made so far, 1 or more
 * @param retryAfter milliseconds that the server asked for, if it did; they are waited for exactly
 * @returns milliseconds in [0, maxDelay], or in [0, retryAfterCap] where the server asked, or `"overCap"`
 */
export const nextDelay = (
  policy: RetryPolicy,
  attempt: number,
  retryAfter: number | undefined,
  random: number
): number | "overCap" => {
  if (retryAfter !== undefined) return retryAfter > policy.retryAfterCap ? "overCap" : retryAfter
  return random * Math.min(policy.maxDelay, policy.baseDelay * 2 ** Math.max(0, attempt - 1))
}
