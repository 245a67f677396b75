/**
 * Where the requests of a client wait for their turn: one gate a client, shared by all its services and fibers.
 *
 * `pace` decides; here calls queue up, those that were sent before in front and the others in order, a timer wakes the
 * first, and what a request's end tells is passed on. However a call ends, its place is given back.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import type { Reason } from "../../PiggyError.ts"
import { monotonicNow } from "./monotonicNow.ts"
import * as Pace from "./pace.ts"
import { make as makePace, type Ticket } from "./paceState.ts"
import { type Headers, type Signal, signalOf, speaksOfLimit, withRetryAfter } from "./paceSignal.ts"

/** What a call brings to the gate. */
export interface Visit {
  /** Milliseconds that it may be told to wait at once. */
  readonly longestWait: number
  /** When its time is over, by the monotonic clock; `Infinity` where it has no end. */
  readonly endsAt: number
  /** Told before it waits: milliseconds until its turn; undefined where that depends on answers to come. */
  readonly onWait: (wait: number | undefined) => Effect.Effect<void>
}

/** A request that was made. */
export interface Passed<A> {
  readonly outcome: A
  /** What it told the pace, and how that changed. */
  readonly signal: Signal
  readonly change: "Narrowed" | "Widened" | undefined
  /** How long nothing is sent from now, in milliseconds. */
  readonly opensIn: number
  /** Requests a second, where a limit is known. */
  readonly perSecond: number | undefined
  /** The client has given up waiting: there was nothing but refusals for too long. */
  readonly gaveUp: boolean
}

/** A request that was not made, and the refusal that closed the gate. */
export interface Denied {
  readonly reason: Reason
  readonly because: "overCap" | "deadline" | "refusals"
}

interface Place {
  readonly visit: Visit
  ticket: Ticket | undefined
  response: HttpClientResponse.HttpClientResponse | undefined
  resume: ((outcome: Effect.Effect<void, Denied>) => void) | undefined
}

const OnWire = Context.Reference<Place | undefined>("@effect-piggy/core/internal/OnWire", {
  defaultValue: () => undefined
})

/** Notes when a request goes to the wire and what answers, below a user's own limiter. */
export const watch = (http: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.transform(http, (answer) =>
    Effect.contextWith((context: Context.Context<never>) => {
      const place = Context.get(context, OnWire)
      if (place?.ticket === undefined) return answer
      place.ticket.sentAt = monotonicNow(Context.get(context, Clock.Clock))
      return Effect.map(answer, (response) => {
        place.response = response
        return response
      })
    })
  )

const noHeaders: Headers = {}
/** So many answers in a row that say nothing of a limit are believed, until a request fails. */
const enoughSilence = 16

/** The gate of one client. */
export const make = () => {
  const pace = makePace()
  // Those that were sent before, and the others.
  const again: Array<Place> = []
  const fresh: Array<Place> = []
  // What closed the gate, for the calls that cannot wait until it opens.
  let closedBy: { readonly reason: Reason; readonly isAsked: boolean } | undefined
  let timer: Fiber.Fiber<void> | undefined
  let isAdmitting = false
  let silentAnswers = 0

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

  // Lets everybody go who may, and sets the timer for the next.
  const admit = (context: Context.Context<never>): void => {
    // A call that goes on at once comes back here from within; the loop outside goes on for it.
    if (isAdmitting) return
    isAdmitting = true
    let wait: number | undefined
    while (true) {
      const place = again[0] ?? fresh[0]
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

  // Why a call cannot wait for the gate: it is told to wait longer than it may.
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

  const enter = (place: Place, wasSent: boolean, context: Context.Context<never>): Effect.Effect<void, Denied> => {
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
      const queue = wasSent ? again : fresh
      queue.push(place)
      admit(context)
    })
    return Effect.andThen(place.visit.onWait(at === "answer" ? undefined : at - now), wait)
  }

  const tell = (ticket: Ticket, signal: Signal, now: number, longestWait: number): void => {
    switch (signal._tag) {
      case "Accepted": {
        const { exhaustedFor } = signal
        // A longer wait is left for a refusal to ask for, which makes an error to show.
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

  // Reading headers costs more than all else here: of a server that does not speak of limits they are not read.
  const headersOf = (response: Place["response"], reason: Reason | undefined): Headers => {
    if (response === undefined || (reason === undefined && silentAnswers >= enoughSilence)) return noHeaders
    // A fetch that resolves to no `Response` makes one that throws when it is looked at.
    const read = Result.try(() => response.headers)
    const headers = Result.isSuccess(read) ? read.success : noHeaders
    silentAnswers = speaksOfLimit(headers) || reason !== undefined ? 0 : silentAnswers + 1
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

  // However the call left the gate: nobody waits for it any more.
  const giveBack = (place: Place, context: Context.Context<never>): void => {
    dequeue(place)
    if (place.ticket !== undefined) Pace.release(pace, place.ticket)
    place.ticket = undefined
    admit(context)
  }

  /**
   * Makes the request when its turn has come. Fails with what closed the gate where that takes longer than the call may
   * wait, and where the client has given up waiting.
   *
   * @param wasSent whether the call made a request before; it goes first then
   */
  return <A, E extends { readonly reason: Reason }>(
    visit: Visit,
    wasSent: boolean,
    request: Effect.Effect<A, E>
  ): Effect.Effect<Passed<Result.Result<A, E>>, Denied> =>
    Effect.contextWith((context: Context.Context<never>) => {
      const place: Place = { visit, ticket: undefined, response: undefined, resume: undefined }
      return enter(place, wasSent, context).pipe(
        Effect.andThen(Effect.provideService(Effect.result(request), OnWire, place)),
        Effect.map((outcome) => settle(place, outcome, Context.get(context, Clock.Clock))),
        Effect.ensuring(Effect.sync(() => giveBack(place, context)))
      )
    })
}
