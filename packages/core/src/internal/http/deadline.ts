/**
 * An end for a call as a whole, however many requests and waits it makes.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { toMillis } from "../checkOptions.ts"
import { monotonicNow } from "./monotonicNow.ts"
import { PiggyError, TimedOut } from "../../PiggyError.ts"

/** When the call's time is over, by the monotonic clock: a wait that goes beyond need not begin. */
export const EndsAt = Context.Reference<number>("@effect-piggy/core/internal/EndsAt", { defaultValue: () => Infinity })

/** Tells what runs within a call when its time is over; the call itself must end it. */
export const endingAfter =
  (millis: number) =>
  <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.contextWith((context: Context.Context<R>) => {
      const endsAt = monotonicNow(Context.get(context, Clock.Clock)) + millis
      return Effect.provideService(call, EndsAt, Math.min(endsAt, Context.get(context, EndsAt)))
    })

/**
 * Ends the call at its deadline with `TimedOut` (`limit: "deadline"`); what is in flight is interrupted.
 *
 * @param deadline a duration of more than 0, checked before; absent means no end
 * @param attempts what the error says of the attempts made by then
 */
export const within =
  (operation: string, deadline: Duration.Input | undefined, attempts: () => number = () => 0) =>
  <A, R>(call: Effect.Effect<A, PiggyError, R>): Effect.Effect<A, PiggyError, R> => {
    const millis = toMillis(deadline)
    if (millis === undefined) return call
    const after = Duration.millis(millis)
    return Effect.timeoutOrElse(endingAfter(millis)(call), {
      duration: after,
      orElse: () =>
        Effect.fail(
          new PiggyError({ operation, reason: new TimedOut({ limit: "deadline", after }), attempts: attempts() })
        )
    })
  }
