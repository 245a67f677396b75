/**
 * The options that every call takes, and their check.
 */
import type * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import type * as Result from "effect/Result"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import * as RetryDecision from "./retryDecision.ts"
import * as CheckOptions from "../checkOptions.ts"
import { pathProblem } from "../plainPath.ts"
import type { Base } from "./baseUrl.ts"

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
export const problemsOf = (options: unknown, more: CheckOptions.Rules = {}): CheckOptions.Problems => ({
  ...CheckOptions.problemsOf(options, { ...more, ...rules }),
  ...CheckOptions.problemsOf(Predicate.isObject(options) ? options["retry"] : undefined, RetryDecision.rules, "retry.")
})

/** Checks a single request: where it goes under the base URL, which gets the credential, and what it overrides. */
export const check = (
  { deadline, path, retry }: CallOptions & { readonly path: string },
  base: Base
): Result.Result<void, CheckOptions.Refusal> => {
  const problem = pathProblem(path) ?? strayed(path, base)
  return CheckOptions.refuseIfAny({
    ...problemsOf({ deadline, retry }),
    ...(problem === undefined ? {} : { path: [problem] })
  })
}

// Looks at what is sent, whatever was thought of its parts.
const strayed = (path: string, { origin, prefix }: Base): string | undefined => {
  const url = `${prefix}${path}`
  return URL.canParse(url) && new URL(url).origin === origin ? undefined : `path must stay at ${origin}`
}
