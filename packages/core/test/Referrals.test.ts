import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Credentials, type PiggyError, Referrals, RetryPolicy } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { asked, clientOf, inTestTime, referralsOf } from "./support.ts"

describe("list", () => {
  it.effect("returns one page, as the server sends it", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 95, clampTo: 20 })
      const page = yield* referrals.list({ limit: 100, page: 2 })
      assert.deepStrictEqual(page, { data: fake.referrals.slice(20, 40), meta: [] })
      assert.strictEqual(fake.requests.length, 1)
    })
  )

  it.effect("sends only what was asked for", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf()
      yield* referrals.list()
      yield* referrals.list({ status: "completed" })
      assert.deepStrictEqual(
        fake.requests.map(({ url }) => `${url.pathname}${url.search}`),
        ["/api/v3/oauth/clients/referrals", "/api/v3/oauth/clients/referrals?status=completed"]
      )
      assert.strictEqual(fake.requests[0]?.headers["authorization"], "Bearer test")
      assert.strictEqual(fake.requests[0]?.headers["accept"], "application/json")
    })
  )

  it.effect("refuses a query before any request, and says why", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf()
      const error = yield* Effect.flip(referrals.list({ limit: 250 }))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert(error.reason._tag === "InvalidInput")
      assert.strictEqual(error.reason.origin, "client")
      assert.strictEqual(error.attempts, 0)
      assert.strictEqual(error.message, "Referrals.list failed: limit must be an integer from 1 to 100, got 250")
      assert.strictEqual(fake.requests.length, 0)
    })
  )
})

describe("stream", () => {
  it.effect("filters as the API does", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 950 })
      const rows = yield* Stream.runCollect(referrals.stream({ status: "failed" }))
      assert.deepStrictEqual(
        rows,
        fake.referrals.filter((row) => row.status === "failed")
      )
    })
  )

  it.effect("costs one request when the first page is enough", () =>
    Effect.gen(function* () {
      for (const concurrency of [1, 4, 8]) {
        const { fake, referrals } = yield* referralsOf({ referrals: 950 })
        const rows = yield* referrals.stream({}, { concurrency }).pipe(Stream.take(100), Stream.runCollect)
        assert.strictEqual(rows.length, 100)
        assert.deepStrictEqual(asked(fake), [1])
      }
    })
  )

  it.effect("refuses a filter before any request", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf()
      const error = yield* Effect.flip(Stream.runDrain(referrals.stream({ referring_contact_uuid: "jane@example.eu" })))
      assert.include(error.message, "Referrals.stream failed: referring_contact_uuid must be a UUID")
      assert.notInclude(error.message, "jane")
      assert.strictEqual(fake.requests.length, 0)
    })
  )

  it.effect("can be run again", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ referrals: 250 })
      const stream = referrals.stream()
      assert.strictEqual(yield* Stream.runCount(stream), 250)
      assert.strictEqual(yield* Stream.runCount(stream), 250)
    })
  )
})

describe("options", () => {
  it.effect("that are not valid are refused before any request, each by name", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf()
      const error = yield* Effect.flip(
        referrals.collect({}, { concurrency: 0, pageSize: 101, maxItems: -1, maxPages: 0.5, passes: Number.NaN })
      )
      assert(error.reason._tag === "InvalidInput")
      assert.deepStrictEqual(error.reason.errors, {
        concurrency: ["concurrency must be an integer, 1 or more, got 0"],
        maxItems: ["maxItems must be an integer, 1 or more, got -1"],
        maxPages: ["maxPages must be an integer, 1 or more, got 0.5"],
        passes: ["passes must be an integer, 1 or more, got NaN"],
        pageSize: ["pageSize must be an integer from 1 to 100, got 101"]
      })
      assert.strictEqual(fake.requests.length, 0)
    })
  )
})

describe("a call with options of its own", () => {
  const slow = referralsOf({ referrals: 950, latency: () => "40 millis" })

  const outOfTime = <A, R>(call: Effect.Effect<A, PiggyError.PiggyError, R>) =>
    Effect.map(inTestTime(Effect.flip(call)), ({ operation, reason }) => {
      assert(reason._tag === "TimedOut")
      return `${operation}: ${reason.limit}`
    })

  it.effect("ends list and collect as a whole at their deadline", () =>
    Effect.gen(function* () {
      const { referrals } = yield* slow
      const deadline = "100 millis"
      assert.strictEqual(yield* outOfTime(referrals.list({}, { deadline: "30 millis" })), "Referrals.list: deadline")
      assert.strictEqual(yield* outOfTime(referrals.collect({}, { deadline })), "Referrals.collect: deadline")
    })
  )

  it.effect("has a deadline for each page of a stream, and none for its consumer", () =>
    Effect.gen(function* () {
      const { referrals } = yield* slow
      const read = (deadline: string) =>
        referrals.pages({}, { deadline: deadline === "30" ? "30 millis" : "100 millis" }).pipe(
          Stream.tap(() => Effect.sleep("300 millis")),
          Stream.runCount
        )
      assert.strictEqual(yield* inTestTime(read("100")), 10)
      assert.strictEqual(yield* outOfTime(read("30")), "Referrals.pages: deadline")
    })
  )

  it.effect("may retry differently from its client", () =>
    Effect.gen(function* () {
      for (const [retry, sent] of [
        [RetryPolicy.none, 1],
        [{ attempts: 5, baseDelay: 1 }, 5]
      ] as const) {
        const { fake, referrals } = yield* referralsOf({ respond: () => FakePiggy.json({}, { status: 503 }) })
        const error = yield* inTestTime(Effect.flip(referrals.list({}, { retry })))
        assert.strictEqual(error.attempts, sent)
        assert.strictEqual(fake.requests.length, sent)
      }
    })
  )
})

describe("two accounts in one program", () => {
  const fake = FakePiggy.make()
  const of = (key: string) =>
    Layer.provide(Referrals.layer, clientOf(fake, { credentials: Credentials.apiKey(Redacted.make(key)) }))
  const list = Referrals.Referrals.use((referrals) => referrals.list())

  it.effect("are each read with their own key", () =>
    Effect.gen(function* () {
      const accounts = yield* LayerMap.make(of)
      const second = Effect.provide(list, accounts.get("two"))
      yield* Effect.provide(Effect.andThen(list, second), accounts.get("one"))
      assert.deepStrictEqual(
        fake.requests.map(({ headers }) => headers["authorization"]),
        ["Bearer one", "Bearer two"]
      )
    })
  )
})
