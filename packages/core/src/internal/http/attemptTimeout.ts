/**
 * The time of an attempt, where the user's own layer stands between the attempt and the wire.
 *
 * What a limiter makes a request wait is not the attempt's time, and a breaker has to see a request that ran out of
 * time fail: so the clock runs below them. It goes on while the body is read.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"

/** When the request of this attempt went to the wire, in milliseconds since 1970. */
export const Began = Context.Reference<{ at: number }>("@effect-piggy/core/internal/Began", {
  defaultValue: () => ({ at: 0 })
})

/** Fails with a transport error caused by a `TimeoutError` when no headers come in time, and notes when it began. */
export const withTimeout = (http: HttpClient.HttpClient, timeout: Duration.Duration): HttpClient.HttpClient =>
  HttpClient.transform(http, (answer, request) =>
    Effect.contextWith((context: Context.Context<never>) => {
      Context.get(context, Began).at = Context.get(context, Clock.Clock).currentTimeMillisUnsafe()
      return Effect.timeoutOrElse(answer, {
        duration: timeout,
        orElse: () => {
          const cause = new Cause.TimeoutError()
          return Effect.fail(
            new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
          )
        }
      })
    })
  )

/** The time that is left of the attempt. */
export const remaining = (began: number, timeout: Duration.Duration): Effect.Effect<Duration.Duration> =>
  Clock.clockWith((clock) =>
    Effect.succeed(Duration.millis(Math.max(0, began + Duration.toMillis(timeout) - clock.currentTimeMillisUnsafe())))
  )
