import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { PiggyClient, RetryPolicy } from "@effect-piggy/core"
import * as CallOptions from "../src/internal/http/callOptions.ts"
import * as RetryDecision from "../src/internal/http/retryDecision.ts"
import { get, inTestTime, layerOf, type Outcome, page, script, status, step, waits } from "./requests.ts"

const policy = (options: RetryPolicy.Options = {}) => RetryDecision.make(options)

const failed = { isRetryable: true, timedOut: false, retryAfter: undefined }
const once = { attempts: 1, extra: 0, tokens: 500, timeLeft: Infinity }

describe("a wait", () => {
  it("is random, below a bound that doubles from 500 ms to 8 s", () => {
    const longest = [1, 2, 3, 4, 5, 6, 60, 2000].map((attempt) =>
      RetryDecision.nextDelay(policy(), attempt, undefined, 1)
    )
    assert.deepStrictEqual(longest, [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000])
    assert.strictEqual(RetryDecision.nextDelay(policy(), 5, undefined, 0), 0)
  })

  it("is what the server asks for, up to a minute", () => {
    assert.strictEqual(RetryDecision.nextDelay(policy(), 1, 0, 0.9), 0)
    assert.strictEqual(RetryDecision.nextDelay(policy(), 1, 60_000, 0.9), 60_000)
    assert.strictEqual(RetryDecision.nextDelay(policy(), 1, 60_001, 0.9), "overCap")
  })
})

describe("a decision", () => {
  it("gives up on what trying again cannot help", () => {
    assert.deepStrictEqual(RetryDecision.decide(policy(), { ...failed, isRetryable: false }, once, 0.5), {
      again: false,
      because: "permanent"
    })
  })

  it("allows three attempts, and a fourth if a credential was renewed", () => {
    const at = (attempts: number, extra: number) =>
      RetryDecision.decide(policy(), failed, { ...once, attempts, extra }, 0.5).again
    assert.deepStrictEqual([at(1, 0), at(2, 0), at(3, 0)], [true, true, false])
    assert.deepStrictEqual([at(3, 1), at(4, 1)], [true, false])
  })

  it("costs 5 tokens, or 10 after a timeout, and is refused if they are used up", () => {
    const decide = (timedOut: boolean, tokens: number) =>
      RetryDecision.decide(policy(), { ...failed, timedOut }, { ...once, tokens }, 0)
    assert.deepStrictEqual(decide(false, 5), { again: true, delay: 0, cost: 5 })
    assert.deepStrictEqual(decide(false, 4), { again: false, because: "budget" })
    assert.deepStrictEqual(decide(true, 10), { again: true, delay: 0, cost: 10 })
    assert.deepStrictEqual(decide(true, 9), { again: false, because: "budget" })
  })

  it("waits as long as the server asked, up to the cap", () => {
    const asked = (retryAfter: number) =>
      RetryDecision.decide(policy({ retryAfterCap: "2 seconds" }), { ...failed, retryAfter }, once, 0.5)
    assert.deepStrictEqual(asked(2000), { again: true, delay: 2000, cost: 5 })
    assert.deepStrictEqual(asked(2001), { again: false, because: "overCap" })
  })

  it("waits twice as long after each attempt; one that a renewed credential added does not count", () => {
    const delay = (attempts: number, extra: number) => {
      const decided = RetryDecision.decide(
        policy({ attempts: 9, baseDelay: 100, maxDelay: 10_000 }),
        failed,
        { ...once, attempts, extra },
        0.5
      )
      return decided.again ? decided.delay : decided.because
    }
    assert.deepStrictEqual([delay(1, 0), delay(2, 0), delay(3, 0)], [50, 100, 200])
    assert.deepStrictEqual([delay(1, 1), delay(2, 1), delay(3, 1)], [50, 50, 100])
  })

  it("is refused where no time would be left after the wait", () => {
    const left = (timeLeft: number) =>
      RetryDecision.decide(policy(), { ...failed, retryAfter: 1000 }, { ...once, timeLeft }, 0.5)
    assert.deepStrictEqual(left(1001), { again: true, delay: 1000, cost: 5 })
    assert.deepStrictEqual(left(1000), { again: false, because: "deadline" })
  })
})

describe("options that are not valid", () => {
  for (const [options, message] of [
    [{ attempts: 0 }, "retry.attempts must be an integer, 1 or more, got 0"],
    [{ attempts: 1.5 }, "retry.attempts must be an integer, 1 or more, got 1.5"],
    [{ budget: -1 }, "retry.budget must be an integer, 0 or more, got -1"],
    [{ retryCost: Number.NaN }, "retry.retryCost must be an integer, 0 or more, got NaN"],
    [{ baseDelay: -5 }, 'retry.baseDelay must be a duration of 0 or more, such as "500 millis", got -5']
  ] as const) {
    it(`are refused by name: ${message}`, () => {
      assert.deepStrictEqual(Object.values(CallOptions.problemsOf({ retry: options })), [[message]])
    })
  }

  it.effect("are refused when the client is built, and when a call is made", () =>
    Effect.gen(function* () {
      const { client, seen } = script(page)
      const built = yield* Effect.flip(Effect.provide(get(), layerOf(client, { retry: { attempts: 0 } })))
      assert.strictEqual(built.message, "PiggyClient.layer failed: retry.attempts must be an integer, 1 or more, got 0")
      const called = yield* Effect.flip(Effect.provide(get({ retry: { attempts: 0 } }), layerOf(client)))
      assert.strictEqual(called.reason._tag, "InvalidInput")
      assert.strictEqual(called.attempts, 0)
      assert.strictEqual(seen.length, 0)
    })
  )
})

describe("one call", () => {
  it.effect("takes three attempts, and says so", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(500))
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client))))
      assert.strictEqual(seen.length, 3)
      assert.strictEqual(error.attempts, 3)
      assert.strictEqual(error.reason._tag, "ServerFailure")
      assert.include(error.message, "Test.get failed after 3 requests: the API failed (HTTP 500)")
    })
  )

  for (const code of [408, 429, 500, 502, 503, 504]) {
    it.effect(`recovers from ${code}`, () =>
      Effect.gen(function* () {
        const { client, seen } = script(
          () => status(code),
          () => status(code),
          page
        )
        const answer = yield* inTestTime(Effect.provide(get(), layerOf(client)))
        assert.strictEqual(answer.attempts, 3)
        assert.strictEqual(seen.length, 3)
      })
    )
  }

  for (const code of [301, 400, 403, 404, 409, 418, 422, 501, 505]) {
    it.effect(`is not repeated after ${code}`, () =>
      Effect.gen(function* () {
        const { client, seen } = script(() => status(code), page)
        yield* Effect.flip(Effect.provide(get(), layerOf(client)))
        assert.strictEqual(seen.length, 1)
      })
    )
  }

  it.effect("counts mixed failures once: a reset, a 503 and a stall are three attempts", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => "reset",
        () => status(503),
        () => "stall",
        page
      )
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client))))
      assert.strictEqual(seen.length, 3)
      assert.strictEqual(error.reason._tag, "TimedOut")
    })
  )

  it.effect("waits what Retry-After says, in seconds and as a date", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => status(429, { "retry-after": "7" }),
        () => status(503, { "retry-after": "Thu, 01 Jan 1970 00:00:20 GMT" }),
        page
      )
      yield* inTestTime(Effect.provide(get(), layerOf(client)))
      const [first = 0, second = 0] = waits(seen)
      assert.isTrue(first >= 7000 && first <= 7000 + step, `waited ${first} ms`)
      assert.isTrue(second >= 13_000 - step && second <= 13_000 + step, `waited ${second} ms`)
    })
  )

  it.effect("measures a date by the server's own clock if the answer has a Date", () =>
    Effect.gen(function* () {
      const { client, seen } = script(
        () => status(503, { date: "Sun, 06 Nov 1994 08:49:30 GMT", "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" }),
        page
      )
      yield* inTestTime(Effect.provide(get(), layerOf(client)))
      assert.isTrue(Math.abs((waits(seen)[0] ?? 0) - 7000) <= step)
    })
  )

  it.effect("fails at once when the server asks for more than a minute, and says how long", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(429, { "retry-after": "86400" }), page)
      const error = yield* Effect.flip(Effect.provide(get(), layerOf(client)))
      assert.strictEqual(seen.length, 1)
      assert(error.reason._tag === "RateLimited" && error.reason.retryAfter !== undefined)
      assert.strictEqual(Duration.toSeconds(error.reason.retryAfter), 86_400)
      assert.include(error.message, "the server asks to wait 86400s")
    })
  )

  it.effect("fails at once when the server asks for an endless wait", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(429, { "retry-after": "9".repeat(400) }), page)
      const error = yield* Effect.flip(Effect.provide(get(), layerOf(client)))
      assert.strictEqual(seen.length, 1)
      assert.include(error.message, "the server asks to wait 1000000000000s")
    })
  )

  it.effect("is not ended by refusals, however many: they cost no attempts and no budget", () =>
    Effect.gen(function* () {
      const refused = () => status(429, { "retry-after": "1" })
      const { client, seen } = script(...Array.from({ length: 12 }, () => refused), () => status(500), page)
      const answer = yield* inTestTime(Effect.provide(get(), layerOf(client, { retry: { budget: 5 } })))
      assert.strictEqual(answer.attempts, 14)
      assert.strictEqual(seen.length, 14)
    })
  )

  it.effect("counts a 503 that names no wait as an attempt", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(503))
      const error = yield* inTestTime(Effect.flip(Effect.provide(get(), layerOf(client))))
      assert.strictEqual(error.reason._tag, "Maintenance")
      assert.strictEqual(seen.length, 3)
    })
  )

  it.effect("of one attempt fails at its first refusal, and the next call still waits as the server asked", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(429, { "retry-after": "7" }), page)
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(get({ retry: RetryPolicy.none }))
        assert.strictEqual(error.reason._tag, "RateLimited")
        assert.strictEqual(seen.length, 1)
        yield* inTestTime(get({ retry: RetryPolicy.none }))
      }).pipe(Effect.provide(layerOf(client)))
      assert.isAtLeast(waits(seen)[0] ?? 0, 7000)
    })
  )

  it.effect("may have a policy of its own", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(500))
      const error = yield* Effect.flip(Effect.provide(get({ retry: RetryPolicy.none }), layerOf(client)))
      assert.strictEqual(error.attempts, 1)
      assert.strictEqual(seen.length, 1)
    })
  )

  it.effect("stops waiting at once when it is interrupted", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(503, { "retry-after": "60" }), page)
      const result = yield* inTestTime(
        Effect.timeoutOption(Effect.provide(get(), layerOf(client)), Duration.seconds(2))
      )
      assert.strictEqual(result._tag, "None")
      assert.strictEqual(seen.length, 1)
    })
  )
})

describe("the budget", () => {
  it.effect("is shared by all calls of a client, and each success gives one token back", () =>
    Effect.gen(function* () {
      let broken = true
      const { client, seen } = script(() => (broken ? status(500) : page()))
      yield* Effect.gen(function* () {
        // 20 tokens pay for four retries: two calls of three attempts.
        for (const attempts of [3, 3, 1, 1]) {
          const error = yield* inTestTime(Effect.flip(get()))
          assert.strictEqual(error.attempts, attempts)
          assert.strictEqual(error.outOfBudget, attempts === 1 ? true : undefined)
          assert.strictEqual(error.message.includes("the client's retry budget is used up"), attempts === 1)
        }
        broken = false
        for (let n = 0; n < 5; n++) yield* get()
        broken = true
        assert.strictEqual((yield* inTestTime(Effect.flip(get()))).attempts, 2)
      }).pipe(Effect.provide(layerOf(client, { retry: { budget: 20 } })))
      assert.strictEqual(seen.length, 8 + 5 + 2)
    })
  )

  it.effect("never holds more than the options say, however many calls succeed", () =>
    Effect.gen(function* () {
      let broken = false
      const { client, seen } = script(() => (broken ? status(500) : page()))
      yield* Effect.gen(function* () {
        for (let n = 0; n < 30; n++) yield* get()
        broken = true
        // 10 tokens pay for two retries.
        assert.strictEqual((yield* inTestTime(Effect.flip(get()))).attempts, 3)
      }).pipe(Effect.provide(layerOf(client, { retry: { attempts: 8, budget: 10 } })))
      assert.strictEqual(seen.length, 30 + 3)
    })
  )
})

const Names = Schema.Literals(["ok", "500", "404", "429", "soon", "tomorrow", "reset", "stall", "broken"])

const outcomes: Record<typeof Names.Type, () => Outcome> = {
  ok: page,
  500: () => status(500),
  404: () => status(404),
  429: () => status(429, { "retry-after": "2" }),
  soon: () => status(503, { "retry-after": "0" }),
  tomorrow: () => status(503, { "retry-after": "86400" }),
  reset: () => "reset",
  stall: () => "stall",
  broken: () => new Response("<html>")
}

const refusals: ReadonlySet<string> = new Set(["429", "soon", "tomorrow"])

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

describe("whatever the server does", () => {
  it.effect.prop(
    "attempts, waits and budget stay within what the options say",
    {
      calls: Schema.Array(Schema.Array(Names).check(Schema.isMaxLength(5))).check(Schema.isMaxLength(4)),
      attempts: between(1, 4),
      budget: between(0, 30),
      seed: Schema.Int
    },
    ({ attempts, budget, calls, seed }) => {
      const timeout = 3000
      const flat = calls.map((names) => [...names])
      let call = 0
      const answered: Array<typeof Names.Type> = []
      const { client, seen } = script(() => {
        const name = flat[call]?.shift() ?? "ok"
        answered.push(name)
        return outcomes[name]()
      })
      return Effect.gen(function* () {
        const service = yield* PiggyClient.PiggyClient
        let retries = 0
        let successes = 0
        for (call = 0; call < flat.length; call++) {
          const before = seen.length
          const result = yield* inTestTime(
            Effect.result(service.getJson({ operation: "Test.get", path: "/list", query: [] })),
            250
          )
          const sent = seen.slice(before)
          const counted = Result.isSuccess(result) ? result.success.attempts : result.failure.attempts
          assert.strictEqual(counted, sent.length)
          if (attempts === 1) assert.isAtMost(sent.length, 1)
          // A refusal costs neither attempts nor tokens.
          const counting = (names: ReadonlyArray<string>) => names.filter((name) => !refusals.has(name)).length
          const names = answered.slice(before)
          assert.isAtMost(counting(names), attempts)
          // Where nothing was refused, a wait is at most 8 s; an attempt that stalls adds its timeout.
          const waited = waits(sent).reduce((sum, wait) => sum + wait, 0)
          if (!answered.some((name) => refusals.has(name))) {
            assert.isAtMost(waited, Math.max(0, sent.length - 1) * (8000 + timeout + 250))
          }
          retries += counting(names.slice(0, -1))
          successes += Result.isSuccess(result) ? 1 : 0
          assert.isAtMost(retries * 5, budget + successes)
        }
      }).pipe(Effect.provide(layerOf(client, { timeout, retry: { attempts, budget } })), Random.withSeed(seed))
    },
    { arbitrary: { runs: 60 } }
  )
})
