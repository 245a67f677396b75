/**
 * How fast a client may send requests, learnt from what the server accepts and refuses.
 *
 * A refusal closes the gate for all requests but one, the probe. When the probe is accepted, the gate opens, and the first
 * time this tells how many requests (`limit`) the server allows in what time (`span`). The client then tests the limit,
 * since the server may have refused for another reason. If it holds, the client keeps to it, spaces requests evenly if
 * the span is short, and tries a little more now and then.
 *
 * Decisions only: times are arguments, in milliseconds of one clock; there is no clock, header or fiber here. The record
 * is changed in place, since it remembers thousands of requests; it holds a few numbers while no limit is known.
 */
import * as InFlight from "./inFlight.ts"
import { type Lesson, type Pace, raiseAfter, step, type Ticket, usualSpan } from "./paceState.ts"

/** Adds 2 % and 5 ms to a wait, since the server measures it by its own clock. */
const widened = (wait: number): number => wait * 1.02 + 5
/** In spans up to this, requests are spaced evenly, so exceeding the limit costs one refusal. Longer spans begin with a burst. */
const shortSpan = 4000
/** The shortest wait after a refusal, and the longest if the server names none: then another refusal may tell more. */
const leastWait = 100
const longestOwnWait = 90_000
/** The wait if a limit was disproved before: the server refuses for another reason, probably too many in flight. */
const disprovedWait = 250
/** The wait between two probes if the server names none: half the time since `from`, within these bounds. */
const probeWait = { least: 750, most: 8000 }
/** An exceeded limit is lowered to a part of itself between `most` and `least`; if less than `farLess` was accepted, down to `farthest`. */
const lowered = { least: 0.95, most: 0.82, farLess: 0.75, farthest: 0.5 }
/** The client gives up after this many refusals in a row, if the first of them is this long ago. */
const giveUp = { refusals: 5, after: 90_000 }
/** The most requests that are remembered: about 1 MB. */
const mostRemembered = 10_000

/** When the next request may start: a time, `now` or later, or after the next answer. */
export const mayStart = (pace: Pace, now: number): number | "answer" => {
  const { limit, phase, sent, span } = pace
  if (!InFlight.hasRoom(pace.inFlight)) return "answer"
  if (phase._tag === "closed" && phase.probe !== undefined) return "answer"
  if (phase._tag === "testing" && pace.burst <= 0 && !phase.isAlone && pace.inFlight.now > 0) return "answer"
  if (phase._tag !== "open" || limit === Infinity) return Math.max(now, pace.opensAt)
  const first = sent[sent.length - wholeLimit(pace)]?.sentAt ?? -Infinity
  const own = Math.max(first + span, span <= shortSpan && pace.burst <= 0 ? pace.nextAt : 0)
  return Math.max(now, pace.opensAt, own - now > longestOwnWait ? 0 : own)
}

/** Records a request that is sent, as {@link mayStart} allowed. */
export const send = (pace: Pace, now: number): Ticket => {
  const { phase } = pace
  const inFlight = InFlight.begin(pace.inFlight)
  const ticket: Ticket = { sentAt: now, epoch: pace.epoch, inFlight, wasAccepted: false }
  if (phase._tag === "closed") phase.probe = ticket
  if (pace.limit === Infinity) {
    pace.countedFrom ??= now
    return ticket
  }
  if (phase._tag === "testing" && pace.burst <= 0 && !phase.isAlone) {
    phase.isAlone = true
    InFlight.goAlone(pace.inFlight)
  }
  pace.sent.push(ticket)
  if (pace.sent.length > 2 * mostRemembered) pace.sent = pace.sent.slice(-mostRemembered)
  pace.burst--
  const gap = pace.span / pace.limit
  pace.nextAt = Math.max(pace.nextAt, now - gap) + gap
  return ticket
}

/**
 * A request was answered and not refused.
 *
 * @param exhaustedFor the wait until more is allowed, where the answer says that nothing is left
 */
export const accept = (pace: Pace, ticket: Ticket, now: number, exhaustedFor?: number): void => {
  InFlight.end(pace.inFlight)
  InFlight.widen(pace.inFlight)
  InFlight.observe(pace.inFlight, ticket.sentAt, ticket.inFlight, now)
  ticket.wasAccepted = true
  pace.refusedInRow = 0
  pace.sinceReopened++
  const { phase } = pace
  if (phase._tag === "closed" && phase.probe === ticket) reopen(pace, phase.lesson, ticket)
  else pace.counted++
  if (exhaustedFor !== undefined && pace.phase._tag !== "closed") {
    // A reset in whole seconds is too coarse for a short span that is already known.
    if (pace.limit === Infinity && pace.disproved === 0)
      close(pace, now + exhaustedFor, firstLesson(pace, exhaustedFor))
    else if (pace.limit < Infinity && pace.span > shortSpan) pace.opensAt = Math.max(pace.opensAt, now + exhaustedFor)
  }
  if (pace.limit === Infinity || ticket.epoch < pace.epoch) return
  if (phase._tag === "open") raise(pace)
  if (phase._tag !== "testing" || ++phase.accepted < Math.max(2 * pace.limit, pace.limit + 2)) return
  // Twice the limit was accepted: there is no such limit.
  pace.phase = { _tag: "open" }
  pace.disproved++
  pace.limit = Infinity
  pace.span = usualSpan
  pace.sent = []
  pace.countedFrom = undefined
  pace.counted = 0
}

/** A request was refused because there were too many. @param asked the wait that the server asks for */
export const refuse = (pace: Pace, ticket: Ticket, now: number, asked?: number): void => {
  InFlight.end(pace.inFlight)
  if (pace.refusedInRow++ === 0) pace.refusedSince = now
  const { before, limit, phase, span } = pace
  const waited = (own: number): number => now + Math.max(leastWait, asked ?? Math.min(own, longestOwnWait))
  if (ticket.epoch < pace.epoch && (phase._tag !== "closed" || phase.probe !== ticket)) {
    // It was sent before the last refusal was known.
    if (asked !== undefined) pace.opensAt = Math.max(pace.opensAt, now + asked)
    return
  }
  if (phase._tag === "closed") {
    const { lesson } = phase
    const wait = Math.min(probeWait.most, Math.max(probeWait.least, (now - lesson.from) / 2))
    close(pace, now + Math.max(wait, asked ?? 0), {
      ...lesson,
      asked: undefined,
      refusedAfter: ticket.sentAt - lesson.from
    })
    return
  }
  InFlight.narrow(pace.inFlight, pace.disproved > 0 && limit === Infinity)
  if (limit === Infinity) {
    const lesson = firstLesson(pace, asked)
    close(pace, waited(pace.disproved > 0 ? disprovedWait : lesson.from + widened(span) - now), lesson)
  } else if (phase._tag === "testing" && phase.accepted < limit) {
    // Less than the limit: it was learnt wrongly, or too many were in flight.
    pace.counted = phase.accepted
    const wait = phase.since + widened(Math.min(span, usualSpan)) - now
    close(pace, waited(wait), { from: phase.since, teaches: "limit and span", asked })
  } else if (phase._tag === "testing") {
    if (span <= shortSpan) pace.limit = Math.min(phase.accepted, 1.5 * limit)
    close(pace, waited(phase.since + span - now), { from: phase.since, teaches: "nothing" })
  } else if (span <= shortSpan) {
    const opensAt = waited(span / limit)
    pace.limit = before ?? lower(pace, ticket.sentAt, (now + opensAt) / 2)
    close(pace, opensAt, { from: ticket.sentAt, teaches: "nothing" })
  } else if (acceptedSince(pace, ticket.sentAt - span / 2) < limit / 4) {
    // Too early for this limit: the span began at another time, or is longer.
    const from = pace.sent[Math.max(0, pace.sent.length - wholeLimit(pace))]?.sentAt ?? ticket.sentAt
    close(pace, waited(Math.min(probeWait.most, span / 8)), { from, teaches: "span" })
  } else {
    pace.limit = before ?? Math.max(1, acceptedSince(pace, ticket.sentAt - span))
    close(pace, waited(leastWait), { from: ticket.sentAt, teaches: "nothing" })
  }
  if (before !== undefined) pace.raiseAfter = Math.min(raiseAfter.most, raiseAfter.growth * pace.raiseAfter)
  pace.before = undefined
  if (pace.sinceReopened > 0) pace.reopenedAt = ticket.sentAt
  pace.sinceReopened = 0
}

/** A request ended in a way that tells nothing: it timed out, broke off, was interrupted, or the server failed. */
export const release = (pace: Pace, ticket: Ticket): void => {
  InFlight.end(pace.inFlight)
  if (pace.phase._tag === "closed" && pace.phase.probe === ticket) pace.phase.probe = undefined
}

/** A request failed because the server is overloaded, which names no wait. */
export const overload = (pace: Pace, ticket: Ticket): void => {
  release(pace, ticket)
  InFlight.narrow(pace.inFlight, false)
}

/** Whether to give up after a refusal: there was nothing else for too long. The next call starts to count anew. */
export const givesUp = (pace: Pace, now: number): boolean => {
  if (pace.refusedInRow < giveUp.refusals || now - pace.refusedSince < giveUp.after) return false
  pace.refusedInRow = 0
  return true
}

const wholeLimit = ({ limit }: Pace): number => Math.max(1, Math.floor(limit))

const acceptedSince = ({ sent }: Pace, time: number): number => {
  let count = 0
  for (let i = sent.length - 1; i >= 0; i--) {
    const ticket = sent[i]
    if (ticket === undefined || ticket.sentAt <= time) break
    if (ticket.wasAccepted) count++
  }
  return count
}

const firstLesson = ({ countedFrom = 0 }: Pace, asked: number | undefined): Lesson => ({
  from: countedFrom,
  teaches: "limit and span",
  asked
})

const close = (pace: Pace, opensAt: number, lesson: Lesson): void => {
  pace.phase = { _tag: "closed", lesson, probe: undefined }
  pace.opensAt = opensAt
  pace.epoch++
  pace.burst = 0
  pace.clean = 0
  pace.step = step.first
}

const reopen = (pace: Pace, lesson: Lesson, probe: Ticket): void => {
  const seen = probe.sentAt - lesson.from
  pace.phase = { _tag: "open" }
  if (lesson.teaches !== "nothing") {
    const told = lesson.asked === undefined ? Infinity : widened(lesson.asked)
    pace.span = told <= shortSpan ? Math.min(seen, told) : seen
    // The limit opened between the last refused probe and this one.
    if (lesson.refusedAfter !== undefined && seen <= shortSpan) pace.span = (seen + lesson.refusedAfter) / 2
    if (lesson.teaches === "limit and span") {
      pace.limit = Math.max(1, pace.counted)
      pace.phase = { _tag: "testing", since: probe.sentAt, accepted: 1, isAlone: false }
    }
    pace.sent = [probe]
    pace.burst = pace.limit - 1
    pace.reopenedAt = probe.sentAt
    pace.sinceReopened = 1
  }
  pace.nextAt = probe.sentAt + pace.span / pace.limit
}

// What an exceeded limit must be: by the last span, and by all that was accepted since the gate was opened.
const lower = (pace: Pace, sentAt: number, until: number): number => {
  const { limit, reopenedAt, sinceReopened, span } = pace
  const recent = acceptedSince(pace, sentAt - span)
  if (recent < lowered.farLess * limit) return Math.max(recent, lowered.farthest * limit)
  const average = (span * sinceReopened) / Math.max(1, until - reopenedAt)
  return Math.max(Math.min(lowered.least * limit, recent, average), lowered.most * limit)
}

// The limit held once more; now and then a little more is tried.
const raise = (pace: Pace): void => {
  pace.clean++
  if (pace.clean <= (pace.before === undefined ? pace.raiseAfter * pace.limit - 1 : pace.limit + 1)) return
  pace.clean = 0
  if (pace.before !== undefined) {
    pace.before = undefined
    pace.raiseAfter = raiseAfter.afterSuccess
    return
  }
  pace.before = pace.limit
  pace.limit *= 1 + pace.step
  pace.step = Math.min(step.most, 2 * pace.step)
}
