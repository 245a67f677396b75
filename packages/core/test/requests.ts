/**
 * A client over an API that answers by a script, under the test clock.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { Credentials, PiggyClient } from "@effect-piggy/core"

/** What becomes of one request: an answer, one that takes its time, a connection that breaks or says nothing. */
export type Outcome = Response | Effect.Effect<Response> | "reset" | "stall"

export const status = (code: number, headers: Record<string, string> = {}, body: unknown = {}): Response =>
  new Response(JSON.stringify(body), { status: code, headers: { "content-type": "application/json", ...headers } })

export const page = (): Response => status(200, {}, { data: [], meta: [] })

export interface Seen {
  /** Milliseconds of the test clock. */
  readonly at: number
  readonly method: string
  readonly path: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly request: HttpClientRequest.HttpClientRequest
}

/** Answers as `outcome` says for the request of this number, from 0. */
export const api = (outcome: (seen: Seen, index: number) => Outcome) => {
  const seen: Array<Seen> = []
  const client = HttpClient.make((request, url) =>
    Effect.flatMap(Clock.currentTimeMillis, (at) => {
      const entry = { at, method: request.method, path: url.pathname, url, headers: request.headers, request }
      seen.push(entry)
      const next = outcome(entry, seen.length - 1)
      if (next === "stall") return Effect.never
      if (next === "reset") {
        const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })
        return Effect.fail(
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, cause: new TypeError("fetch failed", { cause }) })
          })
        )
      }
      return Effect.map(Effect.isEffect(next) ? next : Effect.succeed(next), (response) =>
        HttpClientResponse.fromWeb(request, response)
      )
    })
  )
  return { client, seen }
}

/** Answers with the outcomes in turn; the last one stands for all that follow. */
export const script = (...outcomes: ReadonlyArray<() => Outcome>) =>
  api((_, index) => (outcomes[index] ?? outcomes.at(-1) ?? page)())

export const baseUrl = "http://127.0.0.1:4010"

export const layerOf = (client: HttpClient.HttpClient, options: Partial<PiggyClient.Options> = {}) =>
  PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("key")), baseUrl, ...options }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
  )

/** One GET of page 1. */
export const get = (request: Partial<PiggyClient.JsonRequest> = {}) =>
  Effect.flatMap(PiggyClient.PiggyClient, (client) =>
    client.getJson({ operation: "Test.get", path: "/list", query: [["page", "1"]], page: 1, ...request })
  )

const settle = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** The granularity of {@link inTestTime}, in milliseconds. */
export const step = 50

/** Runs the effect while the test clock goes on. Waits are seen to the next multiple of {@link step}. */
export const inTestTime = <A, E, R>(effect: Effect.Effect<A, E, R>, by: number = step): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    yield* settle
    while (fiber.pollUnsafe() === undefined) {
      yield* TestClock.adjust(by)
      yield* settle
    }
    return yield* Fiber.join(fiber)
  })

/** The waits between requests, in milliseconds. */
export const waits = (seen: ReadonlyArray<Seen>): ReadonlyArray<number> =>
  seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0))
