/**
 * What one call may set for itself, and how that is checked.
 */
import type * as Duration from "effect/Duration"
import type * as Result from "effect/Result"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import * as RetryDecision from "./retryDecision.ts"
import * as CheckOptions from "../checkOptions.ts"

/** Per-call overrides. */
export interface CallOptions {
  /** When to try again; what is left out is as the client has it. */
  readonly retry?: RetryPolicy.Options | undefined
  /**
   * An end for `list` and `collect` as a whole, and for each page of a stream with its retries and waits; a consumer's
   * own time is not counted. Default none.
   */
  readonly deadline?: Duration.Input | undefined
}

/** What each option must be, beside those of `retry`. */
export const rules: CheckOptions.Rules = {
  retry: CheckOptions.checkedElsewhere,
  deadline: CheckOptions.positiveDuration("2 minutes")
}

/** What is wrong with the options of a call, by field; `more` are the rules of its further options. */
export const problemsOf = (options: CallOptions, more: CheckOptions.Rules = {}) => ({
  ...CheckOptions.problemsOf(options, { ...more, ...rules }),
  ...CheckOptions.problemsOf(options.retry, RetryDecision.rules, "retry.")
})

/** Checks what a single request overrides. */
export const check = ({ deadline, retry }: CallOptions): Result.Result<void, CheckOptions.Refusal> =>
  CheckOptions.refuseIfAny(problemsOf({ deadline, retry }))
