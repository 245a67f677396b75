/**
 * Sends webhooks, tries again what was refused, and writes each attempt into the session's journal.
 *
 * A retry waits by the session's clock, so a test that advances the clock waits for nothing. A reset, and the end of the
 * session, end what still waits.
 */
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Pen } from "./Journal.ts"
import type { MockClock } from "./MockClock.ts"
import type { Referral } from "./Referral.ts"
import * as Secrets from "./Secrets.ts"
import type { Session } from "./Session.ts"
import * as Webhook from "./Webhook.ts"

/** Bound when this module is loaded: tools that intercept requests put their own in its place. */
const { fetch } = globalThis

/**
 * Of one session: attempts that wait for an answer at once, and deliveries that are not done; drift can complete a
 * thousand at a time.
 */
const limits = { inFlight: 8, open: 1000 }

/** Deliveries of a session, from one reset to the next. */
interface Queue {
  readonly pen: Pen
  readonly inFlight: Semaphore.Semaphore
  /** Deliveries that are not done. */
  open: number
}

/** The status of the answer, or why there is none. */
type Attempt = { readonly status: number } | { readonly problem: string }

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === "TimeoutError") return `no answer in ${Webhook.patience / 1000} s`
  const { cause } = error
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : error.message
}

const post = ({ secret, url }: Webhook.Target, body: string): Effect.Effect<Attempt> =>
  Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "piggy-mock",
          signature: Webhook.signatureOf(secret, body)
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(Webhook.patience)])
      })
      await response.body?.cancel()
      return { status: response.status }
    },
    catch: reasonOf
  }).pipe(Effect.catch((problem) => Effect.succeed({ problem })))

/** Until the clock has gone so many seconds on, by itself or because somebody advanced it. */
const pass = (clock: MockClock, seconds: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const stop = clock.at(clock.now() + seconds * 1000, () => resume(Effect.void))
    return Effect.sync(stop)
  })

const isAccepted = (attempt: Attempt): boolean => "status" in attempt && attempt.status >= 200 && attempt.status <= 299

const noteTo =
  (pen: Pen, { url }: Webhook.Target) =>
  (entry: {
    readonly at: number
    readonly duration: number
    readonly attempt: number
    readonly outcome: Attempt
    readonly retryIn?: number
  }): void => {
    const { at, attempt, duration, outcome, retryIn } = entry
    pen({
      at,
      duration,
      method: "POST",
      path: url.pathname,
      query: Secrets.inQuery(url.search.slice(1)),
      status: "status" in outcome ? outcome.status : 0,
      client: "piggy-mock",
      faults: [],
      violations: [],
      webhook: {
        event: Webhook.event,
        to: url.origin,
        attempt,
        ...("problem" in outcome && { problem: outcome.problem }),
        ...(retryIn !== undefined && { retryIn })
      }
    })
  }

export interface Deliveries {
  /** Posts every referral that becomes completed in a session, if the session has somewhere to post it. */
  readonly follow: (session: Session) => void
}

/** Deliveries end with the scope. */
export const make: Effect.Effect<Deliveries, never, Scope.Scope> = Effect.gen(function* () {
  const run = yield* FiberSet.makeRuntime<never, void>()

  const deliver = Effect.fnUntraced(function* (
    { clock, journal }: Session,
    { inFlight, pen }: Queue,
    target: Webhook.Target,
    referral: Referral
  ) {
    const note = noteTo(pen, target)
    const body = Webhook.bodyOf(referral)
    // A journal that was cleared has another pen: the session was reset, or has ended.
    const isOver = (): boolean => journal.pen() !== pen
    const send = Effect.suspend(() => {
      const at = clock.now()
      const started = performance.now()
      return Effect.map(post(target, body), (outcome) => ({
        at,
        duration: Math.round((performance.now() - started) * 1000) / 1000,
        outcome
      }))
    })
    for (let attempt = 1; !isOver(); attempt++) {
      const sent = yield* inFlight.withPermits(1)(Effect.suspend(() => (isOver() ? Effect.undefined : send)))
      if (sent === undefined) return
      const retryIn = isAccepted(sent.outcome) ? undefined : Webhook.waitAfter(attempt)
      note({ ...sent, attempt, ...(retryIn !== undefined && { retryIn }) })
      if (retryIn === undefined) return
      yield* pass(clock, retryIn)
    }
  })

  return {
    follow: (session) => {
      let queue: Queue | undefined
      const current = (): Queue => {
        const pen = session.journal.pen()
        if (queue?.pen !== pen) queue = { pen, inFlight: Semaphore.makeUnsafe(limits.inFlight), open: 0 }
        return queue
      }
      session.onCompleted((referral) => {
        const target = session.setup().webhook
        if (target === undefined) return
        const own = current()
        if (own.open >= limits.open) {
          const problem = `not sent: ${limits.open} deliveries are not done yet`
          noteTo(own.pen, target)({ at: session.clock.now(), duration: 0, attempt: 1, outcome: { problem } })
          return
        }
        own.open++
        run(
          Effect.ensuring(
            deliver(session, own, target, referral),
            Effect.sync(() => void own.open--)
          )
        )
      })
    }
  }
})
