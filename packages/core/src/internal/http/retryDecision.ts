/**
 * When to try a request again, and how long to wait first.
 *
 * Pure decisions: no clock and no HTTP here. The retry loop asks, waits and counts.
 *
 * @see RFC 9110 section 10.2.3 for Retry-After; full jitter after Brooker, "Exponential Backoff And Jitter" (AWS, 2015)
 */
import type { Options } from "../../RetryPolicy.ts"
import * as CheckOptions from "../checkOptions.ts"

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

/** The rules of the options. */
export const rules: CheckOptions.Rules = {
  attempts: CheckOptions.integer(1),
  baseDelay: CheckOptions.duration("500 millis"),
  maxDelay: CheckOptions.duration("8 seconds"),
  retryAfterCap: CheckOptions.duration("60 seconds"),
  budget: CheckOptions.integer(0),
  retryCost: CheckOptions.integer(0),
  timeoutCost: CheckOptions.integer(0),
  successCredit: CheckOptions.integer(0)
}

/** Fills in the defaults, or those of `base`, for options that were checked by `rules`. */
export const make = (options: Options = {}, base: RetryPolicy = defaults): RetryPolicy => ({
  attempts: options.attempts ?? base.attempts,
  baseDelay: CheckOptions.toMillis(options.baseDelay) ?? base.baseDelay,
  maxDelay: CheckOptions.toMillis(options.maxDelay) ?? base.maxDelay,
  retryAfterCap: CheckOptions.toMillis(options.retryAfterCap) ?? base.retryAfterCap,
  budget: options.budget ?? base.budget,
  retryCost: options.retryCost ?? base.retryCost,
  timeoutCost: options.timeoutCost ?? base.timeoutCost,
  successCredit: options.successCredit ?? base.successCredit
})

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
  /** Attempts made, 1 or more, without those that a rate limit refused. */
  readonly attempts: number
  /** Attempts that a renewed credential added to those of the policy: 0 or 1. */
  readonly extra: number
  /** Tokens left to all calls of the client. */
  readonly tokens: number
  /** Milliseconds until the call's deadline; `Infinity` where it has none. */
  readonly timeLeft: number
}

/** Try again after `delay` milliseconds, for `cost` tokens; or why not. */
export type Decision =
  | { readonly again: true; readonly delay: number; readonly cost: number }
  | { readonly again: false; readonly because: "permanent" | "attempts" | "overCap" | "deadline" | "budget" }

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
  if (delay >= spent.timeLeft) return { again: false, because: "deadline" }
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
