/**
 * Bounds what cannot be interrupted.
 *
 * A connection that broke while the process was stopped may never answer, and what waits for it may not be interruptible:
 * a transaction, or the end of one. It is then left behind, so that the rest goes on.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { ConnectionError, SqlError } from "effect/sql/SqlError"

/**
 * Waits for an effect, but no longer than so many milliseconds. It runs in a fiber of its own that no interruption
 * reaches; whoever is interrupted meanwhile waits for it all the same.
 *
 * @param otherwise instead of an answer that does not come
 */
export const within = <A, E, R, A2, E2>(
  effect: Effect.Effect<A, E, R>,
  millis: number,
  otherwise: Effect.Effect<A2, E2>
): Effect.Effect<A | A2, E | E2, R> =>
  Effect.uninterruptible(
    Effect.flatMap(Effect.forkDetach(Effect.uninterruptible(effect)), (fiber) =>
      Effect.callback<A | A2, E | E2>((resume) => {
        const timer = setTimeout(() => resume(otherwise), millis)
        fiber.addObserver((exit) => {
          clearTimeout(timer)
          resume(exit)
        })
      })
    )
  )

/** How long a transaction may take, in milliseconds. */
const patience = 60_000

/** Runs statements as a transaction that fails when the database does not answer. What comes of it later is fenced. */
export const transaction = <A, E, R>(
  statements: Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError, R | SqlClient> =>
  within(
    Effect.flatMap(SqlClient, (sql) => sql.withTransaction(statements)),
    patience,
    Effect.suspend(() => {
      const message = `the database did not answer within ${patience / 1000} s`
      return Effect.fail(new SqlError({ reason: new ConnectionError({ cause: new Error(message), message }) }))
    })
  )
