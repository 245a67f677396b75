import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startMockServer } from "../src/index.ts"
import * as MockServer from "../src/MockServer.ts"
import type { ReferralPage } from "./http.ts"
import { authorized, referralsPath } from "./http.ts"

const origin = "https://api.piggy.eu"

/** A mock without a port. */
const portless = (options: MockServer.Options = {}) => MockServer.make({ referrals: 40, ...options, listen: false })

const ask = Effect.fnUntraced(function* (
  { fetch: handle }: Pick<MockServer.Service, "fetch">,
  path = referralsPath,
  init: RequestInit = {}
) {
  const response = yield* Effect.promise(() =>
    handle(new Request(`${origin}${path}`, { ...init, headers: { ...authorized, ...init.headers } }))
  )
  return response
})

const pageOf = (response: Response): Effect.Effect<ReferralPage> =>
  Effect.promise(async () => JSON.parse(await response.text()))

describe("a mock without a port", () => {
  it.live("answers a request that is handed to it, whatever its origin, like a server", () =>
    Effect.gen(function* () {
      const mock = yield* portless({ seed: "same" })
      const server = yield* MockServer.make({ referrals: 40, seed: "same" })
      for (const query of ["?limit=3&page=2", "?limit=0", "?stauts=failed"]) {
        const answer = yield* ask(mock, referralsPath + query)
        const served = yield* Effect.promise(() => fetch(server.url + referralsPath + query, { headers: authorized }))
        assert.strictEqual(answer.status, served.status)
        assert.strictEqual(yield* Effect.promise(() => answer.text()), yield* Effect.promise(() => served.text()))
        const names = (headers: Headers) =>
          [...headers.keys()].filter((name) => !["connection", "date", "keep-alive"].includes(name))
        assert.deepStrictEqual(names(answer.headers), names(served.headers))
      }
      assert.strictEqual((yield* mock.journal).length, 3)
    }).pipe(Effect.scoped)
  )

  it.live("says in `meta` where it was asked", () =>
    Effect.gen(function* () {
      const mock = yield* portless({ scenario: { meta: "laravel" } })
      const { meta } = yield* pageOf(yield* ask(mock, `${referralsPath}?page=2&limit=5`))
      assert.deepInclude(meta, { path: `${origin}${referralsPath}`, current_page: 2 })
    }).pipe(Effect.scoped)
  )

  it.live("reads a body that was made in the same program, and refuses one that is too large", () =>
    Effect.gen(function* () {
      const mock = yield* portless()
      const form = { grant_type: "client_credentials", client_id: "1", client_secret: "secret" }
      const token = yield* ask(mock, "/oauth/token", { method: "POST", body: new URLSearchParams(form) })
      assert.strictEqual(token.status, 200)
      const large = yield* ask(mock, "/oauth/token", {
        method: "POST",
        body: "x".repeat(2 ** 21),
        headers: { "content-type": "application/json" }
      })
      assert.strictEqual(large.status, 413)
    }).pipe(Effect.scoped)
  )

  it.live("plays scenarios: a broken connection is a network error, a body that breaks off, or one that trickles", () =>
    Effect.gen(function* () {
      const mock = yield* portless()
      yield* mock.play({ connection: { reset: 1 } })
      for (const method of ["GET", "HEAD"]) {
        assert.strictEqual((yield* ask(mock, referralsPath, { method })).type, "error")
      }
      yield* mock.play({ connection: { truncated: 1 } })
      const truncated = yield* ask(mock)
      assert.strictEqual(truncated.status, 200)
      const failure = yield* Effect.flip(Effect.tryPromise({ try: () => truncated.text(), catch: String }))
      assert.include(failure, "the connection was closed")
      yield* mock.play({ connection: { slow: 1, duration: 40 }, latency: 10 })
      const started = performance.now()
      const slow = yield* ask(mock)
      assert.lengthOf((yield* pageOf(slow)).data, 30)
      assert.isAtLeast(performance.now() - started, 45)
      yield* mock.play({ steps: [{ errors: { status: 429, retryAfter: 3 } }] })
      const limited = yield* ask(mock)
      assert.deepStrictEqual([limited.status, limited.headers.get("retry-after")], [429, "3"])
      assert.deepStrictEqual(
        (yield* mock.journal).map(({ faults, status }) => `${status} ${faults.join(", ")}`),
        [
          "0 connection reset",
          "0 connection reset",
          "200 truncated body",
          "200 latency 10 ms, slow body, 40 ms",
          "429 error 429"
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("answers one request that is handed over twice at once as two", () =>
    Effect.gen(function* () {
      const mock = yield* portless({ scenario: { connection: { reset: 1 } } })
      const request = new Request(origin + referralsPath, { headers: authorized })
      const both = yield* Effect.promise(() => Promise.all([mock.fetch(request), mock.fetch(request)]))
      assert.deepStrictEqual(
        both.map(({ type }) => type),
        ["error", "error"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("notices a client that gives up", () =>
    Effect.gen(function* () {
      const mock = yield* portless({ scenario: { latency: 600_000 } })
      const leaving = new AbortController()
      const asking = mock.fetch(new Request(origin + referralsPath, { headers: authorized, signal: leaving.signal }))
      leaving.abort()
      yield* Effect.promise(() => asking)
      assert.deepStrictEqual(
        (yield* mock.journal).map(({ faults, status }) => [status, faults.at(-1)]),
        [[0, "the client went away"]]
      )
    }).pipe(Effect.scoped)
  )

  it.live("has sessions, each with a `fetch` of its own", () =>
    Effect.gen(function* () {
      const mock = yield* portless()
      const session = yield* mock.session({ referrals: 3, scenario: { limitClamp: 2 } })
      const [own, standard] = [yield* pageOf(yield* ask(session)), yield* pageOf(yield* ask(mock))]
      assert.deepStrictEqual([own.data.length, standard.data.length], [2, 30])
      const named = yield* pageOf(yield* ask(mock, referralsPath, { headers: session.headers }))
      const byUrl = yield* pageOf(yield* ask(mock, new URL(session.url).pathname + referralsPath))
      assert.deepStrictEqual([named.data.length, byUrl.data.length], [2, 2])
      assert.deepStrictEqual([(yield* session.counts).requests, (yield* mock.counts).requests], [3, 1])
    }).pipe(Effect.scoped)
  )

  it.live("lets nobody steer it by request, since a request does not tell where it comes from", () =>
    Effect.gen(function* () {
      const mock = yield* portless()
      const refused = yield* ask(mock, "/__mock/reset", { method: "POST" })
      assert.strictEqual(refused.status, 403)
      const open = yield* portless({ allowRemote: true })
      const health = yield* ask(open, "/__mock/health", { headers: { host: "localhost" } })
      assert.strictEqual(health.status, 200)
    }).pipe(Effect.scoped)
  )

  it.live("shows the contract", () =>
    Effect.gen(function* () {
      const contract = yield* ask(yield* portless(), "/openapi.yaml")
      assert.include(yield* Effect.promise(() => contract.text()), "openapi: 3.1.0")
    }).pipe(Effect.scoped)
  )

  it("is there for code without Effect, and its `fetch` can be handed on", async () => {
    await using mock = await startMockServer({ referrals: 2, listen: false })
    const { fetch: handle } = mock
    const answer = await handle(new Request(mock.url + referralsPath, { headers: authorized }))
    assert.strictEqual(answer.status, 200)
  })
})

describe("a server's own `fetch`", () => {
  it.live("shares rows, scenario and journal with its port", () =>
    Effect.gen(function* () {
      const server = yield* MockServer.make({ referrals: 4, scenario: { rateLimit: { requests: 1, window: 60 } } })
      const first = yield* Effect.promise(() => fetch(server.url + referralsPath, { headers: authorized }))
      const second = yield* ask(server)
      assert.deepStrictEqual([first.status, second.status], [200, 429])
    }).pipe(Effect.scoped)
  )
})
