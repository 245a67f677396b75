/**
 * The timeout of an attempt when `transformClient` wraps the HTTP client.
 *
 * The time runs below the user's wrapper: the wait of a limiter does not count, and a circuit breaker sees a timeout as a
 * failure. It goes on while the body is read.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as Ref from "effect/Ref"

/** When the request of this attempt was sent, in milliseconds since 1970. */
export class Began extends Context.Service<Began, Ref.Ref<number>>()("@effect-piggy/core/internal/Began") {}

/**
 * Fails with a transport error if no headers come in time (caused by `late`) or if the client dies, and records when the
 * request was sent.
 */
export const withTimeout = (
  http: HttpClient.HttpClient,
  timeout: Duration.Duration,
  late: Cause.TimeoutError
): HttpClient.HttpClient =>
  HttpClient.transform(http, (answer, request) =>
    Effect.contextWith((context: Context.Context<never>) => {
      const failed = (cause: unknown) =>
        Effect.fail(
          new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
        )
      const inTime = Effect.timeoutOrElse(Effect.catchDefect(answer, failed), {
        duration: timeout,
        orElse: () => failed(late)
      })
      const began = Context.getOrUndefined(context, Began)
      return began === undefined
        ? inTime
        : Clock.clockWith((clock) => Effect.andThen(Ref.set(began, clock.currentTimeMillisUnsafe()), inTime))
    })
  )

/** The time that is left of the attempt. */
export const remaining = (began: number, timeout: Duration.Duration): Effect.Effect<Duration.Duration> =>
  Clock.clockWith((clock) =>
    Effect.succeed(Duration.millis(Math.max(0, began + Duration.toMillis(timeout) - clock.currentTimeMillisUnsafe())))
  )
