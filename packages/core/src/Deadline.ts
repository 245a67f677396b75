/**
 * An end for a call as a whole, however many requests and waits it makes.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { parseDuration } from "./internal/clientOptions.ts"
import { invalidInput, PiggyError, TimedOut } from "./PiggyError.ts"

/**
 * Ends the call at its deadline with `TimedOut` (`limit: "deadline"`); what is in flight is interrupted.
 *
 * @param deadline more than 0, e.g. `"2 minutes"`; absent means no end
 * @param attempts what the error says of the attempts made by then
 */
export const within =
  (operation: string, deadline: Duration.Input | undefined, attempts: () => number = () => 0) =>
  <A, R>(call: Effect.Effect<A, PiggyError, R>): Effect.Effect<A, PiggyError, R> => {
    if (deadline === undefined) return call
    const after = parseDuration("deadline", deadline)
    if (Result.isFailure(after)) return Effect.fail(invalidInput(operation, after.failure))
    return Effect.timeoutOrElse(call, {
      duration: after.success,
      orElse: () =>
        Effect.fail(
          new PiggyError({
            operation,
            reason: new TimedOut({ limit: "deadline", after: after.success }),
            attempts: attempts()
          })
        )
    })
  }
