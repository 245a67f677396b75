/**
 * The deadline of a call as a whole, with all its requests and waits.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { toMillis } from "../checkOptions.ts"
import { monotonicNow } from "./monotonicNow.ts"
import { PiggyError, TimedOut } from "../../PiggyError.ts"

/** When the call must end, by the monotonic clock. No wait begins that would last longer. */
export const EndsAt = Context.Reference<number>("@effect-piggy/core/internal/EndsAt", { defaultValue: () => Infinity })

/** Tells everything within a call when the call must end. It does not end the call. */
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
 * @param attempts the attempts made by then, for the error
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
