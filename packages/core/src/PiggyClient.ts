/**
 * An HTTP client that is authenticated, retried, timed and bounded: it asks for JSON and answers the body or a
 * `PiggyError`.
 *
 * Thin: `internal/http` sends, tries again and judges answers; here its parts are put together.
 */
import * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Deadline from "./internal/http/deadline.ts"
import * as CallOptions from "./internal/http/callOptions.ts"
import * as RetryLoop from "./internal/http/retryLoop.ts"
import * as ClientOptions from "./internal/http/clientOptions.ts"
import type { Refusal } from "./internal/checkOptions.ts"
import { omitUndefined } from "./internal/omitUndefined.ts"
import { fromEnvironment } from "./internal/http/environment.ts"
import { isTraced } from "./internal/http/isTraced.ts"
import * as SendOnce from "./internal/http/sendOnce.ts"
import * as Listener from "./Listener.ts"
import { invalidInput, PiggyError } from "./PiggyError.ts"
import * as RetryDecision from "./internal/http/retryDecision.ts"

/** The base URL of the vendor's reference. */
export const defaultBaseUrl = ClientOptions.defaultBaseUrl

/** How to reach the API. */
export type Options = ClientOptions.Options

/** One GET. */
export type JsonRequest = RetryLoop.JsonRequest

/** A 2xx answer. */
export type JsonAnswer = RetryLoop.JsonAnswer

/** A client of one account: one base URL, one credential, one retry budget. */
export class PiggyClient extends Context.Service<
  PiggyClient,
  {
    /** Origin of the base URL. */
    readonly origin: string
    /** Asks for JSON. Fails with what was answered instead, or with why nothing was. */
    readonly getJson: (request: JsonRequest) => Effect.Effect<JsonAnswer, PiggyError>
  }
>()("@effect-piggy/core/PiggyClient") {}

const invalid = ({ errors, message }: Refusal) => invalidInput("PiggyClient.layer", message, errors)

/** Builds the client; fails with `InvalidInput` when an option is out of its range or the credential cannot be sent. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const http = yield* HttpClient.HttpClient
  const init = Option.getOrUndefined(yield* Effect.serviceOption(FetchHttpClient.RequestInit))
  const checked = yield* Effect.mapError(Effect.fromResult(ClientOptions.check(options)), invalid)
  const { base, headers, policy } = checked
  const send = SendOnce.make({ http, transform: options.transformClient, host: base.origin, init }, checked)

  const tokens = yield* Effect.mapError(
    options.credentials.start((fields, secrets) =>
      Effect.mapError(
        send(
          HttpClientRequest.post(`${base.prefix}/oauth/token`, {
            headers,
            // With a charset, Effect prints this body by its length; without, by its text, the secret in it.
            body: HttpBody.text(JSON.stringify(fields), "application/json; charset=utf-8")
          }),
          secrets,
          () => ({})
        ),
        ({ reason }) => reason
      )
    ),
    (reason) => new PiggyError({ operation: "PiggyClient.layer", reason, attempts: 0 })
  )

  const built = yield* Listener.Listener
  const loop = RetryLoop.make({ checked, send, tokens })

  const ask = Effect.fnUntraced(function* (request: JsonRequest): Effect.fn.Return<JsonAnswer, PiggyError> {
    const refused = CallOptions.check(request)
    if (Result.isFailure(refused)) {
      return yield* invalidInput(request.operation, refused.failure.message, refused.failure.errors)
    }
    const rules = request.retry === undefined ? policy : RetryDecision.make(request.retry, policy)
    const made = { attempts: 0 }
    const listen = Listener.of(yield* Effect.context(), built)
    const clock = yield* Clock.Clock
    const begun = clock.currentTimeMillisUnsafe()
    const answer = yield* Effect.mapError(
      loop(request, rules, made, listen),
      (reason) => new PiggyError({ operation: request.operation, reason, attempts: made.attempts })
    ).pipe(Deadline.within(request.operation, request.deadline, () => made.attempts))
    const { operation, page } = request
    if (page !== undefined) {
      const { attempts, items } = answer
      const duration = clock.currentTimeMillisUnsafe() - begun
      yield* listen({ _tag: "PageRead", operation, page, items, attempts, duration })
    }
    return answer
  })

  const traced = (request: JsonRequest) =>
    Effect.withSpan(
      Effect.tap(ask(request), ({ items }) =>
        request.page === undefined ? Effect.void : Effect.annotateCurrentSpan({ "piggy.items": items })
      ),
      "PiggyClient.getJson",
      { attributes: pageAttributes(request), captureStackTrace: false }
    )

  const getJson = (request: JsonRequest) =>
    Effect.contextWith((context: Context.Context<never>) => (isTraced(context) ? traced(request) : ask(request)))

  return PiggyClient.of({ origin: base.origin, getJson })
})

const pageAttributes = ({ operation, page }: JsonRequest) =>
  omitUndefined({ "piggy.operation": operation, "piggy.page": page })

/** The client over any `HttpClient`, e.g. `FetchHttpClient.layer`. */
export const layer = (options: Options): Layer.Layer<PiggyClient, PiggyError, HttpClient.HttpClient> =>
  Layer.effect(PiggyClient, make(options))

/**
 * The client from the environment: `PIGGY_API_KEY`, or `PIGGY_ACCESS_TOKEN`, or `PIGGY_CLIENT_ID` and
 * `PIGGY_CLIENT_SECRET`; and `PIGGY_BASE_URL` where it is not the vendor's own. Fails with `ConfigError` when none or
 * more than one of the three is set, and says which to set.
 */
export const layerConfig: Layer.Layer<PiggyClient, PiggyError | Config.ConfigError, HttpClient.HttpClient> =
  /* #__PURE__ */ Layer.unwrap(/* #__PURE__ */ Effect.map(fromEnvironment, layer))
