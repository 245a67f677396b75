/**
 * The options for reading all rows of a list, and their check before any request.
 */
import * as Predicate from "effect/Predicate"
import * as CheckOptions from "../checkOptions.ts"
import * as CallOptions from "../http/callOptions.ts"
import * as Resume from "../paging/resume.ts"
import type * as Traversal from "../paging/traversal.ts"

/** Options of `stream` and `pages`. */
export interface StreamOptions extends Traversal.Options, CallOptions.CallOptions {
  /** Rows to ask for on a page, 1 to 100; default 100, or the checkpoint's. The server may return fewer. */
  readonly pageSize?: number | undefined
  /**
   * What to do with a row that does not decode: `"fail"` (the default) fails and names page, index and field; `"report"`
   * counts it, lists it in the page's `invalid`, and delivers the other rows.
   */
  readonly invalidItems?: "fail" | "report" | undefined
}

/** Options of `collect`. */
export interface CollectOptions extends StreamOptions {
  /**
   * The most times the list is read, 1 or more; default 1. With 2 or more, it is read again until two passes in a row
   * agree row for row, and the rows of two passes are kept in memory.
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

/** The rules for the options of a traversal, without those that every call takes. */
export const rules = (call: Call, maxLimit: number): CheckOptions.Rules =>
  (call === "stream" ? streamRules : collectRules)(maxLimit)

/**
 * What is wrong with the options of a traversal, by field; also whether the checkpoint belongs to another one.
 *
 * @param scope undefined if the filter is wrong: no checkpoint can be compared with that
 */
export const problemsOf = (
  options: unknown,
  call: Call,
  scope: Resume.Scope | undefined,
  maxLimit: number
): CheckOptions.Problems => {
  const problems = CallOptions.problemsOf(options, rules(call, maxLimit))
  // An invalid page size would make the checkpoint look wrong too.
  const given = Predicate.isObject(options) ? options["from"] : undefined
  if (given === undefined || scope === undefined || problems["pageSize"] !== undefined) return problems
  const from =
    Resume.refusal(given, scope) ??
    (scope.pageSize > maxLimit
      ? `the checkpoint in from asks for ${scope.pageSize} rows on a page, and the list grants ${maxLimit}: start over`
      : undefined)
  return from === undefined ? problems : { ...problems, from: [from] }
}
