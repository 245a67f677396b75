/**
 * What a client knows about its server's limit.
 */
import * as InFlight from "./inFlight.ts"

/** One request that was sent. */
export interface Ticket {
  /** Set again when it is really sent, if the user's own limiter delays it. */
  sentAt: number
  /** How often the gate was closed before. */
  readonly epoch: number
  /** Requests in flight when it was sent, itself included. */
  readonly inFlight: number
  wasAccepted: boolean
}

/** What the next accepted probe tells: the span from `from` to it, and how many were accepted in that. */
export interface Lesson {
  readonly from: number
  readonly teaches: "limit and span" | "span" | "nothing"
  /** The wait that the server named, unless a probe after it was refused. */
  readonly asked?: number | undefined
  /** How long after `from` the last refused probe was sent. */
  readonly refusedAfter?: number | undefined
}

export type Phase =
  | { readonly _tag: "open" }
  | { readonly _tag: "closed"; readonly lesson: Lesson; probe: Ticket | undefined }
  /** The limit is tested: as many as it allows at once, then one alone, then slowly more. */
  | { readonly _tag: "testing"; readonly since: number; accepted: number; isAlone: boolean }

/** The span of a limit that no answer has told: the usual second, and a little more. */
export const usualSpan = 1050
/** By what part of itself a limit is raised; doubled each time that the raise holds. */
export const step = { first: 0.05, most: 0.3 }
/** A raise is tried after this many times the limit was accepted; `growth` multiplies it after each raise that failed. */
export const raiseAfter = { first: 8, afterSuccess: 2, growth: 4, most: 64 }

/** A client that knows nothing about its server yet. */
export const make = () => ({
  phase: { _tag: "open" } as Phase,
  inFlight: InFlight.make(),
  /** No request is sent before this time. */
  opensAt: 0,
  epoch: 0,
  limit: Infinity,
  span: usualSpan,
  /** Limits that a test disproved. */
  disproved: 0,
  /** While no limit is known: since when requests are counted, and how many were accepted. */
  countedFrom: undefined as number | undefined,
  counted: 0,
  /** While a limit is known: what was sent, how many may go without being spaced, and when the next spaced one may. */
  sent: [] as Array<Ticket>,
  burst: 0,
  nextAt: 0,
  /** The limit before more was tried, and what was accepted since the last step, refusal and reopening. */
  before: undefined as number | undefined,
  raiseAfter: raiseAfter.first,
  step: step.first,
  clean: 0,
  reopenedAt: 0,
  sinceReopened: 0,
  refusedInRow: 0,
  refusedSince: 0
})

export type Pace = ReturnType<typeof make>
