/**
 * An end for a call as a whole, however many requests and waits it makes.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { toMillis } from "../checkOptions.ts"
import { PiggyError, TimedOut } from "../../PiggyError.ts"

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
    return Effect.timeoutOrElse(call, {
      duration: after,
      orElse: () =>
        Effect.fail(
          new PiggyError({ operation, reason: new TimedOut({ limit: "deadline", after }), attempts: attempts() })
        )
    })
  }
