/**
 * The options of a call in the promise API: with a signal, and an `onEnd` that may return a promise.
 */
import * as Effect from "effect/Effect"
import * as Core from "../http/callOptions.ts"
import * as ListOptions from "../list/listOptions.ts"
import * as CheckOptions from "../checkOptions.ts"
import type { Summary } from "../paging/summary.ts"
import * as Signal from "./signal.ts"

/** Ends a call early: requests in flight are aborted, and the call rejects with the signal's reason. */
export interface Abortable {
  readonly signal?: AbortSignal | null | undefined
}

/** Per-call overrides. */
export interface CallOptions extends Core.CallOptions, Abortable {}

interface EndTold {
  /**
   * Receives the summary when the list has been read; not if that fails or is stopped. The call waits for a promise that
   * it returns, and rejects if that promise does.
   */
  readonly onEnd?: ((summary: Summary) => void | PromiseLike<unknown>) | undefined
}

/** How to read all rows. */
export interface StreamOptions extends Omit<ListOptions.StreamOptions, "onEnd">, Abortable, EndTold {}

/** How to collect all rows. */
export interface CollectOptions extends Omit<ListOptions.CollectOptions, "onEnd">, Abortable, EndTold {}

/** Which options a call takes. */
export type Takes = "list" | ListOptions.Call

/**
 * What is wrong with options that only the promise API has, or that are unknown.
 *
 * @param also what the call takes beside those of its kind
 */
export const problemsOf = (
  options: unknown,
  takes: Takes,
  maxLimit: number,
  also: CheckOptions.Rules = {}
): CheckOptions.Problems =>
  CheckOptions.problemsOf(options, {
    ...also,
    ...(takes === "list" ? {} : ListOptions.rules(takes, maxLimit)),
    ...Core.rules,
    signal: Signal.rule
  })

/** The options as the core takes them, for which one that is undefined is left out. */
export const toCore = <Options extends Abortable & EndTold>({ onEnd, ...options }: Options) => ({
  ...options,
  signal: undefined,
  onEnd: onEnd === undefined ? undefined : (summary: Summary) => Effect.promise(async () => onEnd(summary))
})
