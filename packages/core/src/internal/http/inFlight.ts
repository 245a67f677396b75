/**
 * How many requests of a client may be in flight at once, learnt from refusals and latencies.
 *
 * Nothing is bounded until the server gives a reason: a refusal halves the bound, and accepted requests raise it again;
 * and where answers get slow with more requests in flight, no more are sent than kept the server fast.
 *
 * Decisions only, on a record that is changed in place; times are milliseconds of one clock.
 */

/** Times the usual latency: up to `good`, that many in flight do no harm; above `bad`, they slow the server down. */
const latency = { good: 2, bad: 2.5 }
/** The usual latency follows a server that gets slower by so much a sample. */
const drift = 1.02
/** Answers that make a sample; the first sample comes early, since everything is measured by it. */
const sample = { first: 4, least: 8 }
/** Fewer in flight helped if the median fell below this part of what it was. */
const helped = 0.8
/** A slow server still gets so many at once. */
const leastAtOnce = 4
/** Accepted requests after which one more at once is tried where a server refused that many; doubled each time. */
const widenAfter = 64

/** Nothing known yet, and nothing in flight. */
export const make = () => ({
  now: 0,
  /** The most there ever were. */
  most: 1,
  /** How many may be, and how many that may grow to. */
  width: Infinity,
  widest: Infinity,
  /** How many kept the server fast. */
  harmless: Infinity,
  acceptedAtWidth: 0,
  acceptedAtWidest: 0,
  widenAfter,
  usualLatency: Infinity,
  latencies: [] as Array<number>,
  /** A median that was bad, and since when fewer are in flight because of it. */
  slow: undefined as { readonly median: number; readonly since: number } | undefined
})

export type InFlight = ReturnType<typeof make>

/** Whether one more may go. */
export const hasRoom = (state: InFlight): boolean =>
  state.now < state.width && state.now < Math.max(leastAtOnce, Math.floor(1.5 * state.harmless) + 1)

/** One more goes. */
export const begin = (state: InFlight): number => {
  state.now++
  state.most = Math.max(state.most, state.now)
  return state.now
}

/** One has ended. */
export const end = (state: InFlight): void => {
  state.now--
}

/** No other goes beside the next one. */
export const goAlone = (state: InFlight): void => {
  state.width = 1
}

/** A request was refused, and has ended. @param tooMany whether the number in flight is the likely cause */
export const narrow = (state: InFlight, tooMany: boolean): void => {
  const were = state.now + 1
  if (tooMany) state.widest = Math.max(1, Math.min(state.widest, were - 1))
  state.width = tooMany ? state.widest : Math.ceil(Math.min(state.width, were) / 2)
}

/** A request was accepted, and has ended. */
export const widen = (state: InFlight): void => {
  if (state.width < state.widest && ++state.acceptedAtWidth >= state.width) {
    state.acceptedAtWidth = 0
    state.width = state.width < state.most ? Math.min(state.widest, state.width + 1) : state.widest
  }
  if (state.widest < state.most && ++state.acceptedAtWidest >= state.widenAfter) {
    state.acceptedAtWidest = 0
    state.widenAfter *= 2
    state.widest++
  }
}

/** Learns from what an answer took. @param inFlight with the request when it was sent, itself included */
export const observe = (state: InFlight, sentAt: number, inFlight: number, now: number): void => {
  const took = now - sentAt
  if (took <= latency.good * state.usualLatency) state.harmless = Math.max(state.harmless, inFlight)
  else if (took > latency.bad * state.usualLatency) state.harmless = Math.max(2, Math.min(state.harmless, inFlight / 2))
  if (state.slow !== undefined && (sentAt < state.slow.since || inFlight > leastAtOnce)) return
  state.latencies.push(took)
  const enough =
    state.usualLatency === Infinity ? sample.first : Math.max(sample.least, Math.min(state.width, state.most))
  if (state.latencies.length < enough) return
  const median = state.latencies.toSorted((a, b) => a - b)[state.latencies.length >> 1] ?? took
  state.latencies = []
  if (median <= latency.bad * state.usualLatency) {
    state.slow = undefined
    state.usualLatency = Math.min(state.usualLatency * drift, median)
  } else if (state.slow !== undefined && median > helped * state.slow.median) {
    // Slow for reasons of its own.
    state.slow = undefined
    state.usualLatency = median
  } else {
    state.slow = { median, since: now }
  }
}
