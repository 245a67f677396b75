/**
 * The options that every call takes, and their check.
 */
import type * as Duration from "effect/Duration"
import type * as Result from "effect/Result"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import * as RetryDecision from "./retryDecision.ts"
import * as CheckOptions from "../checkOptions.ts"

/** Per-call overrides. */
export interface CallOptions {
  /** When to try again. An option that is left out is the client's. */
  readonly retry?: RetryPolicy.Options | undefined
  /**
   * The most time for `list` or `collect` as a whole, or for each page of a stream, with retries and waits. The time of
   * the stream's consumer does not count. Default: no limit.
   */
  readonly deadline?: Duration.Input | undefined
}

/** The rules of these options; `retry` has its own. */
export const rules: CheckOptions.Rules = {
  retry: CheckOptions.checkedElsewhere,
  deadline: CheckOptions.positiveDuration("2 minutes")
}

/** What is wrong with the options of a call, by field; `more` are the rules of its further options. */
export const problemsOf = (options: CallOptions, more: CheckOptions.Rules = {}) => ({
  ...CheckOptions.problemsOf(options, { ...more, ...rules }),
  ...CheckOptions.problemsOf(options.retry, RetryDecision.rules, "retry.")
})

/** Checks the options of a single request. */
export const check = ({ deadline, retry }: CallOptions): Result.Result<void, CheckOptions.Refusal> =>
  CheckOptions.refuseIfAny(problemsOf({ deadline, retry }))
