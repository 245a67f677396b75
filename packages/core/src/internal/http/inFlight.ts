/**
 * How many requests of a client may be in flight at once, learnt from refusals and latencies.
 *
 * There is no bound until the server gives a reason. A refusal halves the number in flight, and accepted requests raise it
 * again. If answers get slower with more requests in flight, the number returns to what kept the server fast.
 *
 * Decisions only, on a record that is changed in place; times are milliseconds of one clock.
 */

/** Multiples of the usual latency: up to `good`, the number in flight does no harm; above `bad`, it slows the server. */
const latency = { good: 2, bad: 2.5 }
/** The usual latency rises by at most this factor with each sample. */
const drift = 1.02
/** Answers in a sample. The first sample is small, since it sets the usual latency. */
const sample = { first: 4, least: 8 }
/** Fewer requests in flight helped if the median fell below this part of its former value. */
const helped = 0.8
/** The number in flight is not lowered below this because of latency. */
const leastAtOnce = 4
/** If a server refused a number in flight, it is tried again after this many accepted requests; doubled each time. */
const widenAfter = 64

/** Nothing known yet, and nothing in flight. */
export const make = () => ({
  now: 0,
  /** The most that ever were in flight. */
  most: 1,
  /** How many may be in flight, and how far that may rise. */
  width: Infinity,
  widest: Infinity,
  /** The most that kept the server fast. */
  harmless: Infinity,
  acceptedAtWidth: 0,
  acceptedAtWidest: 0,
  widenAfter,
  usualLatency: Infinity,
  latencies: [] as Array<number>,
  /** The median that was bad, and since when fewer are in flight because of it. */
  slow: undefined as { readonly median: number; readonly since: number } | undefined
})

export type InFlight = ReturnType<typeof make>

/** Whether another request may be sent. */
export const hasRoom = (state: InFlight): boolean =>
  state.now < state.width && state.now < Math.max(leastAtOnce, Math.floor(1.5 * state.harmless) + 1)

/** Counts a request that is sent. */
export const begin = (state: InFlight): number => {
  state.now++
  state.most = Math.max(state.most, state.now)
  return state.now
}

/** Counts a request that has ended. */
export const end = (state: InFlight): void => {
  state.now--
}

/** The next request is sent alone. */
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

/** Learns from the time that an answer took. @param inFlight requests in flight when it was sent, itself included */
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
    // Fewer requests did not help: the server is slow for another reason.
    state.slow = undefined
    state.usualLatency = median
  } else {
    state.slow = { median, since: now }
  }
}
