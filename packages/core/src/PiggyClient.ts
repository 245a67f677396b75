/**
 * An HTTP client that is authenticated, retried, timed and bounded: it asks for JSON and answers the body or a
 * `PiggyError`.
 *
 * Thin: `RetryPolicy` decides, `Answer` judges, `Credentials` holds the token; here they are asked, waited for, counted.
 */
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as ClientOptions from "./internal/clientOptions.ts"
import { fromEnvironment } from "./internal/environment.ts"
import * as Wire from "./internal/wire.ts"
import { InvalidInput, invalidInput, PiggyError, type Reason, TimedOut } from "./PiggyError.ts"
import * as RetryPolicy from "./RetryPolicy.ts"

/** The base URL of the vendor's reference. */
export const defaultBaseUrl = ClientOptions.defaultBaseUrl

/** How to reach the API. */
export type Options = ClientOptions.Options

/** One GET. */
export interface JsonRequest {
  /** The call it serves, for the error, e.g. `Referrals.list`. */
  readonly operation: string
  /** Under the base URL, with a leading slash. */
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  /** The page it asks for, for telemetry. */
  readonly page?: number | undefined
  /** Instead of the client's policy, option by option; the budget stays the client's. */
  readonly retry?: RetryPolicy.Options | undefined
  /** For all attempts and waits together. Default: no bound. */
  readonly deadline?: Duration.Input | undefined
}

/** A 2xx answer. */
export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
  /** Requests sent for it, tries again included. */
  readonly attempts: number
}

export class PiggyClient extends Context.Service<
  PiggyClient,
  {
    /** Origin of the base URL. */
    readonly origin: string
    /** Asks for JSON. Fails with what was answered instead, or with why nothing was. */
    readonly getJson: (request: JsonRequest) => Effect.Effect<JsonAnswer, PiggyError>
  }
>()("@effect-piggy/core/PiggyClient") {}

const invalid = (message: string) => invalidInput("PiggyClient.layer", message)

// A contact's id is no business of a trace: a redacted value is sent as it is and recorded as `<redacted>`.
const redactIds = (query: JsonRequest["query"]): ReadonlyArray<readonly [string, string | Redacted.Redacted]> =>
  query.map(([name, value]) => [name, name.endsWith("_uuid") ? Redacted.make(value) : value])

/** Builds the client; fails with `InvalidInput` when an option is out of its range or the credential cannot be sent. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const http = yield* HttpClient.HttpClient
  const init = Option.getOrUndefined(yield* Effect.serviceOption(FetchHttpClient.RequestInit))
  const checked = yield* Effect.mapError(Effect.fromResult(ClientOptions.check(options)), invalid)
  const { base, headers, policy } = checked
  const send = Wire.make(options.transformClient?.(http) ?? http, base.origin, checked, init)

  const session = yield* Effect.mapError(
    options.credentials.open((fields, secrets) =>
      Effect.mapError(
        send(
          HttpClientRequest.post(`${base.prefix}/oauth/token`, {
            headers,
            body: HttpBody.text(JSON.stringify(fields), "application/json")
          }),
          secrets
        ),
        ({ reason }) => reason
      )
    ),
    (reason) => new PiggyError({ operation: "PiggyClient.layer", reason, attempts: 0 })
  )

  let tokens = policy.budget

  const attempt = Effect.fnUntraced(function* (request: JsonRequest, bearer: Redacted.Redacted) {
    const token = Redacted.value(bearer)
    return yield* send(
      HttpClientRequest.get(`${base.prefix}${request.path}`, {
        urlParams: redactIds(request.query),
        headers: { ...headers, authorization: `Bearer ${token}` }
      }),
      [token]
    )
  })

  const policyOf = (request: JsonRequest) =>
    request.retry === undefined ? Result.succeed(policy) : RetryPolicy.make(request.retry, policy)

  const loop = Effect.fnUntraced(function* (
    request: JsonRequest,
    made: { attempts: number }
  ): Effect.fn.Return<JsonAnswer, Reason> {
    const rules = yield* Effect.mapError(
      Effect.fromResult(policyOf(request)),
      (message) => new InvalidInput({ origin: "client", code: 1003, message })
    )
    let extra = 0
    while (true) {
      made.attempts++
      const bearer = yield* Effect.result(session.bearer)
      const outcome = Result.isFailure(bearer)
        ? Result.fail<Wire.Failure>({ reason: bearer.failure, isFinal: false })
        : yield* Effect.result(attempt(request, bearer.success))
      if (Result.isSuccess(outcome)) {
        tokens = Math.min(policy.budget, tokens + rules.successCredit)
        return { ...outcome.success, attempts: made.attempts }
      }
      const { isFinal, reason } = outcome.failure
      if (reason._tag === "Unauthorized" && extra === 0 && Result.isSuccess(bearer)) {
        if (yield* session.renew(bearer.success)) {
          extra = 1
          continue
        }
      }
      const decision = RetryPolicy.decide(
        rules,
        {
          isRetryable: reason.isRetryable && !isFinal,
          timedOut: reason._tag === "TimedOut",
          retryAfter: retryAfterOf(reason)
        },
        { attempts: made.attempts, extra, tokens },
        yield* Random.next
      )
      if (!decision.again) return yield* Effect.fail(reason)
      tokens -= decision.cost
      yield* Effect.sleep(decision.delay)
    }
  })

  const getJson = (request: JsonRequest): Effect.Effect<JsonAnswer, PiggyError> =>
    Effect.suspend(() => {
      const made = { attempts: 0 }
      const fail = (reason: Reason) => new PiggyError({ operation: request.operation, reason, attempts: made.attempts })
      const { deadline } = request
      if (deadline === undefined) return Effect.mapError(loop(request, made), fail)
      const after = ClientOptions.parseDuration("deadline", deadline)
      if (Result.isFailure(after)) return Effect.fail(invalidInput(request.operation, after.failure))
      return loop(request, made).pipe(
        Effect.timeoutOrElse({
          duration: after.success,
          orElse: () => Effect.fail(new TimedOut({ limit: "deadline", after: after.success }))
        }),
        Effect.mapError(fail)
      )
    })

  return PiggyClient.of({ origin: base.origin, getJson })
})

const retryAfterOf = (reason: Reason): number | undefined =>
  "retryAfter" in reason && reason.retryAfter !== undefined ? Duration.toMillis(reason.retryAfter) : undefined

/** The client over any `HttpClient`, e.g. `FetchHttpClient.layer`. */
export const layer = (options: Options): Layer.Layer<PiggyClient, PiggyError, HttpClient.HttpClient> =>
  Layer.effect(PiggyClient, make(options))

/**
 * The client from the environment: `PIGGY_API_KEY`, or `PIGGY_ACCESS_TOKEN`, or `PIGGY_CLIENT_ID` and
 * `PIGGY_CLIENT_SECRET`; and `PIGGY_BASE_URL` where it is not the vendor's own. Fails with `ConfigError` when none or
 * more than one of the three is set, and says which to set.
 */
export const layerConfig: Layer.Layer<PiggyClient, PiggyError | Config.ConfigError, HttpClient.HttpClient> =
  Layer.unwrap(Effect.map(fromEnvironment, layer))
