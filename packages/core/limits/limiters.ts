/**
 * How servers limit requests: the four usual algorithms, and what each could tell of itself.
 *
 * Virtual time: every limiter is asked in the order of time and looks at no clock.
 */

/** What a limiter says to one request. */
export interface Verdict {
  readonly isAllowed: boolean
  /** Requests that it would still allow now. */
  readonly remaining: number
  /** When it would allow the next one, in milliseconds; `now` where it still does. */
  readonly nextAt: number
}

/** Judges a request that arrives at `now`; a limiter remembers what it was asked. */
export type Limiter = (now: number) => Verdict

/** `limit` requests in `span` milliseconds. */
export interface Quota {
  readonly limit: number
  readonly span: number
}

/** The quota at a time: a limit may change on the way. */
export type QuotaAt = (now: number) => Quota

const allowAll: Limiter = (now) => ({ isAllowed: true, remaining: Infinity, nextAt: now })

/** A bucket that holds `limit` tokens and is filled evenly; full at the start. */
const tokenBucket = (quotaAt: QuotaAt): Limiter => {
  let tokens = quotaAt(0).limit
  let last = 0
  return (now) => {
    const { limit, span } = quotaAt(now)
    tokens = Math.min(limit, tokens + ((now - last) * limit) / span)
    last = now
    // A token that lacks a rounding error is there.
    const isAllowed = tokens >= 1 - 1e-9
    if (isAllowed) tokens -= 1
    return { isAllowed, remaining: Math.floor(tokens), nextAt: now + (Math.max(0, 1 - tokens) * span) / limit }
  }
}

/** Windows by the server's clock, the first of which began `phase` before the start. */
const fixedWindow = (quotaAt: QuotaAt, phase: number): Limiter => {
  let window = -1
  let used = 0
  return (now) => {
    const { limit, span } = quotaAt(now)
    const current = Math.floor((now + phase * span) / span)
    if (current !== window) used = 0
    window = current
    const isAllowed = used < limit
    if (isAllowed) used++
    const nextAt = used < limit ? now : (current + 1) * span - phase * span
    return { isAllowed, remaining: limit - used, nextAt }
  }
}

/** The last `span` milliseconds before a request count, with or without the requests that were refused. */
const slidingWindow = (quotaAt: QuotaAt, countsRefused: boolean): Limiter => {
  let log: ReadonlyArray<number> = []
  return (now) => {
    const { limit, span } = quotaAt(now)
    log = log.filter((at) => at > now - span)
    const isAllowed = log.length < limit
    if (isAllowed || countsRefused) log = [...log, now]
    const nextAt = log.length < limit ? now : (log[log.length - limit] ?? now) + span
    return { isAllowed, remaining: Math.max(0, limit - log.length), nextAt }
  }
}

/** The limiters by name, in the order of the table. `phase` is a number in [0, 1): where in a window the list begins. */
export const limiters = {
  "token bucket": (quotaAt: QuotaAt) => tokenBucket(quotaAt),
  "fixed window": (quotaAt: QuotaAt, phase: number) => fixedWindow(quotaAt, phase),
  "sliding window": (quotaAt: QuotaAt) => slidingWindow(quotaAt, false),
  "sliding window that counts refused": (quotaAt: QuotaAt) => slidingWindow(quotaAt, true),
  none: () => allowAll
} as const

export type LimiterName = keyof typeof limiters

/** What an answer's headers tell of the limit. */
export const hintKinds = ["Retry-After", "none", "X-RateLimit"] as const
export type HintKind = (typeof hintKinds)[number]
