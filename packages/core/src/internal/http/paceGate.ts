/**
 * Where the requests of a client wait for their turn: one gate for each client, shared by all its services and fibers.
 *
 * `pace` decides. The gate queues calls (those that retry come first), wakes the first one by a timer, and reports the
 * end of each request to `pace`. However a call ends, its place is freed.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type { Reason } from "../../PiggyError.ts"
import { monotonicNow } from "./monotonicNow.ts"
import * as Pace from "./pace.ts"
import { make as makePace, type Ticket } from "./paceState.ts"
import * as Wire from "./wire.ts"
import { type Headers, type Signal, signalOf, mentionsLimit, withRetryAfter } from "./paceSignal.ts"

/** What the gate needs to know about a call. */
export interface Visit {
  /** The longest wait that the server may ask of it at once, in milliseconds. */
  readonly longestWait: number
  /** When it must end, by the monotonic clock; `Infinity` if it has no deadline. */
  readonly endsAt: number
  /** Called before it waits, with the milliseconds until its turn; undefined if they depend on other answers. */
  readonly onWait: (wait: number | undefined) => Effect.Effect<void>
  /** Called when its request goes to the wire; not for the request for a token. */
  readonly onSend: () => void
}

/** A request that was made. */
export interface Passed<A> {
  readonly outcome: A
  /** What its end told the pace, and how the pace changed. */
  readonly signal: Signal
  readonly change: "Narrowed" | "Widened" | undefined
  /** How long no request is sent from now on, in milliseconds. */
  readonly opensIn: number
  /** Requests a second, if a limit is known. */
  readonly perSecond: number | undefined
  /** The client gave up waiting: the server only refused for too long. */
  readonly gaveUp: boolean
}

/** A request that was not made, and the refusal that closed the gate. */
export interface Denied {
  readonly reason: Reason
  readonly because: "overCap" | "deadline" | "refusals"
}

interface Place extends Wire.Sending {
  readonly visit: Visit
  readonly wasSent: boolean
  resume: ((outcome: Effect.Effect<void, Denied>) => void) | undefined
}

const noHeaders: Headers = {}
/** After this many answers in a row without a word about a limit, headers are not read until a request fails. */
const enoughWithoutLimit = 16

/** The gate of one client. */
export const make = () => {
  const pace = makePace()
  // Calls that retry, and the others.
  const again: Array<Place> = []
  const fresh: Array<Place> = []
  // What closed the gate, for the calls that cannot wait until it opens.
  let closedBy: { readonly reason: Reason; readonly isAsked: boolean } | undefined
  let timer: Fiber.Fiber<void> | undefined
  let isAdmitting = false
  // Whether a request that was sent again was refused again: then another call's goes first, which may fare better.
  let isOthersTurn = false
  let answersWithoutLimit = 0

  const setTimer = (context: Context.Context<never>, wait: number | undefined): void => {
    timer?.interruptUnsafe()
    timer = undefined
    if (wait === undefined) return
    const wake = Effect.sync(() => {
      timer = undefined
      admit(context)
    })
    timer = Effect.runForkWith(context)(Effect.andThen(Effect.sleep(Math.ceil(wait)), wake))
  }

  const dequeue = (place: Place): void => {
    place.resume = undefined
    for (const queue of [again, fresh]) {
      const index = queue.indexOf(place)
      if (index >= 0) queue.splice(index, 1)
    }
  }

  const answer = (place: Place, outcome: Effect.Effect<void, Denied>): void => {
    const { resume } = place
    dequeue(place)
    resume?.(outcome)
  }

  // Starts all calls that may start, and sets the timer for the next one.
  const admit = (context: Context.Context<never>): void => {
    // A call that ends synchronously calls this again from within the loop, which then goes on by itself.
    if (isAdmitting) return
    isAdmitting = true
    let wait: number | undefined
    while (true) {
      const place = isOthersTurn ? (fresh[0] ?? again[0]) : (again[0] ?? fresh[0])
      if (place === undefined) break
      const now = monotonicNow(Context.get(context, Clock.Clock))
      const at = Pace.mayStart(pace, now)
      if (at === "answer" || at > now) {
        wait = at === "answer" ? undefined : at - now
        break
      }
      place.ticket = Pace.send(pace, now)
      answer(place, Effect.void)
    }
    setTimer(context, wait)
    isAdmitting = false
  }

  // Why a call cannot wait for the gate: the wait is longer than its options allow.
  const tooLong = ({ visit }: Place, now: number): Denied | undefined => {
    if (closedBy === undefined || pace.phase._tag !== "closed") return undefined
    const { isAsked, reason } = closedBy
    const wait = pace.opensAt - now
    const isOverCap = isAsked && wait > visit.longestWait
    if (!isOverCap && pace.opensAt < visit.endsAt) return undefined
    return { reason: isAsked ? withRetryAfter(reason, wait) : reason, because: isOverCap ? "overCap" : "deadline" }
  }

  const deny = (denialOf: (place: Place) => Denied | undefined): void => {
    for (const place of [...again, ...fresh]) {
      const denied = denialOf(place)
      if (denied !== undefined) answer(place, Effect.fail(denied))
    }
  }

  const enter = (place: Place, context: Context.Context<never>): Effect.Effect<void, Denied> => {
    const now = monotonicNow(Context.get(context, Clock.Clock))
    const at = Pace.mayStart(pace, now)
    if (at !== "answer" && at <= now && again.length + fresh.length === 0) {
      place.ticket = Pace.send(pace, now)
      return Effect.void
    }
    const denied = tooLong(place, now)
    if (denied !== undefined) return Effect.fail(denied)
    const wait = Effect.callback<void, Denied>((resume) => {
      place.resume = resume
      const queue = place.wasSent ? again : fresh
      queue.push(place)
      admit(context)
    })
    return Effect.andThen(place.visit.onWait(at === "answer" ? undefined : at - now), wait)
  }

  const tell = (ticket: Ticket, signal: Signal, now: number, longestWait: number): void => {
    switch (signal._tag) {
      case "Accepted": {
        const { exhaustedFor } = signal
        // A longer wait is ignored here: the refusal that will ask for it makes an error to show.
        const isShort = exhaustedFor !== undefined && exhaustedFor <= longestWait
        return Pace.accept(pace, ticket, now, isShort ? exhaustedFor : undefined)
      }
      case "Refused":
        return Pace.refuse(pace, ticket, now, signal.asked)
      case "Overloaded":
        return Pace.overload(pace, ticket)
      case "Nothing":
        return Pace.release(pace, ticket)
    }
  }

  // Reading headers costs more than all else here, so it is skipped for a server that tells nothing about limits.
  const headersOf = (response: Place["response"], reason: Reason | undefined): Headers => {
    if (response === undefined || (reason === undefined && answersWithoutLimit >= enoughWithoutLimit)) return noHeaders
    // If a `fetch` resolves to something else than a `Response`, reading its headers throws.
    const read = Result.try(() => response.headers)
    const headers = Result.isSuccess(read) ? read.success : noHeaders
    answersWithoutLimit = mentionsLimit(headers) || reason !== undefined ? 0 : answersWithoutLimit + 1
    return headers
  }

  const settle = <A, E extends { readonly reason: Reason }>(
    place: Place,
    outcome: Result.Result<A, E>,
    clock: Clock.Clock
  ): Passed<Result.Result<A, E>> => {
    const reason = Result.isFailure(outcome) ? outcome.failure.reason : undefined
    const { response, ticket } = place
    place.ticket = undefined
    const now = monotonicNow(clock)
    const signal = signalOf(reason, headersOf(response, reason), clock.currentTimeMillisUnsafe())
    if (signal._tag !== "Nothing") isOthersTurn = signal._tag === "Refused" && place.wasSent
    const { epoch, limit } = pace
    if (ticket !== undefined) tell(ticket, signal, now, place.visit.longestWait)
    const gaveUp = signal._tag === "Refused" && Pace.givesUp(pace, now)
    if (signal._tag === "Refused" && reason !== undefined) {
      closedBy = { reason, isAsked: signal.asked !== undefined }
      deny((other) => (gaveUp ? { reason, because: "refusals" } : tooLong(other, now)))
    }
    const change = pace.epoch > epoch || pace.limit < limit ? "Narrowed" : pace.limit > limit ? "Widened" : undefined
    const opensIn = Math.max(0, pace.opensAt - now)
    const perSecond = pace.limit === Infinity ? undefined : (1000 * pace.limit) / pace.span
    return { outcome, signal, change, opensIn, perSecond, gaveUp }
  }

  // However the call left the gate, its place is free. One that was interrupted may be one of many that are: the
  // others are interrupted first, before any of them is let go.
  const giveBack = (place: Place, context: Context.Context<never>, exit: Exit.Exit<unknown, unknown>): void => {
    dequeue(place)
    if (place.ticket !== undefined) Pace.release(pace, place.ticket)
    place.ticket = undefined
    if (!Exit.hasInterrupts(exit)) return admit(context)
    Effect.runForkWith(context)(
      Effect.andThen(
        Effect.yieldNow,
        Effect.sync(() => admit(context))
      )
    )
  }

  /**
   * Makes the request when its turn has come. Fails with the refusal that closed the gate, if the call may not wait so
   * long or the client gave up waiting.
   *
   * @param wasSent whether the call made a request before; then it goes first
   */
  return <A, E extends { readonly reason: Reason }>(
    visit: Visit,
    wasSent: boolean,
    request: Effect.Effect<A, E>
  ): Effect.Effect<Passed<Result.Result<A, E>>, Denied> =>
    Effect.contextWith((context: Context.Context<never>) => {
      const place: Place = { visit, wasSent, ticket: undefined, response: undefined, resume: undefined }
      return enter(place, context).pipe(
        Effect.andThen(Effect.provideService(Effect.result(request), Wire.CurrentSending, place)),
        Effect.map((outcome) => settle(place, outcome, Context.get(context, Clock.Clock))),
        Effect.onExit((exit) => Effect.sync(() => giveBack(place, context, exit)))
      )
    })
}
