/**
 * Abort signals of any origin: the platform's, another realm's, a polyfill's without `reason` and `throwIfAborted`.
 */
import * as Predicate from "effect/Predicate"
import * as CheckOptions from "../checkOptions.ts"

/** The rule for a signal. */
export const rule: CheckOptions.Rule = /* #__PURE__ */ CheckOptions.rule(
  (value) =>
    value === null ||
    (Predicate.isObject(value) &&
      Predicate.isBoolean(value["aborted"]) &&
      Predicate.isFunction(value["addEventListener"]) &&
      Predicate.isFunction(value["removeEventListener"])),
  "must be an AbortSignal, such as `controller.signal`"
)

/** What the signal was aborted with. */
const reasonOf = ({ reason }: AbortSignal): unknown =>
  reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason

/**
 * Calls `stop` with the signal's reason when it is aborted; at once if it was aborted before.
 *
 * @returns a function that stops listening
 */
export const onAbort = (signal: AbortSignal | null | undefined, stop: (reason: unknown) => void): (() => void) => {
  if (signal === undefined || signal === null) return () => {}
  const abort = () => stop(reasonOf(signal))
  if (signal.aborted) {
    abort()
    return () => {}
  }
  signal.addEventListener("abort", abort, { once: true })
  return () => signal.removeEventListener("abort", abort)
}
