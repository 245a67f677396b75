/**
 * What calls of one client rely on while the server limits them, whatever becomes of single requests.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { TestClock } from "effect/testing"
import { limiters } from "../limits/limiters.ts"
import { referralsOf } from "./support.ts"
import { api, get, inTestTime, layerOf, page, script, status, waits } from "./requests.ts"

const refused = (headers: Record<string, string> = {}) => status(429, headers)

/** One GET of a page. */
const getPage = (number: number) => get({ page: number, query: [["page", String(number)]] })

describe("the calls of one client", () => {
  it.effect("wait together after one of them is refused, and then send one request alone", () =>
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

  it.effect("go on with the refused one first", () =>
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

  it.effect("fail at once, with the length of the wait, if their deadline comes before its end", () =>
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

  it.effect("send nothing after an answer says that no requests remain, until the limit is reset", () =>
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

  it.effect("are timed from when they are sent: the wait at a user's limiter slows nothing down", () =>
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

describe("calls that wait at the gate", () => {
  it.effect.prop(
    "send nothing because others are stopped, and count only what was sent",
    { stopAfter: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 400 })), limit: Schema.Literals([1, 2, 5]) },
    ({ limit, stopAfter }) =>
      Effect.gen(function* () {
        const clock = yield* Clock.Clock
        const limiter = limiters["fixed window"](() => ({ limit, span: 100 }), 0)
        const { fake, referrals } = yield* referralsOf({
          referrals: 60,
          latency: () => 7,
          respond: () => (limiter(clock.currentTimeMillisUnsafe()).isAllowed ? undefined : refused())
        })
        const fiber = yield* Effect.forkChild(Effect.result(referrals.collect({}, { pageSize: 1, concurrency: 8 })))
        yield* inTestTime(Effect.sleep(stopAfter))
        const sent = fake.requests.length
        yield* Fiber.interrupt(fiber)
        yield* inTestTime(Effect.sleep(50))
        assert.strictEqual(fake.requests.length, sent)
      })
  )

  it.effect("in a user's own limiter were not sent: neither `requests` nor `attempts` counts them", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => page())
      const slow = yield* Semaphore.make(1)
      yield* Effect.gen(function* () {
        const error = yield* inTestTime(
          Effect.flip(
            Effect.all(
              [1, 2, 3].map((number) => get({ page: number, deadline: 1500 })),
              { concurrency: 3 }
            )
          )
        )
        assert.strictEqual(error.attempts, 0)
        assert.strictEqual(seen.length, 1)
      }).pipe(
        Effect.provide(
          layerOf(client, {
            transformClient: HttpClient.transform((answer) => slow.withPermits(1)(Effect.delay(answer, "1 second")))
          })
        )
      )
    })
  )

  it.effect("are served while another list is refused again and again", () =>
    Effect.gen(function* () {
      const { client, seen } = api(({ path }) => (path === "/refused" ? refused({ "retry-after": "1" }) : page()))
      yield* Effect.gen(function* () {
        const other = yield* Effect.forkChild(Effect.result(get({ path: "/refused" })))
        yield* inTestTime(Effect.sleep("2 seconds"))
        yield* inTestTime(get({ path: "/list" }))
        assert.isBelow(seen.length, 12)
        yield* Fiber.interrupt(other)
      }).pipe(Effect.provide(layerOf(client)))
    })
  )
})

describe("a request that is sent alone after a refusal", () => {
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
    "no call waits forever, and the client goes on as before",
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
