/**
 * Sends one request and reads its answer, with limits of time and size.
 *
 * Redirects are not followed and cookies are not sent. If the body of an answer is not needed, its connection is freed.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { constTrue } from "effect/Function"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Ref from "effect/Ref"
import * as References from "effect/References"
import * as Result from "effect/Result"
import * as ReadAnswer from "./readAnswer.ts"
import { BodyTooLarge, MalformedResponse, type Reason, TimedOut, Unreachable } from "../../PiggyError.ts"
import { discard, readText, type Unread } from "./readBody.ts"
import { omitUndefined } from "../omitUndefined.ts"
import { errorName } from "./errorName.ts"
import { isTraced } from "./isTraced.ts"
import * as AttemptTimeout from "./attemptTimeout.ts"
import * as ConnectionFailure from "./connectionFailure.ts"

/** Why a request failed. */
export interface Failure {
  readonly reason: Reason
  /** True if the user's own wrapper refused it: there is no other attempt, although a later call may succeed. */
  readonly isFinal: boolean
}

/** A 2xx answer. */
export interface Received {
  readonly status: number
  readonly body: unknown
}

/** What `transformClient` gives back: anything that executes a request. */
export interface Executor {
  readonly execute: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, unknown>
}

export interface Limits {
  /** For the request, the answer's headers and its body together. */
  readonly timeout: Duration.Duration
  /** The most bytes of a body, after decompression. */
  readonly maxBodyBytes: number
}

interface Timing {
  readonly clock: Clock.Clock
  readonly elapsed: () => Duration.Duration
  /** What is left of the attempt's time, once headers came. */
  readonly left: () => Duration.Duration
}

// No redirects, no cookies, no cache. Older versions of workerd throw if `cache` is set.
const ownInit = (): RequestInit => {
  const init: RequestInit = { redirect: "manual", credentials: "omit" }
  try {
    const fresh: RequestInit = { ...init, cache: "no-store" }
    return new Request("http://localhost", fresh) instanceof Request ? fresh : init
  } catch {
    return init
  }
}

/** The longest that the body of an error is waited for; half of what is left of the attempt's time, if that is less. */
const mostForErrorBody = Duration.seconds(5)

const failure = (reason: Reason): Failure => ({ reason, isFinal: false })

/**
 * Sends one request.
 *
 * @param secrets values in it that no error may repeat
 * @param annotations attributes of its span, if it is traced
 */
export type Send = (
  request: HttpClientRequest.HttpClientRequest,
  secrets: ReadonlyArray<string>,
  annotations: () => Readonly<Record<string, unknown>>
) => Effect.Effect<Received, Failure>

/** How requests are sent. */
export interface Connection {
  readonly http: HttpClient.HttpClient
  readonly transform: ((client: HttpClient.HttpClient) => Executor) | undefined
  readonly host: string
  readonly init: RequestInit | undefined
}

export const make = ({ host, http, init, transform }: Connection, limits: Limits): Send => {
  const own = ownInit()
  const late = new Cause.TimeoutError()
  const timedOut = () => failure(new TimedOut({ limit: "attempt", after: limits.timeout }))

  const failed = (error: unknown, request: ConnectionFailure.Request): Failure => {
    if (!HttpClientError.isHttpClientError(error)) {
      return {
        reason: new Unreachable(omitUndefined({ host, isRetryable: true, detail: errorName(error) })),
        isFinal: true
      }
    }
    const { reason } = error
    if (reason._tag !== "TransportError") {
      return failure(new Unreachable({ host, isRetryable: false, detail: reason._tag }))
    }
    return reason.cause === late ? timedOut() : failure(ConnectionFailure.reasonOf(reason.cause, request))
  }

  const judge = (
    response: HttpClientResponse.HttpClientResponse,
    text: string,
    secrets: ReadonlyArray<string>,
    now: number
  ): Result.Result<Received, Failure> => {
    const { status } = response
    // Headers are only read when something is wrong.
    const answer: ReadAnswer.Answer = { status, text, headers: () => response.headers }
    const read = ReadAnswer.read(answer, { secrets, now })
    return Result.isSuccess(read) ? Result.succeed({ status, body: read.success }) : Result.fail(failure(read.failure))
  }

  const toReason = (unread: Unread, request: ConnectionFailure.Request & { readonly status: number }): Reason => {
    const { status } = request
    switch (unread._tag) {
      case "TooLarge":
        return new BodyTooLarge({ status, limit: limits.maxBodyBytes })
      case "Unreadable":
        return new MalformedResponse({ status, path: "", detail: unread.detail })
      case "Broken":
        return ConnectionFailure.reasonOf(unread.cause, request)
    }
  }

  // An error is known by its status: its body is waited for, but not for all of the time.
  const errorText = (response: HttpClientResponse.HttpClientResponse, left: Duration.Duration) => {
    const read = response.status < 400 ? Effect.as(discard(response), "") : readText(response, limits.maxBodyBytes)
    const duration = Duration.min(Duration.times(left, 0.5), mostForErrorBody)
    return Effect.timeoutOrElse(read, { duration, orElse: () => Effect.succeed("") })
  }

  const receive = (
    response: HttpClientResponse.HttpClientResponse,
    secrets: ReadonlyArray<string>,
    { clock, elapsed, left }: Timing
  ): Effect.Effect<Received, Failure> => {
    const { status } = response
    if (!Number.isInteger(status)) {
      return Effect.fail(failure(new Unreachable({ host, isRetryable: false, detail: "no Response" })))
    }
    const isError = status < 200 || status >= 300
    const text = isError ? errorText(response, left()) : readText(response, limits.maxBodyBytes)
    return Effect.matchEffect(text, {
      onSuccess: (content) => Effect.fromResult(judge(response, content, secrets, clock.currentTimeMillisUnsafe())),
      onFailure: (unread) =>
        // An error is known by its status, even if its body cannot be read.
        isError
          ? Effect.fromResult(judge(response, "", secrets, clock.currentTimeMillisUnsafe()))
          : Effect.fail(failure(toReason(unread, { host, status, elapsed })))
    })
  }

  const execute = (
    executor: Executor,
    request: HttpClientRequest.HttpClientRequest,
    annotations: () => Readonly<Record<string, unknown>>,
    { elapsed }: Timing
  ) =>
    executor.execute(request).pipe(
      Effect.updateContext((context: Context.Context<never>) => {
        const sent = Context.add(context, FetchHttpClient.RequestInit, {
          ...init,
          ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
          ...own
        })
        return isTraced(context)
          ? Context.add(sent, References.TracerSpanAnnotations, {
              ...Context.get(context, References.TracerSpanAnnotations),
              ...annotations()
            })
          : Context.add(sent, HttpClient.TracerDisabledWhen, constTrue)
      }),
      Effect.catch((error) =>
        HttpClientError.isHttpClientError(error) && error.reason._tag === "StatusCodeError"
          ? Effect.succeed(error.reason.response)
          : Effect.fail(failed(error, { host, status: undefined, elapsed }))
      )
    )

  const within = (duration: Duration.Duration) =>
    Effect.timeoutOrElse({ duration, orElse: () => Effect.fail(timedOut()) })

  // Whatever the HTTP client, its answer or the platform throws is the reason of this failure.
  const caught = (elapsed: () => Duration.Duration) =>
    Effect.catchDefect((defect) =>
      Effect.fail(failure(ConnectionFailure.reasonOf(defect, { host, status: undefined, elapsed })))
    )

  const timed = (send: (timing: Timing) => Effect.Effect<Received, Failure>) =>
    Clock.clockWith((clock) => {
      const begun = clock.currentTimeMillisUnsafe()
      const elapsed = () => Duration.millis(clock.currentTimeMillisUnsafe() - begun)
      return send({ clock, elapsed, left: () => Duration.subtract(limits.timeout, elapsed()) })
    })

  if (transform === undefined) {
    return (request, secrets, annotations) =>
      timed((timing) =>
        Effect.flatMap(execute(http, request, annotations, timing), (response) =>
          receive(response, secrets, timing)
        ).pipe(caught(timing.elapsed), within(limits.timeout))
      )
  }
  const transformed = transform(AttemptTimeout.withTimeout(http, limits.timeout, late))
  return (request, secrets, annotations) =>
    timed((timing) => {
      const began = Ref.makeUnsafe(timing.clock.currentTimeMillisUnsafe())
      return execute(transformed, request, annotations, timing).pipe(
        Effect.provideService(AttemptTimeout.Began, began),
        Effect.flatMap((response) =>
          Effect.flatMap(AttemptTimeout.remaining(Ref.getUnsafe(began), limits.timeout), (left) =>
            Effect.suspend(() => receive(response, secrets, { ...timing, left: () => left })).pipe(
              caught(timing.elapsed),
              within(left)
            )
          )
        )
      )
    })
}
