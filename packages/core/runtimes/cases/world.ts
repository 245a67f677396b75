/**
 * What a case meets: the servers on loopback, and how it says that something is not as it should be.
 *
 * No test framework and nothing of Node: this runs wherever `fetch` does.
 */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Credentials, PiggyClient, type PiggyError, Referrals } from "@effect-piggy/core"

/** What the home server tells before the cases run. */
export const Plan = Schema.Struct({
  /** Base URL of piggy-mock. */
  mock: Schema.String,
  /** Base URL at which nobody listens. */
  refused: Schema.String,
  /** Every uuid that the mock serves, in its order. */
  uuids: Schema.Array(Schema.String),
  /** How many of them are completed. */
  completed: Schema.Int
})

/** The servers that the cases talk to; `home` is the one that the cases came from. */
export interface World extends Schema.Schema.Type<typeof Plan> {
  readonly home: string
}

/** One promise of the SDK. */
export interface Case {
  readonly name: string
  readonly run: (world: World) => Effect.Effect<unknown, unknown>
}

export type Service = Referrals.Referrals["Service"]

/** Uses a client of `baseUrl` whose retries hardly wait. */
export const using = <A, E>(
  options: Omit<Partial<PiggyClient.Options>, "baseUrl"> & { readonly baseUrl: string },
  use: (referrals: Service) => Effect.Effect<A, E>
): Effect.Effect<A, E | PiggyError.PiggyError> =>
  Effect.flatMap(Referrals.Referrals, use).pipe(
    Effect.provide(
      Referrals.layer.pipe(
        Layer.provide(
          PiggyClient.layer({
            credentials: Credentials.apiKey(Redacted.make("runtimes")),
            retry: { baseDelay: "10 millis" },
            ...options
          })
        ),
        Layer.provide(FetchHttpClient.layer)
      )
    )
  )

/** Asks the mock to play a scenario: for every request, or for the first ones only. */
export const playing =
  (scenario: object, requests = Infinity) =>
  (client: HttpClient.HttpClient): HttpClient.HttpClient => {
    let sent = 0
    return HttpClient.mapRequest(client, (request) =>
      sent++ < requests ? HttpClientRequest.setHeader(request, "x-mock-scenario", JSON.stringify(scenario)) : request
    )
  }

/** Asks the home server. */
export const ask = (url: string): Effect.Effect<unknown> =>
  Effect.promise(async (signal): Promise<unknown> => (await fetch(url, { signal })).json())

/** Dies when two values differ as JSON. */
export const same = (what: string, actual: unknown, expected: unknown): Effect.Effect<void> =>
  Effect.suspend(() => {
    const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
    return got === wanted
      ? Effect.void
      : Effect.die(new Error(`${what}: expected ${wanted?.slice(0, 200)}, got ${got?.slice(0, 200)}`))
  })

/** Waits until the home server answers what is expected, for five seconds at most. */
export const eventually = (url: string, expected: unknown): Effect.Effect<void> => {
  const wanted = JSON.stringify(expected)
  const poll: Effect.Effect<void> = Effect.flatMap(ask(url), (answer) =>
    JSON.stringify(answer) === wanted ? Effect.void : Effect.delay(poll, "10 millis")
  )
  return Effect.timeoutOrElse(poll, {
    duration: "5 seconds",
    orElse: () => Effect.flatMap(ask(url), (answer) => same(url, answer, expected))
  })
}
