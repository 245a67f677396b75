/**
 * How often a request is tried again, and how long the waits are.
 */
import type * as Duration from "effect/Duration"

/** How often to try, how long to wait, and how many retries the calls of one client may make together. */
export interface Options {
  /** Tries of one call in total, the first included: an integer, 1 or more; default 3. */
  readonly attempts?: number | undefined
  /** The longest wait before the second attempt; it doubles for each further one. Default 500 ms. */
  readonly baseDelay?: Duration.Input | undefined
  /** The longest wait if the server asks for none, however many attempts were made. Default 8 s. */
  readonly maxDelay?: Duration.Input | undefined
  /** The longest Retry-After to wait for; a longer one ends the call at once. Default 60 s. */
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

/** One attempt and no retry. Renewable credentials are still renewed after a 401. */
export const none: Options = { attempts: 1 }
