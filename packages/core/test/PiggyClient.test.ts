import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import { TestClock } from "effect/testing"
import packageJson from "../package.json" with { type: "json" }
import { Credentials, PiggyClient, type PiggyError } from "@effect-piggy/core"
import { parseBase } from "../src/internal/http/baseUrl.ts"
import { api, baseUrl, get, inTestTime, layerOf, page, script, status } from "./requests.ts"

const build = (options: Partial<PiggyClient.Options>) =>
  Effect.scoped(Layer.build(layerOf(script(page).client, options)))

describe("a request", () => {
  it.effect("names itself with its version, asks for JSON, and sends no cookie", () =>
    Effect.gen(function* () {
      const { client, seen } = script(page)
      yield* Effect.provide(get(), layerOf(client, { partnerId: "p-1" }))
      const headers = seen[0]?.headers ?? {}
      assert.strictEqual(headers["user-agent"], `effect-piggy/${packageJson.version}`)
      assert.strictEqual(headers["accept"], "application/json")
      assert.strictEqual(headers["x-partner-id"], "p-1")
      assert.strictEqual(headers["authorization"], "Bearer key")
      assert.isUndefined(headers["cookie"])
    })
  )

  it.effect("tells fetch to follow no redirect and to send no cookie, and keeps the user's own RequestInit", () =>
    Effect.gen(function* () {
      const inits: Array<RequestInit | undefined> = []
      const fetch: typeof globalThis.fetch = (_, init) => {
        inits.push(init)
        return Promise.resolve(page())
      }
      const own = Layer.mergeAll(
        Layer.succeed(FetchHttpClient.RequestInit, { keepalive: true, redirect: "follow", credentials: "include" }),
        Layer.succeed(FetchHttpClient.Fetch, fetch)
      )
      const options = { credentials: Credentials.apiKey(Redacted.make("key")), baseUrl }
      yield* Effect.provide(
        get(),
        PiggyClient.layer(options).pipe(Layer.provide(FetchHttpClient.layer), Layer.provide(own))
      )
      assert.strictEqual(inits[0]?.redirect, "manual")
      assert.strictEqual(inits[0]?.credentials, "omit")
      assert.isTrue(inits[0]?.keepalive)
    })
  )
})

describe("a redirect", () => {
  it.effect("is an error, and its body is let go of", () =>
    Effect.gen(function* () {
      let cancelled = 0
      const { client, seen } = script(() => {
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode("moved")),
          cancel: () => void cancelled++
        })
        return new Response(body, { status: 302, headers: { location: "https://evil.example/" } })
      })
      const error = yield* Effect.flip(get().pipe(Effect.provide(layerOf(client, { retry: { attempts: 1 } }))))
      assert.strictEqual(error.reason._tag, "UnexpectedStatus")
      assert.deepStrictEqual([seen.length, cancelled], [1, 1])
    })
  )
})

describe("the base URL", () => {
  for (const url of [
    "https://api.piggy.eu",
    "http://127.0.0.1:4010",
    "http://localhost:4010",
    "http://localhost.",
    "http://[::1]:4010",
    "http://127.8.9.10"
  ]) {
    it.effect(`may be ${url}`, () => Effect.asVoid(build({ baseUrl: url })))
  }

  for (const [url, why] of [
    ["http://api.piggy.eu", "would send the credential unencrypted"],
    ["http://127.0.0.1.example.eu", "would send the credential unencrypted"],
    ["http://localhost.example.eu", "would send the credential unencrypted"],
    ["http://api.localhost", "would send the credential unencrypted"],
    ["http://api.localhost.", "would send the credential unencrypted"],
    ["http://10.0.0.1:4010", "would send the credential unencrypted"],
    ["ftp://api.piggy.eu", "must begin with https://"],
    ["api.piggy.eu", "must be a URL"],
    ["https://user:hunter2@api.piggy.eu", "must not hold a user name or password"],
    ["https://api.piggy.eu?key=hunter2", "must not hold a query"]
  ] as const) {
    it.effect(`may not be ${url.replace("hunter2", "…")}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(build({ baseUrl: url }))
        assert.include(error.message, why)
        assert.notInclude(JSON.stringify(error) + error.message, "hunter2")
      })
    )
  }

  it("may be plain http under .localhost in a browser, which resolves those names to this machine", () => {
    assert.isTrue(Result.isSuccess(parseBase("http://api.localhost:4010", false, true)))
    assert.isTrue(Result.isFailure(parseBase("http://api.localhost:4010", false, false)))
    assert.isTrue(Result.isFailure(parseBase("http://localhost.example.eu", false, true)))
  })

  it.effect("may be plain http with allowInsecure", () =>
    Effect.asVoid(build({ baseUrl: "http://10.0.0.1:4010", allowInsecure: true }))
  )

  it.effect("keeps its path, for a gateway in between", () =>
    Effect.gen(function* () {
      const { client, seen } = script(page)
      yield* Effect.provide(get(), layerOf(client, { baseUrl: "https://gateway.example.eu/piggy/" }))
      assert.strictEqual(seen[0]?.url.href, "https://gateway.example.eu/piggy/list?page=1")
    })
  )
})

describe("the environment", () => {
  const run = (env: Record<string, string>, overrides?: Partial<Omit<PiggyClient.Options, "credentials">>) => {
    const { client, seen } = api(({ path }) =>
      path === "/oauth/token" ? status(200, {}, { access_token: "fetched", expires_in: 60 }) : page()
    )
    return get().pipe(
      Effect.provide(
        PiggyClient.layerConfig(overrides).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, client)))
      ),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
      Effect.map(() => seen)
    )
  }

  for (const [env, bearer] of [
    [{ PIGGY_API_KEY: "k" }, "Bearer k"],
    [{ PIGGY_ACCESS_TOKEN: "t" }, "Bearer t"],
    [{ PIGGY_CLIENT_ID: "7", PIGGY_CLIENT_SECRET: "s" }, "Bearer fetched"],
    [{ PIGGY_API_KEY: "k", PIGGY_ACCESS_TOKEN: "", PIGGY_CLIENT_ID: "", PIGGY_CLIENT_SECRET: "" }, "Bearer k"]
  ] as const) {
    it.effect(`is read: ${Object.keys(env).join(", ")}`, () =>
      Effect.gen(function* () {
        const seen = yield* run({ ...env, PIGGY_BASE_URL: "https://example.eu" })
        assert.strictEqual(seen.at(-1)?.headers["authorization"], bearer)
        assert.strictEqual(seen.at(-1)?.url.origin, "https://example.eu")
      })
    )
  }

  it.effect("defaults to the vendor's host, also if a variable is empty", () =>
    Effect.gen(function* () {
      for (const more of [{}, { PIGGY_BASE_URL: "", PIGGY_ALLOW_INSECURE: "" }]) {
        assert.strictEqual((yield* run({ PIGGY_API_KEY: "k", ...more }))[0]?.url.origin, "https://api.piggy.eu")
      }
    })
  )

  it.effect("is overridden by the options of the call, and left alone by those that are undefined", () =>
    Effect.gen(function* () {
      const env = { PIGGY_API_KEY: "k", PIGGY_BASE_URL: "https://example.eu" }
      const seen = yield* run(env, { baseUrl: "https://other.example.eu", partnerId: "p-1" })
      assert.strictEqual(seen[0]?.url.origin, "https://other.example.eu")
      assert.strictEqual(seen[0]?.headers["x-partner-id"], "p-1")
      assert.strictEqual((yield* run(env, { baseUrl: undefined }))[0]?.url.origin, "https://example.eu")
      const error = yield* Effect.flip(run(env, { timeout: 0 }))
      assert.include(error.message, "timeout must be")
    })
  )

  it.effect("is not read for an option that is given empty: that is refused by name, and nothing is sent", () =>
    Effect.gen(function* () {
      const env = { PIGGY_API_KEY: "k", PIGGY_BASE_URL: "https://example.eu" }
      for (const [overrides, message] of [
        [{ baseUrl: "" }, "baseUrl is empty"],
        [{ partnerId: "" }, "the partner id is empty"]
      ] as const) {
        assert.include((yield* Effect.flip(run(env, overrides))).message, message)
        assert.include((yield* Effect.flip(build(overrides))).message, message)
      }
    })
  )

  it.effect("is not overridden by what is no object: that is refused", () =>
    Effect.gen(function* () {
      const given: ReadonlyArray<unknown> = [
        null,
        5,
        "http://127.0.0.1:4010",
        [],
        () => {},
        new Map([["baseUrl", "x"]])
      ]
      for (const odd of given) {
        for (const make of [PiggyClient.layerConfig, PiggyClient.layer]) {
          const layer: Layer.Layer<PiggyClient.PiggyClient, unknown> = Reflect.apply(make, undefined, [odd]).pipe(
            Layer.provide(Layer.succeed(HttpClient.HttpClient, script(page).client))
          )
          const error = yield* Effect.flip(Effect.scoped(Layer.build(layer))).pipe(
            Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: { PIGGY_API_KEY: "k" } })))
          )
          assert.match(String(error), /PiggyClient\.layer failed: .*options must be/)
        }
      }
    })
  )

  it.effect("may allow plain http with PIGGY_ALLOW_INSECURE", () =>
    Effect.gen(function* () {
      const env = { PIGGY_API_KEY: "k", PIGGY_BASE_URL: "http://10.0.0.1:4010" }
      for (const word of ["true", "TRUE", "1"]) {
        const seen = yield* run({ ...env, PIGGY_ALLOW_INSECURE: word })
        assert.strictEqual(seen[0]?.url.origin, "http://10.0.0.1:4010")
      }
      for (const word of ["", "false", "0"]) {
        const error = yield* Effect.flip(run({ ...env, PIGGY_ALLOW_INSECURE: word }))
        assert.include(error.message, "would send the credential unencrypted")
        assert.include(error.message, "PIGGY_ALLOW_INSECURE")
      }
    })
  )

  for (const [env, message] of [
    [{}, "set PIGGY_API_KEY, or PIGGY_ACCESS_TOKEN, or PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET"],
    [{ PIGGY_API_KEY: "" }, "no credential is set"],
    [{ PIGGY_CLIENT_ID: "hunter2" }, "PIGGY_CLIENT_ID is set without PIGGY_CLIENT_SECRET"],
    [{ PIGGY_CLIENT_SECRET: "hunter2" }, "PIGGY_CLIENT_SECRET is set without PIGGY_CLIENT_ID"],
    [{ PIGGY_API_KEY: "k", PIGGY_ALLOW_INSECURE: "hunter2" }, "PIGGY_ALLOW_INSECURE must be true or false"],
    [
      { PIGGY_API_KEY: "hunter2", PIGGY_ACCESS_TOKEN: "hunter2" },
      "PIGGY_API_KEY, PIGGY_ACCESS_TOKEN are set together: keep one of them"
    ],
    [
      { PIGGY_API_KEY: "hunter2", PIGGY_CLIENT_ID: " " },
      "PIGGY_API_KEY, PIGGY_CLIENT_ID (to blanks) are set together: keep one of them"
    ],
    [
      { PIGGY_ACCESS_TOKEN: "\t", PIGGY_CLIENT_SECRET: "hunter2" },
      "PIGGY_ACCESS_TOKEN (to blanks), PIGGY_CLIENT_SECRET are set together: keep one of them"
    ]
  ] as const) {
    it.effect(`fails with a readable ConfigError: ${message}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(run(env))
        assert.strictEqual(error._tag, "ConfigError")
        assert.include(error.message, message)
        const rejected: unknown = yield* Effect.promise(() => Effect.runPromise(run(env)).catch((thrown) => thrown))
        assert.instanceOf(rejected, Error)
        for (const text of [String(rejected), inspect(rejected), JSON.stringify(rejected), rejected.stack ?? ""]) {
          assert.include(text, message)
          assert.notInclude(text, "hunter2")
          assert.notInclude(text, "core/src/")
        }
      })
    )
  }

  it.effect("is refused if a key is in quotes, and the key is not printed", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run({ PIGGY_API_KEY: "'hunter2'" }))
      assert.include(error.message, "the API key is in quotes: remove them")
      assert.notInclude(inspect(error), "hunter2")
    })
  )

  it.effect("can give the credentials alone", () =>
    Effect.gen(function* () {
      const { client, seen } = script(page)
      const credentials = yield* Credentials.config.parse(ConfigProvider.fromEnv({ env: { PIGGY_API_KEY: "k" } }))
      yield* Effect.provide(get(), layerOf(client, { credentials }))
      assert.strictEqual(seen[0]?.headers["authorization"], "Bearer k")
    })
  )
})

describe("time", () => {
  it.effect("an attempt ends after its timeout, headers and body together", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => "stall",
        // Headers come at once, then a part of the body, or none of it.
        () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([32])) })),
        () => new Response(new ReadableStream())
      )
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client, { timeout: "2 seconds" }))))
      assert(error.reason._tag === "TimedOut")
      assert.strictEqual(error.reason.limit, "attempt")
      assert.include(error.message, "no complete answer within 2s")
      assert.strictEqual(seen.length, 3)
    })
  )

  it.effect("a deadline ends the call, its waits included, and says that it did", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => status(503, { "retry-after": "10" }),
        () => "stall"
      )
      const fiber = yield* Effect.forkChild(
        Effect.flip(Effect.provide(get({ deadline: "15 seconds" }), layerOf(client)))
      )
      yield* inTestTime(Effect.sleep("14 seconds"))
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      const error = yield* Fiber.join(fiber)
      assert(error.reason._tag === "TimedOut")
      assert.strictEqual(error.reason.limit, "deadline")
      assert.strictEqual(error.attempts, 2)
      assert.strictEqual(seen.length, 2)
    })
  )

  for (const code of [429, 502, 503]) {
    it.effect(
      `a wait after ${code} that would outlast the deadline is not begun: the call fails with what happened`,
      () =>
        Effect.gen(function* () {
          const { client, seen } = script(() => status(code, { "retry-after": "10" }))
          const error = yield* Effect.flip(Effect.provide(get({ deadline: "5 seconds" }), layerOf(client)))
          assert.notStrictEqual(error.reason._tag, "TimedOut")
          assert("retryAfter" in error.reason && error.reason.retryAfter !== undefined)
          assert.strictEqual(Duration.toSeconds(error.reason.retryAfter), 10)
          assert.strictEqual(error.attempts, 1)
          assert.strictEqual(seen.length, 1)
        })
    )
  }

  for (const [name, run] of [
    ["timeout", Effect.asVoid(build({ timeout: 0 }))],
    ["deadline", Effect.asVoid(Effect.provide(get({ deadline: -1 }), layerOf(script(page).client)))],
    ["maxBodyBytes", Effect.asVoid(build({ maxBodyBytes: 0 }))]
  ] as const) {
    it.effect(`${name} must be more than 0`, () =>
      Effect.gen(function* () {
        const error: PiggyError.PiggyError = yield* Effect.flip(run)
        assert.strictEqual(error.reason._tag, "InvalidInput")
        assert.include(error.message, `${name} must be`)
      })
    )
  }
})

describe("transformClient", () => {
  it.effect("sees every attempt, composes with the client that is there, and may read what comes back", () =>
    Effect.gen(function* () {
      const remaining: Array<string | undefined> = []
      const { client, seen } = script(
        () => status(500, { "x-ratelimit-remaining": "9" }),
        () => status(200, { "x-ratelimit-remaining": "8" }, { data: [] })
      )
      const there = HttpClient.mapRequest(client, HttpClientRequest.setHeader("x-there", "1"))
      yield* inTestTime(
        Effect.provide(
          get(),
          layerOf(there, {
            transformClient: (http) =>
              http.pipe(
                HttpClient.mapRequest(HttpClientRequest.setHeader("x-mine", "2")),
                HttpClient.tap(({ headers }) => Effect.sync(() => remaining.push(headers["x-ratelimit-remaining"])))
              )
          })
        )
      )
      assert.deepStrictEqual(remaining, ["9", "8"])
      for (const { headers } of seen) {
        assert.strictEqual(headers["x-there"], "1")
        assert.strictEqual(headers["x-mine"], "2")
      }
    })
  )

  it.effect("may filter statuses: the reason stays the status's own", () =>
    Effect.gen(function* () {
      const { client } = script(() => status(403, {}, { code: 7011, message: "No access." }))
      const error = yield* Effect.flip(
        Effect.provide(get(), layerOf(client, { transformClient: HttpClient.filterStatusOk }))
      )
      assert(error.reason._tag === "Forbidden")
      assert.strictEqual(error.reason.code, 7011)
    })
  )

  it.effect("that fails with an error of its own ends the call, and only the error's name is shown", () =>
    Effect.gen(function* () {
      class Closed extends Schema.TaggedError<Closed>()("Closed", { message: Schema.String }) {}
      const { client, seen } = script(page)
      const error = yield* Effect.flip(
        Effect.provide(
          get(),
          layerOf(client, {
            transformClient: HttpClient.transform(() => Effect.fail(new Closed({ message: "hunter2" })))
          })
        )
      )
      assert(error.reason._tag === "Unreachable")
      assert.strictEqual(error.reason.detail, "Closed")
      assert.isTrue(error.isRetryable)
      assert.strictEqual(error.attempts, 0)
      assert.notInclude(JSON.stringify(error), "hunter2")
      assert.strictEqual(seen.length, 0)
    })
  )
})

describe("a body that is too large", () => {
  const kilobyte = new Uint8Array(1024).fill(32)

  it.effect("is refused while it is read, not after", () =>
    Effect.gen(function* () {
      let sent = 0
      let cancelled = false
      const endless = () =>
        new Response(
          new ReadableStream(
            {
              pull: (controller) => {
                sent++
                controller.enqueue(kilobyte)
              },
              cancel: () => {
                cancelled = true
              }
            },
            { highWaterMark: 0 }
          )
        )
      const { client, seen } = script(endless)
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client, { maxBodyBytes: 10_240 }))))
      assert(error.reason._tag === "BodyTooLarge")
      assert.strictEqual(error.reason.limit, 10_240)
      assert.isAtMost(sent, 12)
      assert.isTrue(cancelled)
      assert.strictEqual(seen.length, 1)
    })
  )

  it.effect("may be as large as the limit, to the byte", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ data: [] }).padEnd(2048, " ")
      const { client } = script(() => new Response(body))
      yield* inTestTime(Effect.provide(get(), layerOf(client, { maxBodyBytes: 2048 })))
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client, { maxBodyBytes: 2047 }))))
      assert.strictEqual(error.reason._tag, "BodyTooLarge")
    })
  )
})
