/**
 * How to read all referrals, and what is refused before a request is sent.
 */
import type * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Checkpoint from "./Checkpoint.ts"
import { maxLimit, type Refusal } from "./ListReferrals.ts"
import type * as RetryPolicy from "./RetryPolicy.ts"
import type * as Traversal from "./Traversal.ts"

/** What one call may have otherwise than its client. */
export interface CallOptions {
  /** When to try again; what is left out is as the client has it. */
  readonly retry?: RetryPolicy.Options | undefined
  /**
   * An end for `list` and `collect` as a whole, and for each page of a stream with its retries and waits; a consumer's
   * own time is not counted. Default none.
   */
  readonly deadline?: Duration.Input | undefined
}

/** Options of `stream` and `pages`. */
export interface StreamOptions extends Traversal.Options, CallOptions {
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
   * The most times the list is read, 1 or more; default 1. From 2 on it is read again until two passes in a row
   * agree row for row, and all rows and their keys are kept in memory.
   */
  readonly passes?: number | undefined
}

const counts = ["concurrency", "maxItems", "maxPages", "passes"] as const

/** Checks the options, and the checkpoint against what is about to be read. */
export const check = (options: CollectOptions, scope: Checkpoint.Scope): Result.Result<void, Refusal> => {
  const errors: Record<string, ReadonlyArray<string>> = {}
  for (const name of counts) {
    const value = options[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      errors[name] = [`${name} must be an integer, 1 or more, got ${String(value)}`]
    }
  }
  if (!(Number.isSafeInteger(scope.pageSize) && scope.pageSize >= 1 && scope.pageSize <= maxLimit)) {
    errors["pageSize"] = [`pageSize must be an integer from 1 to ${maxLimit}, got ${scope.pageSize}`]
  }
  const refused = options.from === undefined ? undefined : Checkpoint.refusal(options.from, scope)
  if (refused !== undefined) errors["from"] = [refused]
  const message = Object.values(errors).flat().join("; ")
  return message === "" ? Result.void : Result.fail({ message, errors })
}
