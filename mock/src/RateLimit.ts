/**
 * So many requests in a window: pure arithmetic over a clock that the caller reads.
 */

export interface Window {
  /** When the window began, in milliseconds. */
  readonly start: number
  readonly used: number
}

export interface Verdict {
  readonly window: Window
  readonly limit: number
  readonly remaining: number
  /** Milliseconds until the window ends, if this request is one too many. */
  readonly wait: number | undefined
}

export interface Limit {
  readonly requests: number
  /** In seconds. */
  readonly window: number
}

/** Counts one request in. A window begins with the first request after the one before has ended. */
export const admit = (limit: Limit, current: Window | undefined, now: number): Verdict => {
  const length = limit.window * 1000
  const window = current === undefined || now >= current.start + length ? { start: now, used: 0 } : current
  const admitted = window.used < limit.requests
  const used = admitted ? window.used + 1 : window.used
  return {
    window: { start: window.start, used },
    limit: limit.requests,
    remaining: limit.requests - used,
    wait: admitted ? undefined : window.start + length - now
  }
}

/**
 * The value of Retry-After for a wait: whole seconds, at least 1, or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @param now by the client's clock: a date is for somebody who knows of no other
 */
export const retryAfter = (wait: number, form: "seconds" | "date", now: number): string => {
  const seconds = Math.max(1, Math.ceil(wait / 1000))
  return form === "seconds" ? String(seconds) : new Date(Math.ceil(now / 1000) * 1000 + seconds * 1000).toUTCString()
}
