import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { api, get, inTestTime, layerOf, type Outcome, page, type Seen, script, status } from "./requests.ts"

const secret = "s3cr3t-0123456789"

const everywhere = (exit: Exit.Exit<unknown, unknown>): string =>
  [
    Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
    inspect(exit, { depth: 12 }),
    JSON.stringify(exit),
    String(exit)
  ].join("\n")

describe("a credential that no header can hold", () => {
  const kinds = {
    "API key": (value: string) => ({ credentials: Credentials.apiKey(Redacted.make(value)) }),
    "access token": (value: string) => ({ credentials: Credentials.accessToken(Effect.succeed(Redacted.make(value))) }),
    "client secret": (value: string) => ({
      credentials: Credentials.clientCredentials({ clientId: 7, clientSecret: Redacted.make(value) })
    }),
    "client id": (value: string) => ({
      credentials: Credentials.clientCredentials({ clientId: value, clientSecret: Redacted.make("fine") })
    }),
    "partner id": (value: string) => ({ partnerId: value })
  }
  const values = {
    "a line feed": `${secret}\n`,
    "a carriage return": `${secret}\r\nX-Injected: 1`,
    "a null": `${secret}\0`,
    "a tab": `${secret}\t`,
    "a space": `${secret} `,
    "a letter beyond ASCII": `${secret}é`,
    "double quotes around it": `"${secret}"`,
    "single quotes around it": `'${secret}'`,
    "nothing in it": ""
  }
  // What `process.env.PIGGY_API_KEY!` is where the variable is not set, whatever the types say.
  const { unset }: { readonly unset: string } = JSON.parse("{}")

  for (const [kind, options] of Object.entries(kinds)) {
    if (kind !== "partner id") {
      it.effect(`is refused when the layer is built: ${kind} from a variable that is not set`, () =>
        Effect.gen(function* () {
          const { client, seen } = script(page)
          const exit = yield* Effect.exit(Effect.scoped(Layer.build(layerOf(client, options(unset)))))
          assert.include(everywhere(exit), `the ${kind} is empty: set PIGGY_`)
          assert.strictEqual(seen.length, 0)
        })
      )
    }
    for (const [what, value] of Object.entries(values)) {
      it.effect(`is refused when the layer is built, unprinted: ${kind} with ${what}`, () =>
        Effect.gen(function* () {
          const { client, seen } = script(page)
          const exit = yield* Effect.exit(Effect.scoped(Layer.build(layerOf(client, options(value)))))
          assert.isTrue(Exit.isFailure(exit))
          const text = everywhere(exit)
          assert.include(text, kind)
          assert.notInclude(text, secret)
          assert.strictEqual(seen.length, 0)
        })
      )
    }
  }
})

describe("a value that is no credential", () => {
  // What a program without types hands over.
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- that it is none is the case
  const untyped = (value: unknown): never => value as never

  const wiped = Redacted.make(secret)
  Redacted.wipeUnsafe(wiped)
  // What another copy of effect makes: the same mark, and a registry of its own.
  const foreign = Object.create(Object.getPrototypeOf(Redacted.make("")))

  for (const [what, value, message] of [
    ["a string", secret, "the API key must be a Redacted string: wrap it with Redacted.make"],
    ["a number", 42, "the API key must be a Redacted string"],
    ["an object", {}, "the API key must be a Redacted string"],
    ["nothing", null, "the API key must be a Redacted string"],
    ["a Redacted number", Redacted.make(42), "the API key must be a string"],
    ["a Redacted object", Redacted.make({ secret }), "the API key must be a string"],
    ["a Redacted that was wiped", wiped, "the API key cannot be read from its Redacted"],
    ["a Redacted of another copy of effect", foreign, "use one version of effect in all packages"],
    ["a key in quotes", Redacted.make(`"${secret}"`), "the API key is in quotes: remove them"]
  ] as const) {
    it.effect(`is refused by name, and not printed: ${what} as an API key`, () =>
      Effect.gen(function* () {
        const { client, seen } = script(page)
        const exit = yield* Effect.exit(
          Effect.provide(get(), layerOf(client, { credentials: Credentials.apiKey(untyped(value)) }))
        )
        assert.include(everywhere(exit), message)
        assert.notInclude(everywhere(exit), secret)
        assert.strictEqual(seen.length, 0)
      })
    )
  }

  for (const [what, token, message] of [
    [
      "throws",
      Effect.sync(() => {
        throw new Error(secret)
      }),
      "getting an access token failed (Error)"
    ],
    ["dies of a string", Effect.die(secret), "getting an access token failed"],
    ["interrupts itself", Effect.interrupt, "getting an access token failed"],
    [
      "fails with what throws when it is read",
      Effect.suspend(() =>
        Effect.fail(
          new Proxy(
            {},
            {
              get: () => {
                throw new Error(secret)
              }
            }
          )
        )
      ),
      "getting an access token failed"
    ],
    ["gives a string", Effect.sync(() => untyped(secret)), "the access token must be a Redacted string"],
    ["gives a Redacted number", Effect.sync(() => untyped(Redacted.make(42))), "the access token must be a string"],
    ["is a function", untyped(() => secret), "the access token must come from an Effect"],
    ["is a promise", untyped(Promise.resolve(secret)), "the access token must come from an Effect"]
  ] as const) {
    it.effect(`is a typed error, and not printed: an access token that ${what}`, () =>
      Effect.gen(function* () {
        const { client, seen } = script(page)
        const exit = yield* Effect.exit(
          Effect.provide(get(), layerOf(client, { credentials: Credentials.accessToken(token) }))
        )
        assert.include(everywhere(exit), `PiggyError`)
        assert.include(everywhere(exit), message)
        assert.notInclude(everywhere(exit), secret)
        assert.strictEqual(seen.length, 0)
      })
    )
  }

  it.effect("times out if an access token never comes, and is tried again", () =>
    Effect.gen(function* () {
      let asked = 0
      const token = Effect.suspend(() => {
        asked++
        return Effect.never
      })
      const { client } = script(page)
      const error = yield* inTestTime(
        Effect.flip(
          Effect.provide(get(), layerOf(client, { credentials: Credentials.accessToken(token), timeout: "2 seconds" }))
        )
      )
      assert.strictEqual(error.reason._tag, "TimedOut")
      assert.include(error.message, "getting an access token failed: no complete answer within 2s: raise `timeout`")
      assert.strictEqual(asked, 3)
    })
  )

  it.effect("may take as long as `timeout` allows, and leaves the request all of its own", () =>
    Effect.gen(function* () {
      const token = Effect.delay(Effect.succeed(Redacted.make("late")), "1800 millis")
      const { client, seen } = script(() => Effect.delay(Effect.sync(page), "1800 millis"))
      const options = { credentials: Credentials.accessToken(token), timeout: "2 seconds" } as const
      const { attempts } = yield* inTestTime(Effect.provide(get(), layerOf(client, options)))
      assert.deepStrictEqual([attempts, seen.length, seen[0]?.at], [1, 1, 1800])
    })
  )

  it.effect("is not waited for once the deadline of the call has come", () =>
    Effect.gen(function* () {
      const { client, seen } = script(page)
      const options = { credentials: Credentials.accessToken(Effect.never), timeout: "20 seconds" } as const
      const error = yield* inTestTime(
        Effect.flip(Effect.provide(get({ deadline: "3 seconds" }), layerOf(client, options)))
      )
      assert.strictEqual(error.reason._tag === "TimedOut" && error.reason.limit, "deadline")
      assert.strictEqual(seen.length, 0)
    })
  )
})

const bearers = (seen: ReadonlyArray<Seen>) =>
  seen.filter(({ method }) => method === "GET").map(({ headers }) => headers["authorization"])

describe("an access token", () => {
  it.effect("is asked for before every request", () =>
    Effect.gen(function* () {
      let asked = 0
      const token = Effect.sync(() => Redacted.make(`token-${++asked}`))
      const { client, seen } = script(page)
      yield* Effect.andThen(get(), get()).pipe(
        Effect.provide(layerOf(client, { credentials: Credentials.accessToken(token) }))
      )
      assert.deepStrictEqual(bearers(seen), ["Bearer token-1", "Bearer token-2"])
    })
  )

  it.effect("is asked for again after a 401, and another one is tried once", () =>
    Effect.gen(function* () {
      let asked = 0
      const token = Effect.sync(() => Redacted.make(`token-${++asked}`))
      const { client, seen } = script(() => status(401))
      const error = yield* Effect.flip(
        Effect.provide(get(), layerOf(client, { credentials: Credentials.accessToken(token) }))
      )
      assert.strictEqual(error.reason._tag, "Unauthorized")
      assert.strictEqual(error.attempts, 2)
      assert.strictEqual(new Set(bearers(seen)).size, 2)
    })
  )

  it.effect("that stays the same is not tried again after a 401", () =>
    Effect.gen(function* () {
      const token = Effect.sync(() => Redacted.make("the-same"))
      const { client, seen } = script(() => status(401))
      const error = yield* Effect.flip(
        Effect.provide(get(), layerOf(client, { credentials: Credentials.accessToken(token) }))
      )
      assert.strictEqual(error.attempts, 1)
      assert.strictEqual(seen.length, 1)
    })
  )

  it.effect("that cannot be fetched is CredentialsRejected, with the failure's name and not its message", () =>
    Effect.gen(function* () {
      class VaultSealed extends Schema.TaggedError<VaultSealed>()("VaultSealed", { message: Schema.String }) {}
      const token = Effect.suspend(() => Effect.fail(new VaultSealed({ message: secret })))
      const { client, seen } = script(page)
      const exit = yield* Effect.exit(
        Effect.provide(get(), layerOf(client, { credentials: Credentials.accessToken(token) }))
      )
      assert.include(everywhere(exit), "getting an access token failed (VaultSealed)")
      assert.notInclude(everywhere(exit), secret)
      assert.strictEqual(seen.length, 0)
    })
  )

  it.effect("that holds a line break fails the call before it is sent", () =>
    Effect.gen(function* () {
      const token = Effect.sync(() => Redacted.make(`${secret}\n`))
      const { client, seen } = script(page)
      const exit = yield* Effect.exit(
        Effect.provide(get(), layerOf(client, { credentials: Credentials.accessToken(token) }))
      )
      assert.isTrue(Exit.isFailure(exit))
      assert.notInclude(everywhere(exit), secret)
      assert.strictEqual(seen.length, 0)
    })
  )
})

const credentials = Credentials.clientCredentials({ clientId: 7, clientSecret: Redacted.make(secret) })

// A token endpoint and a list behind it; `list` judges by the number of tokens given out so far.
const oauth = (
  options: {
    readonly token?: (issued: number) => Outcome
    readonly list?: (bearer: string, seen: number) => Outcome
  } = {}
) => {
  let issued = 0
  let listed = 0
  return api(({ headers, path }) => {
    if (path !== "/oauth/token") return options.list?.(headers["authorization"] ?? "", listed++) ?? page()
    issued++
    return options.token?.(issued) ?? status(200, {}, { access_token: `token-${issued}`, expires_in: 3600 })
  })
}

const tokenRequests = (seen: ReadonlyArray<Seen>) => seen.filter(({ path }) => path === "/oauth/token")

describe("client credentials", () => {
  it.effect("are sent as JSON to /oauth/token, and the token that comes back as the bearer", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth()
      yield* Effect.provide(get(), layerOf(client, { credentials }))
      const [asked] = tokenRequests(seen)
      assert(asked?.request.body._tag === "Uint8Array")
      assert.deepStrictEqual(JSON.parse(new TextDecoder().decode(asked.request.body.body)), {
        grant_type: "client_credentials",
        client_id: 7,
        client_secret: secret
      })
      assert.strictEqual(asked.method, "POST")
      assert.strictEqual(asked.headers["content-type"], "application/json; charset=utf-8")
      assert.isUndefined(asked.headers["authorization"])
      assert.deepStrictEqual(bearers(seen), ["Bearer token-1"])
    })
  )

  it.effect("are exchanged once, however many fibers wait", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth()
      yield* Effect.all(
        Array.from({ length: 20 }, () => get()),
        { concurrency: "unbounded" }
      ).pipe(Effect.provide(layerOf(client, { credentials })))
      assert.strictEqual(tokenRequests(seen).length, 1)
      assert.strictEqual(bearers(seen).length, 20)
    })
  )

  it.effect("are exchanged for the other fibers when the first one is interrupted", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth({
        token: () =>
          Effect.delay(
            Effect.sync(() => status(200, {}, { access_token: "t", expires_in: 60 })),
            1000
          )
      })
      yield* Effect.gen(function* () {
        const first = yield* Effect.forkChild(get())
        yield* TestClock.adjust(100)
        const second = yield* Effect.forkChild(get())
        yield* TestClock.adjust(100)
        yield* Fiber.interrupt(first)
        const answer = yield* inTestTime(Fiber.join(second))
        assert.strictEqual(answer.attempts, 1)
        assert.strictEqual(tokenRequests(seen).length, 1)
      }).pipe(Effect.provide(layerOf(client, { credentials })))
    })
  )

  it.effect("keep their token until shortly before it expires", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth()
      yield* Effect.gen(function* () {
        yield* get()
        yield* TestClock.adjust("58 minutes")
        yield* get()
        assert.strictEqual(tokenRequests(seen).length, 1)
        yield* TestClock.adjust("90 seconds")
        yield* get()
        assert.strictEqual(tokenRequests(seen).length, 2)
      }).pipe(Effect.provide(layerOf(client, { credentials })))
      assert.deepStrictEqual(bearers(seen), ["Bearer token-1", "Bearer token-1", "Bearer token-2"])
    })
  )

  it.effect("are exchanged again after a 401, once for all calls, and the request is sent once more", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth({ list: (bearer) => (bearer === "Bearer token-1" ? status(401) : page()) })
      const answers = yield* Effect.all(
        Array.from({ length: 8 }, () => get()),
        { concurrency: "unbounded" }
      ).pipe(Effect.provide(layerOf(client, { credentials })))
      assert.deepStrictEqual(new Set(answers.map(({ attempts }) => attempts)), new Set([2]))
      assert.strictEqual(tokenRequests(seen).length, 2)
    })
  )

  it.effect("keep a renewed token when the old one is refused late", () =>
    Effect.gen(function* () {
      const late = (index: number) =>
        Effect.delay(
          Effect.sync(() => status(401)),
          index * 1000
        )
      const { client, seen } = oauth({ list: (bearer, index) => (bearer === "Bearer token-1" ? late(index) : page()) })
      yield* inTestTime(
        Effect.all(
          Array.from({ length: 4 }, () => get()),
          { concurrency: "unbounded" }
        ).pipe(Effect.provide(layerOf(client, { credentials })))
      )
      assert.strictEqual(tokenRequests(seen).length, 2)
    })
  )

  it.effect("are renewed once per call: a second 401 is Unauthorized", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth({ list: () => status(401) })
      const error = yield* Effect.flip(Effect.provide(get(), layerOf(client, { credentials })))
      assert.strictEqual(error.reason._tag, "Unauthorized")
      assert.strictEqual(error.attempts, 2)
      assert.strictEqual(tokenRequests(seen).length, 2)
    })
  )

  it.effect("do not use up an attempt: the one with a renewed token is a fourth at most", () =>
    Effect.gen(function* () {
      const { client } = oauth({
        list: (_, index) => [status(500), status(401), status(500), status(500)][index] ?? page()
      })
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client, { credentials }))))
      assert.strictEqual(error.reason._tag, "ServerFailure")
      assert.strictEqual(error.attempts, 4)
    })
  )

  for (const [name, refusal] of Object.entries({
    "401": () => status(401, {}, { error: "invalid_client" }),
    "400": () => status(400, {}, { error: "invalid_client" }),
    "403": () => status(403),
    "400 with code 1003": () => status(400, {}, { code: 1003, message: "Invalid input.", status_code: 400 })
  })) {
    it.effect(`that are refused (${name}) are CredentialsRejected, and are not tried again`, () =>
      Effect.gen(function* () {
        const { client, seen } = oauth({ token: refusal })
        const exit = yield* Effect.exit(Effect.provide(get(), layerOf(client, { credentials })))
        assert.include(everywhere(exit), "CredentialsRejected")
        assert.include(everywhere(exit), "check PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET")
        assert.notInclude(everywhere(exit), secret)
        assert.strictEqual(seen.length, 1)
      })
    )
  }

  it.effect("recover when the token endpoint does", () =>
    Effect.gen(function* () {
      const { client } = oauth({
        token: (issued) => (issued === 1 ? status(503) : status(200, {}, { access_token: "t", expires_in: "60" }))
      })
      const answer = yield* inTestTime(Effect.provide(get(), layerOf(client, { credentials })))
      assert.strictEqual(answer.attempts, 2)
    })
  )

  for (const [name, body] of Object.entries({
    "no token": { expires_in: 60 },
    "a token with a line break": { access_token: `${secret}\n`, expires_in: 60 },
    "a time that is none": { access_token: "t", expires_in: "soon" },
    "a time that is empty": { access_token: "t", expires_in: "" },
    "a time that is true": { access_token: "t", expires_in: true },
    "a time in a list": { access_token: "t", expires_in: [60] },
    "a time that is over": { access_token: "t", expires_in: -1 },
    "a time in hexadecimal": { access_token: "t", expires_in: "0x10" },
    "no object": [secret]
  })) {
    it.effect(`say where a token endpoint's answer is wrong: ${name}`, () =>
      Effect.gen(function* () {
        const { client } = oauth({ token: () => status(200, {}, body) })
        const exit = yield* Effect.exit(Effect.provide(get(), layerOf(client, { credentials })))
        assert.include(everywhere(exit), "MalformedResponse")
        assert.include(everywhere(exit), "getting an access token failed: the answer is not as documented")
        assert.notInclude(everywhere(exit), secret)
      })
    )
  }
})

describe("the life of a token", () => {
  for (const [expires, kept, gone] of [
    [undefined, "1000 hours", undefined],
    [null, "1000 hours", undefined],
    [3600, "58 minutes", "2 minutes"],
    ["3600", "58 minutes", "2 minutes"],
    [1.5, "1 second", "1 second"],
    [1e300, "1000 hours", undefined]
  ] as const) {
    it.effect(`is what expires_in says: ${JSON.stringify(expires)}`, () =>
      Effect.gen(function* () {
        const { client, seen } = oauth({
          token: (n) => status(200, {}, { access_token: `t${n}`, expires_in: expires })
        })
        yield* Effect.gen(function* () {
          yield* get()
          yield* TestClock.adjust(kept)
          yield* get()
          assert.strictEqual(tokenRequests(seen).length, 1)
          if (gone !== undefined) {
            yield* TestClock.adjust(gone)
            yield* get()
            assert.strictEqual(tokenRequests(seen).length, 2)
          }
        }).pipe(Effect.provide(layerOf(client, { credentials })))
      })
    )
  }

  it.effect("of 0 seconds serves one request, and those that wait for it meanwhile", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth({ token: (n) => status(200, {}, { access_token: `t${n}`, expires_in: 0 }) })
      yield* Effect.andThen(get(), get()).pipe(Effect.provide(layerOf(client, { credentials })))
      assert.deepStrictEqual(bearers(seen), ["Bearer t1", "Bearer t2"])
    })
  )
})

describe("a client whose scope is closed", () => {
  it.effect("still gets its token and answers", () =>
    Effect.gen(function* () {
      const { client, seen } = oauth()
      const piggy = yield* Effect.provide(PiggyClient.PiggyClient, layerOf(client, { credentials }))
      const answer = yield* piggy.getJson({ operation: "Test.get", path: "/list", query: [] })
      assert.strictEqual(answer.attempts, 1)
      assert.deepStrictEqual(bearers(seen), ["Bearer token-1"])
    })
  )

  it.effect("does not wait for a token that was being fetched when it closed", () =>
    Effect.gen(function* () {
      const { client } = oauth({ token: () => "stall" })
      const piggy = yield* Effect.provide(
        PiggyClient.PiggyClient,
        layerOf(client, { credentials, timeout: "1 second" })
      )
      const error = yield* inTestTime(Effect.flip(piggy.getJson({ operation: "Test.get", path: "/list", query: [] })))
      assert.strictEqual(error.reason._tag, "TimedOut")
    })
  )
})

describe("a token endpoint that fails", () => {
  for (const [what, outcome, message] of [
    ["with 500", () => status(500), "getting an access token failed: the API failed (HTTP 500)"],
    ["with 429", () => status(429, { "retry-after": "90" }), "getting an access token failed: rate limited (HTTP 429)"],
    ["with 404", () => status(404), "getting an access token failed: not found (HTTP 404)"],
    ["by a connection that breaks", () => "reset" as const, "getting an access token failed: no answer from"],
    ["by saying nothing", () => "stall" as const, "getting an access token failed: no complete answer within 30s"],
    ["by a page of HTML", () => new Response("<p>"), "getting an access token failed: the answer is not as documented"],
    [
      "by an answer without end",
      () => new Response("x".repeat(3000)),
      "getting an access token failed: the answer is larger"
    ]
  ] as const) {
    it.effect(`${what} is reported as its own failure, not as the list's`, () =>
      Effect.gen(function* () {
        const { client } = oauth({ token: outcome })
        const error = yield* inTestTime(
          Effect.flip(Effect.provide(get(), layerOf(client, { credentials, maxBodyBytes: 2000 }))),
          500
        )
        assert.include(error.message, message)
        assert.propertyVal(error.reason, "endpoint", "token")
      })
    )
  }
})

describe("client credentials against the mock", () => {
  const provide = (url: string, who: Credentials.Credentials) =>
    Effect.provide(
      Referrals.layer.pipe(
        Layer.provide(PiggyClient.layer({ credentials: who, baseUrl: url })),
        Layer.provide(FetchHttpClient.layer)
      )
    )

  it.live("renew a token that expired, and lose nothing", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const clientSecret = Redacted.make("right")
      yield* Effect.gen(function* () {
        const referrals = yield* Referrals.Referrals
        yield* referrals.list()
        // The mock's clock moves, the client's does not: the token is refused before it is due.
        yield* mock.advanceClock({ seconds: 100 * 24 * 3600 })
        const { summary } = yield* referrals.collect({}, { concurrency: 4 })
        assert.strictEqual(summary.items, 450)
        const journal = yield* mock.journal
        assert.strictEqual(journal.filter(({ path }) => path === "/oauth/token").length, 2)
        assert.isAtLeast(journal.filter((entry) => entry.status === 401).length, 1)
      }).pipe(provide(mock.url, Credentials.clientCredentials({ clientId: 7, clientSecret })))
    }).pipe(Effect.provide(MockServer.layer({ referrals: 450 })))
  )

  it.live("that are wrong are CredentialsRejected", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const wrong = Credentials.clientCredentials({ clientId: "7", clientSecret: Redacted.make("wrong") })
      const error = yield* Effect.flip(
        Effect.flatMap(Referrals.Referrals, (referrals) => referrals.list()).pipe(provide(mock.url, wrong))
      )
      assert.strictEqual(error.reason._tag, "CredentialsRejected")
    }).pipe(Effect.provide(MockServer.layer()))
  )
})
