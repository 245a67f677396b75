/**
 * The HTTP client of one account: it gets JSON with authentication, retries, timeouts and a size limit, or fails with a
 * `PiggyError`.
 *
 * This module only connects the parts in `internal/http`, which send requests, retry them and read answers.
 */
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Credentials from "./Credentials.ts"
import * as Deadline from "./internal/http/deadline.ts"
import type { BearerSource } from "./internal/http/bearer.ts"
import { invalidInput } from "./internal/http/callFailure.ts"
import * as CallOptions from "./internal/http/callOptions.ts"
import * as RetryLoop from "./internal/http/retryLoop.ts"
import * as ClientOptions from "./internal/http/clientOptions.ts"
import type { Refusal } from "./internal/checkOptions.ts"
import { omitUndefined } from "./internal/omitUndefined.ts"
import * as Environment from "./internal/environment.ts"
import { isTraced } from "./internal/http/isTraced.ts"
import * as Wire from "./internal/http/wire.ts"
import * as SendRequest from "./internal/http/sendRequest.ts"
import * as Telemetry from "./Telemetry.ts"
import { PiggyError, type Reason, TimedOut } from "./PiggyError.ts"
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
    /** Path of the base URL, without a slash at the end; empty where it has none. */
    readonly basePath: string
    /** Gets JSON. Fails with what the server answered instead, or why no answer came. */
    readonly getJson: (request: JsonRequest) => Effect.Effect<JsonAnswer, PiggyError>
  }
>()("@effect-piggy/core/PiggyClient") {}

const invalid = ({ errors, message }: Refusal) => invalidInput("PiggyClient.layer", message, errors)

/** Builds the client; fails with `InvalidInput` when an option is out of its range or the credential cannot be sent. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const http = Wire.watch(yield* HttpClient.HttpClient)
  const init = Option.getOrUndefined(yield* Effect.serviceOption(FetchHttpClient.RequestInit))
  const checked = yield* Effect.mapError(Effect.fromResult(ClientOptions.check(options)), invalid)
  const { base, headers, policy } = checked
  const send = SendRequest.make({ http, transform: options.transformClient, host: base.origin, init }, checked)

  const found = yield* Effect.mapError(
    options.credentials.start((fields, secrets) =>
      Effect.mapError(
        send(
          HttpClientRequest.post(`${base.prefix}/oauth/token`, {
            headers,
            // With a charset, Effect prints only the length of this body. Without, it prints the text and so the secret.
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

  const tokens = inTime(found, checked.timeout)

  const built = yield* Telemetry.Listener
  const loop = RetryLoop.make({ checked, send, tokens })

  const ask = Effect.fnUntraced(function* (request: JsonRequest): Effect.fn.Return<JsonAnswer, PiggyError> {
    const refused = CallOptions.check(request, base)
    if (Result.isFailure(refused)) {
      return yield* invalidInput(request.operation, refused.failure.message, refused.failure.errors)
    }
    const rules = request.retry === undefined ? policy : RetryDecision.make(request.retry, policy)
    const listen = Telemetry.listenerOf(yield* Effect.context(), built)
    const clock = yield* Clock.Clock
    const begun = clock.currentTimeMillisUnsafe()
    const { noun = "", operation, page } = request
    const call = loop(request, rules, listen)
    const answer = yield* Effect.mapError(call.answer, (reason) => {
      const outOfBudget = call.isOutOfBudget() ? true : undefined
      return new PiggyError({ operation, reason, attempts: call.attempts(), ...omitUndefined({ outOfBudget }) })
    }).pipe(Deadline.within(operation, request.deadline, call.attempts))
    if (page !== undefined) {
      const { attempts, items } = answer
      const duration = clock.currentTimeMillisUnsafe() - begun
      yield* listen({ _tag: "PageRead", operation, noun, page, items, attempts, duration })
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

  return PiggyClient.of({ origin: base.origin, basePath: base.prefix.slice(base.origin.length), getJson })
})

// Otherwise a call would wait forever for a credential that never comes.
const inTime = ({ bearer, renew, secrets }: BearerSource, after: Duration.Duration): BearerSource => {
  const bounded = <A>(fetched: Effect.Effect<A, Reason>): Effect.Effect<A, Reason> =>
    Exit.isExit(fetched)
      ? fetched
      : Effect.timeoutOrElse(fetched, {
          duration: after,
          orElse: () => Effect.fail(new TimedOut({ endpoint: "token", limit: "attempt", after }))
        })
  return { secrets, bearer: bounded(bearer), renew: (refused) => bounded(renew(refused)) }
}

const pageAttributes = ({ operation, page }: JsonRequest) =>
  omitUndefined({ "piggy.operation": operation, "piggy.page": page })

/** The client over any `HttpClient`, e.g. `FetchHttpClient.layer`. */
export const layer = (options: Options): Layer.Layer<PiggyClient, PiggyError, HttpClient.HttpClient> =>
  Layer.effect(PiggyClient, make(options))

const environment = /* #__PURE__ */ Config.all({
  credentials: Credentials.config,
  baseUrl: /* #__PURE__ */ Environment.text("PIGGY_BASE_URL"),
  allowInsecure: /* #__PURE__ */ Environment.flag("PIGGY_ALLOW_INSECURE")
})

/**
 * The client from the environment: the variables of `Credentials.config`; `PIGGY_BASE_URL`, by default the vendor's API;
 * `PIGGY_ALLOW_INSECURE`, `true` or `false`. An empty variable counts as not set. Fails with `ConfigError`, which says
 * what to set.
 *
 * @param overrides the other options of `layer`; one that is given counts before its variable. An empty text counts as
 *   given, and is refused
 */
export const layerConfig = (
  overrides: Partial<Omit<Options, "credentials">> = {}
): Layer.Layer<PiggyClient, PiggyError | Config.ConfigError, HttpClient.HttpClient> =>
  Layer.unwrap(
    Effect.map(Effect.mapError(environment, Environment.readable), (found) => {
      const unread = ClientOptions.unreadable(overrides)
      return unread === undefined
        ? layer({ ...found, ...omitUndefined(overrides) })
        : Layer.effect(PiggyClient, Effect.fail(invalid(unread)))
    })
  )
