/**
 * What calls of one client rely on while the server limits them, whatever becomes of single requests.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { api, get, inTestTime, layerOf, page, script, status, waits } from "./requests.ts"

const refused = (headers: Record<string, string> = {}) => status(429, headers)

/** One GET of a page. */
const getPage = (number: number) => get({ page: number, query: [["page", String(number)]] })

describe("the calls of one client", () => {
  it.effect("wait together for what one of them was told, and then send one request to see whether it is over", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => refused({ "retry-after": "5" }), page)
      yield* Effect.gen(function* () {
        const first = yield* Effect.forkChild(get())
        yield* inTestTime(Effect.sleep("1 second"))
        const others = yield* Effect.forkChild(
          Effect.all(
            Array.from({ length: 3 }, () => get()),
            { concurrency: "unbounded" }
          )
        )
        yield* inTestTime(Effect.sleep("3 seconds"))
        assert.strictEqual(seen.length, 1)
        yield* inTestTime(Effect.andThen(Fiber.join(first), Fiber.join(others)))
      }).pipe(Effect.provide(layerOf(client)))
      assert.isAtLeast(waits(seen)[0] ?? 0, 5000)
      assert.strictEqual(seen.length, 5)
    })
  )

  it.effect("let the one that was refused go first", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => refused({ "retry-after": "1" }), page)
      yield* inTestTime(
        Effect.all([1, 2, 3].map(getPage), { concurrency: "unbounded" }).pipe(Effect.provide(layerOf(client)))
      )
      assert.deepStrictEqual(
        seen.map(({ url }) => url.searchParams.get("page")),
        ["1", "2", "3", "1"]
      )
    })
  )

  it.effect("fail together when nothing but refusals came for 90 seconds, each with what the server said", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => refused())
      yield* Effect.gen(function* () {
        const all = Effect.all(
          Array.from({ length: 4 }, () => Effect.flip(get())),
          { concurrency: "unbounded" }
        )
        const [took, errors] = yield* inTestTime(Effect.timed(all))
        assert.deepStrictEqual(new Set(errors.map(({ reason }) => reason._tag)), new Set(["RateLimited"]))
        assert.strictEqual(
          errors.reduce((sum, { attempts }) => sum + attempts, 0),
          seen.length
        )
        assert.isTrue(Duration.toSeconds(took) >= 90 && Duration.toSeconds(took) <= 100, `took ${String(took)}`)
        assert.isAtMost(seen.length, 25)
      }).pipe(Effect.provide(layerOf(client)))
    })
  )

  it.effect("keep to a wait that a later call has no time for: it fails at once, and says how long the wait is", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => refused({ "retry-after": "30" }), page)
      yield* Effect.gen(function* () {
        const patient = yield* Effect.forkChild(get())
        yield* inTestTime(Effect.sleep("10 seconds"))
        const error = yield* Effect.flip(get({ deadline: "5 seconds" }))
        assert(error.reason._tag === "RateLimited" && error.reason.retryAfter !== undefined)
        assert.strictEqual(Math.round(Duration.toSeconds(error.reason.retryAfter)), 20)
        assert.strictEqual(error.attempts, 0)
        yield* inTestTime(Fiber.join(patient))
      }).pipe(Effect.provide(layerOf(client)))
      assert.strictEqual(seen.length, 2)
    })
  )

  it.effect("send nothing while an answer says that nothing remains, and go on when the limit is reset", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => status(200, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "20" }, { data: [] }),
        page
      )
      yield* Effect.gen(function* () {
        yield* get()
        yield* inTestTime(get())
      }).pipe(Effect.provide(layerOf(client)))
      assert.isAtLeast(waits(seen)[0] ?? 0, 20_000)
      assert.isAtMost(waits(seen)[0] ?? 0, 21_000)
    })
  )

  it.effect("are timed on the wire: a user's limiter that lets them wait slows nothing down", () =>
    Effect.gen(function* () {
      const { client, seen } = script(page)
      const slow = (http: HttpClient.HttpClient) =>
        HttpClient.transform(http, (answer) => Effect.delay(answer, "3 seconds"))
      yield* inTestTime(
        Effect.all(
          Array.from({ length: 40 }, () => get()),
          { concurrency: 20 }
        ).pipe(Effect.provide(layerOf(client, { transformClient: slow })))
      )
      assert.deepStrictEqual(new Set(seen.map(({ at }) => Math.round(at / 1000))), new Set([3, 6]))
    })
  )
})

describe("a request that goes alone after a refusal", () => {
  it.effect("and is interrupted gives its place to the next call", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => refused({ "retry-after": "1" }),
        () => "stall",
        page
      )
      yield* Effect.gen(function* () {
        const first = yield* Effect.forkChild(Effect.timeoutOption(get(), "2500 millis"))
        yield* inTestTime(Effect.sleep("500 millis"))
        const [took] = yield* inTestTime(Effect.timed(Effect.timeout(get(), "20 seconds")))
        assert.isAtMost(Duration.toSeconds(took), 3)
        yield* Fiber.join(first)
      }).pipe(Effect.provide(layerOf(client)))
      assert.strictEqual(seen.length, 3)
    })
  )
})

const Ends = Schema.Literals([
  "ok",
  "429",
  "429 in 1",
  "503",
  "503 in 2",
  "500",
  "404",
  "reset",
  "stall",
  "slow",
  "none left"
])

const answers: Record<typeof Ends.Type, () => ReturnType<Parameters<typeof api>[0]>> = {
  ok: page,
  429: () => refused(),
  "429 in 1": () => refused({ "retry-after": "1" }),
  503: () => status(503),
  "503 in 2": () => status(503, { "retry-after": "2" }),
  500: () => status(500),
  404: () => status(404),
  reset: () => "reset",
  stall: () => "stall",
  slow: () => Effect.delay(Effect.sync(page), "700 millis"),
  "none left": () => status(200, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3" }, { data: [] })
}

describe("whatever becomes of single requests", () => {
  it.effect.prop(
    "nobody waits for ever, and the client goes on as before",
    {
      ends: Schema.Array(Ends).check(Schema.isMaxLength(25)),
      // Milliseconds after which a call is interrupted.
      interruptAfter: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6000 }))).check(
        Schema.isMaxLength(12)
      )
    },
    ({ ends, interruptAfter }) => {
      const { client, seen } = api((_, index) => answers[ends[index] ?? "ok"]())
      return Effect.gen(function* () {
        const calls = interruptAfter.map((millis, index) =>
          index % 2 === 0 ? Effect.exit(get()) : Effect.exit(Effect.timeoutOption(get(), millis))
        )
        const all = yield* Effect.forkChild(Effect.all(calls, { concurrency: 5 }))
        // Twelve calls, each with timeouts, waits and refusals: all are over long before.
        for (let second = 0; second < 400 && all.pollUnsafe() === undefined; second++) {
          yield* inTestTime(Effect.sleep("1 second"), 250)
        }
        assert.isDefined(all.pollUnsafe(), `calls still wait after ${seen.length} requests`)
        // Whatever is left of the script is used up, and the server is well again.
        while (seen.length < ends.length) yield* inTestTime(Effect.exit(get()), 250)
        yield* TestClock.adjust("2 minutes")
        const [took] = yield* inTestTime(Effect.timed(get()), 250)
        assert.isAtMost(Duration.toSeconds(took), 90)
      }).pipe(Effect.provide(layerOf(client, { timeout: "2 seconds" })))
    },
    { arbitrary: { runs: 60 } }
  )
})
