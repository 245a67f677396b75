/**
 * An HTTP client that is authenticated and speaks in reasons: it asks for JSON and answers the body or a `PiggyError`.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Credentials from "./Credentials.ts"
import {
  Forbidden,
  InvalidInput,
  invalidInput,
  MalformedResponse,
  NotFound,
  PiggyError,
  RateLimited,
  type Reason,
  ServerFailure,
  Unauthorized,
  UnexpectedStatus,
  Unreachable
} from "./PiggyError.ts"

/** The base URL of the vendor's reference. */
export const defaultBaseUrl = "https://api.piggy.eu"

/** How to reach the API. */
export interface Options {
  readonly credentials: Credentials.Credentials
  /** Scheme, host and port, e.g. `http://127.0.0.1:4010` for the mock. Default `https://api.piggy.eu`. */
  readonly baseUrl?: string | undefined
}

/** One GET. */
export interface JsonRequest {
  /** The call it serves, for the error, e.g. `Referrals.list`. */
  readonly operation: string
  /** Under the base URL, with a leading slash. */
  readonly path: string
  readonly query: ReadonlyArray<readonly [string, string]>
  /** The page it asks for, for telemetry. */
  readonly page?: number
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

const reasonOf = (status: number): Reason => {
  if (status === 400 || status === 422) {
    return new InvalidInput({ origin: "server", code: 1003, message: "the API refused the query", status })
  }
  if (status === 401) return new Unauthorized({ status })
  if (status === 403) return new Forbidden({ status })
  if (status === 404) return new NotFound({ status })
  if (status === 429) return new RateLimited({ status })
  return status >= 500 ? new ServerFailure({ status }) : new UnexpectedStatus({ status })
}

const parseBaseUrl = (baseUrl: string) =>
  Result.try({
    try: () => new URL(baseUrl),
    catch: () =>
      invalidInput("PiggyClient.layer", "baseUrl must be a URL such as https://api.piggy.eu: check PIGGY_BASE_URL")
  })

/** Builds the client; fails when the credential cannot be sent or the base URL is no URL. */
export const make = Effect.fnUntraced(function* (options: Options) {
  const http = yield* HttpClient.HttpClient
  const base = yield* Effect.fromResult(parseBaseUrl(options.baseUrl ?? defaultBaseUrl))
  yield* options.credentials.bearer
  const prefix = `${base.origin}${base.pathname.replace(/\/+$/, "")}`

  const getJson = Effect.fnUntraced(function* (request: JsonRequest) {
    const fail = (reason: Reason) => new PiggyError({ operation: request.operation, reason, attempts: 1 })
    const bearer = yield* options.credentials.bearer
    const response = yield* http
      .execute(
        HttpClientRequest.get(`${prefix}${request.path}`, { urlParams: request.query, acceptJson: true }).pipe(
          HttpClientRequest.bearerToken(bearer)
        )
      )
      .pipe(Effect.mapError(() => fail(new Unreachable({ host: base.origin, isRetryable: true }))))
    if (response.status < 200 || response.status >= 300) return yield* fail(reasonOf(response.status))
    const body = yield* response.json.pipe(
      Effect.mapError(() =>
        fail(new MalformedResponse({ status: response.status, path: "", detail: "the body is not JSON" }))
      )
    )
    return { status: response.status, body, attempts: 1 }
  })

  return PiggyClient.of({ origin: base.origin, getJson })
})

/** The client over any `HttpClient`, e.g. `FetchHttpClient.layer`. */
export const layer = (options: Options): Layer.Layer<PiggyClient, PiggyError, HttpClient.HttpClient> =>
  Layer.effect(PiggyClient, make(options))

/**
 * The client from the environment: `PIGGY_API_KEY`, and `PIGGY_BASE_URL` where it is not the vendor's own.
 * Fails with `ConfigError` when the key is not set.
 */
export const layerConfig: Layer.Layer<PiggyClient, PiggyError | Config.ConfigError, HttpClient.HttpClient> =
  Layer.unwrap(
    Effect.gen(function* () {
      const key = yield* Config.Redacted("PIGGY_API_KEY")
      const baseUrl = yield* Config.String("PIGGY_BASE_URL").pipe(Config.withDefault(defaultBaseUrl))
      return layer({
        credentials: Credentials.apiKey(Redacted.make(Redacted.value(key), { label: "PIGGY_API_KEY" })),
        baseUrl
      })
    })
  )
