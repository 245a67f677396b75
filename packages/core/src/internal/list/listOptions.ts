/**
 * How to read all rows of a list, and what is refused before a request is sent.
 */
import * as CheckOptions from "../checkOptions.ts"
import * as CallOptions from "../http/callOptions.ts"
import * as Resume from "../paging/resume.ts"
import type * as Traversal from "../paging/traversal.ts"

/** Options of `stream` and `pages`. */
export interface StreamOptions extends Traversal.Options, CallOptions.CallOptions {
  /** Rows to ask for on a page, 1 to 100; default 100, or the checkpoint's. The server may grant fewer. */
  readonly pageSize?: number | undefined
  /**
   * What becomes of a row that does not decode: `"fail"` (the default) fails and names page, index and field;
   * `"report"` counts it, lists it in the page's `invalid`, and delivers the rest.
   */
  readonly invalidItems?: "fail" | "report" | undefined
}

/** Options of `collect`. */
export interface CollectOptions extends StreamOptions {
  /**
   * The most times the list is read, 1 or more; default 1. From 2 on it is read again until two passes in a row agree
   * row for row, and the rows of two passes are kept in memory.
   */
  readonly passes?: number | undefined
}

/** Which options a call takes. */
export type Call = "stream" | "collect"

const streamRules = (maxLimit: number): CheckOptions.Rules => ({
  concurrency: CheckOptions.integer(1),
  from: CheckOptions.checkedElsewhere,
  maxItems: CheckOptions.integer(1),
  maxPages: CheckOptions.integer(1),
  requireComplete: CheckOptions.boolean,
  onEnd: CheckOptions.callback,
  pageSize: CheckOptions.integer(1, maxLimit),
  invalidItems: CheckOptions.oneOf("fail", "report")
})

const collectRules = (maxLimit: number): CheckOptions.Rules => ({
  ...streamRules(maxLimit),
  passes: CheckOptions.integer(1)
})

/** What each option of a traversal must be, beside those that every call takes. */
export const rules = (call: Call, maxLimit: number): CheckOptions.Rules =>
  (call === "stream" ? streamRules : collectRules)(maxLimit)

/** What is wrong with the options of a traversal, the checkpoint against what is about to be read included. */
export const problemsOf = (
  options: CollectOptions,
  call: Call,
  scope: Resume.Scope,
  maxLimit: number
): CheckOptions.Problems => {
  const problems = CallOptions.problemsOf(options, rules(call, maxLimit))
  // With a page size that is refused, the checkpoint would be too.
  const from =
    options.from === undefined || problems["pageSize"] !== undefined ? undefined : Resume.refusal(options.from, scope)
  return from === undefined ? problems : { ...problems, from: [from] }
}
