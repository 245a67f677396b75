/**
 * Bodies, and what stands in for a `fetch`, of every odd kind: each ends in an answer or in a typed error.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Credentials, PiggyClient, type PiggyError } from "@effect-piggy/core"
import { get, layerOf, script } from "./requests.ts"
import * as ScriptedServer from "./scriptedServer.ts"

const credentials = Credentials.apiKey(Redacted.make("key"))

const clientOver = (fetch: typeof globalThis.fetch, options: Partial<PiggyClient.Options> = {}) =>
  PiggyClient.layer({ credentials, retry: { attempts: 1 }, timeout: "100 millis", ...options }).pipe(
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
  )

/** One call over a `fetch`: what it came to, and nothing else than a `PiggyError` may. */
const outcomeOf = (fetch: typeof globalThis.fetch, options: Partial<PiggyClient.Options> = {}) =>
  Effect.map(Effect.exit(Effect.provide(get(), clientOver(fetch, options))), (exit) => {
    if (Exit.isSuccess(exit)) return "answered"
    const error: PiggyError.PiggyError = Option.getOrThrowWith(Exit.findErrorOption(exit), () => exit.cause)
    return error.reason._tag
  })

const answering =
  (make: () => Response): typeof globalThis.fetch =>
  () =>
    Promise.resolve(make())

// What a `fetch` that is none may hand out, whatever its type says.
const handingOut = (value: unknown): typeof globalThis.fetch => {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- that it is none is the case
  const response = value as Response
  return () => Promise.resolve(response)
}

const streamOf = (...chunks: ReadonlyArray<unknown>) =>
  new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    }
  })

const bytes = (text: string) => new TextEncoder().encode(text)

describe("a body", () => {
  for (const [what, body, expected] of [
    ["of bytes", () => streamOf(bytes('{"data":'), bytes("[]}")), "answered"],
    ["of strings", () => streamOf('{"data":[]}'), "MalformedResponse"],
    ["whose second chunk is a number", () => streamOf(bytes('{"data":'), 7), "MalformedResponse"],
    ["of nothing", () => streamOf(), "MalformedResponse"],
    ["whose stream fails", () => new ReadableStream({ start: (c) => c.error(new Error("broken")) }), "Unreachable"],
    ["whose stream fails with nothing", () => new ReadableStream({ start: (c) => c.error() }), "Unreachable"],
    [
      "whose stream throws when pulled",
      () =>
        new ReadableStream({
          pull: () => {
            throw new RangeError("x")
          }
        }),
      "Unreachable"
    ],
    ["whose stream says nothing", () => new ReadableStream(), "TimedOut"],
    [
      "whose stream cannot be cancelled",
      () => new ReadableStream({ cancel: () => Promise.reject(new Error("no")) }),
      "TimedOut"
    ]
  ] as const) {
    it.live(`${what} comes to ${expected}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* outcomeOf(answering(() => new Response(body()))), expected)
      })
    )
  }

  it.live("of strings, or of too many bytes, is cancelled", () =>
    Effect.gen(function* () {
      for (const chunk of ["text", new Uint8Array(2048)]) {
        let cancelled = 0
        const body = new ReadableStream({
          pull: (controller) => controller.enqueue(chunk),
          cancel: () => {
            cancelled++
          }
        })
        yield* outcomeOf(
          answering(() => new Response(body)),
          { maxBodyBytes: 1024 }
        )
        assert.strictEqual(cancelled, 1)
      }
    })
  )

  const Chunk = Schema.Union([Schema.Uint8Array, Schema.String, Schema.Number, Schema.Null, Schema.Struct({})])
  it.effect.prop("of any chunks ends in an answer or a typed error", [Schema.Array(Chunk)], ([chunks]) =>
    Effect.gen(function* () {
      const tag = yield* outcomeOf(answering(() => new Response(streamOf(...chunks))))
      assert.include(["answered", "MalformedResponse"], tag)
    })
  )

  it.live("that the platform gives as text only is read, and bounded", () =>
    Effect.gen(function* () {
      const textOnly = () => {
        const response = new Response('{"data":[]}')
        Object.defineProperty(response, "body", { value: undefined })
        return response
      }
      assert.strictEqual(yield* outcomeOf(answering(textOnly)), "answered")
      assert.strictEqual(yield* outcomeOf(answering(textOnly), { maxBodyBytes: 5 }), "BodyTooLarge")
    })
  )
})

describe("a body that `transformClient` has read", () => {
  const reading =
    (
      read: (response: {
        readonly text: Effect.Effect<string, unknown>
        readonly stream: Stream.Stream<unknown, unknown>
      }) => Effect.Effect<unknown, unknown>
    ) =>
    (client: HttpClient.HttpClient) =>
      HttpClient.tap(client, (response) => Effect.orDie(read(response)))

  const text = reading((response) => response.text)
  const stream = reading((response) => Stream.runDrain(response.stream))

  it.live("as text is read again, by every client of Effect's, and bounded", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedServer.make(ScriptedServer.send(ScriptedServer.http(200, {}, '{"data":[]}')))
      for (const http of [FetchHttpClient.layer, NodeHttpClient.layerUndici, NodeHttpClient.layerNodeHttp]) {
        const layer = (maxBodyBytes: number) =>
          PiggyClient.layer({ credentials, baseUrl: server.url, transformClient: text, maxBodyBytes }).pipe(
            Layer.provide(http)
          )
        const answer = yield* Effect.provide(get(), layer(1000))
        assert.deepStrictEqual(answer.body, { data: [] })
        const error = yield* Effect.flip(Effect.provide(get(), layer(5)))
        assert.strictEqual(error.reason._tag, "BodyTooLarge")
      }
    })
  )

  it.live("as a stream is gone, and the error says how to read it", () =>
    Effect.gen(function* () {
      const { client } = script(() => new Response('{"data":[]}'))
      const error = yield* Effect.flip(Effect.provide(get(), layerOf(client, { transformClient: stream })))
      assert.strictEqual(error.reason._tag, "MalformedResponse")
      assert.include(error.message, "read `response.text` there")
    })
  )
})

describe("a fetch", () => {
  const cycle = new Error("a")
  cycle.cause = new Error("b", { cause: cycle })
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const throwing = Object.defineProperty(new Error("x"), "code", {
    get: () => {
      throw new Error("no code")
    }
  })
  const aggregate = new TypeError("fetch failed", {
    cause: new AggregateError([Object.assign(new Error("v6"), { code: "ENETUNREACH" })])
  })

  for (const [what, thrown] of Object.entries({
    "a cycle of causes": cycle,
    "an error whose code throws": throwing,
    "a revoked proxy": revoked.proxy,
    undefined,
    null: null,
    "a string": "down",
    "a symbol": Symbol("down")
  })) {
    it.live(`that rejects with ${what} is Unreachable, in and outside of a span`, () =>
      Effect.gen(function* () {
        // eslint-disable-next-line prefer-promise-reject-errors -- that is the case
        const fetch = () => Promise.reject(thrown)
        assert.strictEqual(yield* outcomeOf(fetch), "Unreachable")
        assert.strictEqual(yield* outcomeOf(fetch, { transformClient: (client) => client }), "Unreachable")
      })
    )
  }

  it.live("that could not reach any of several addresses is told by the first one's code", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(
          get(),
          clientOver(() => Promise.reject(aggregate))
        )
      )
      assert.include(error.message, "(ENETUNREACH)")
    })
  )

  for (const [what, value] of Object.entries({
    undefined,
    "a plain object": { ok: true, status: 200, json: () => Promise.resolve({}) },
    "an object without a status": {},
    "a number": 7
  })) {
    it.live(`that gives ${what} comes to a typed error`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* outcomeOf(handingOut(value)), "Unreachable")
        assert.strictEqual(yield* outcomeOf(handingOut(value), { transformClient: (client) => client }), "Unreachable")
      })
    )
  }

  for (const [what, cause] of [
    [
      "undici's for headers",
      new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "UND_ERR_HEADERS_TIMEOUT" }) })
    ],
    ["undici's for a body", Object.assign(new Error("x"), { code: "UND_ERR_BODY_TIMEOUT" })],
    ["a signal's", new DOMException("The operation timed out.", "TimeoutError")]
  ] as const) {
    it.live(`that ends by a limit of its own, ${what}, is TimedOut and says which`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Effect.provide(
            get(),
            clientOver(() => Promise.reject(cause))
          )
        )
        assert(error.reason._tag === "TimedOut")
        assert.isTrue(error.isRetryable)
        assert.match(
          error.message,
          /no complete answer within .*s \((UND_ERR_\w+|TimeoutError)\): raise the HTTP client's own limit/
        )
      })
    )
  }

  it.live("is asked past every cache, and keeps what the user's init says besides", () =>
    Effect.gen(function* () {
      const inits: Array<RequestInit | undefined> = []
      const fetch: typeof globalThis.fetch = (_, init) => {
        inits.push(init)
        return Promise.resolve(new Response('{"data":[]}'))
      }
      yield* Effect.provide(get(), clientOver(fetch)).pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { cache: "force-cache", keepalive: true })
      )
      assert.deepStrictEqual(
        inits.map((init) => [init?.cache, init?.keepalive]),
        [["no-store", true]]
      )
    })
  )
})
