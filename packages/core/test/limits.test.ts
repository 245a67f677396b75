/**
 * The examples of limits, at work: in memory, on a Redis of their own shared by three processes, and the breaker.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import { execFile, spawn, spawnSync } from "node:child_process"
import * as net from "node:net"
import { promisify } from "node:util"
import { fileURLToPath } from "node:url"
import { Credentials } from "@effect-piggy/core"
import { guardedClient } from "../examples/circuit-breaker.ts"
import { limitedClient } from "../examples/limiter-in-memory.ts"
import { baseUrl, get, inTestTime, type Outcome, script, status } from "./requests.ts"

const options = { credentials: Credentials.apiKey(Redacted.make("key")), baseUrl }

const example = (name: string, env: Record<string, string>) =>
  Effect.promise(() =>
    promisify(execFile)(process.execPath, [fileURLToPath(new URL(`../examples/${name}`, import.meta.url))], {
      env: { ...process.env, PIGGY_API_KEY: "key", ...env }
    })
  )

/** The least time, in milliseconds, in which `limit + 1` requests were sent. */
const tightest = (times: ReadonlyArray<number>, limit: number): number => {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.min(...sorted.slice(limit).map((at, index) => at - (sorted[index] ?? 0)))
}

describe("a limiter in memory", () => {
  it.effect("keeps every attempt to its limit, and its waits cause no timeout", () =>
    Effect.gen(function* () {
      const { client, seen } = script(() => status(200, { "x-ratelimit-limit": "5000" }, { data: [] }))
      const calls = Effect.all(
        Array.from({ length: 45 }, () => get()),
        { concurrency: "unbounded" }
      )
      const answers = yield* inTestTime(
        Effect.provide(
          calls,
          Layer.provide(
            limitedClient({ ...options, timeout: "1 second" }, 10),
            Layer.succeed(HttpClient.HttpClient, client)
          )
        )
      )
      assert.deepStrictEqual(new Set(answers.map(({ attempts }) => attempts)), new Set([1]))
      assert.strictEqual(seen.length, 45)
      assert.isAtLeast(
        tightest(
          seen.map(({ at }) => at),
          10
        ),
        1000 - 50
      )
    })
  )

  it.live("runs as the example says", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const { stdout } = yield* example("limiter-in-memory.ts", { PIGGY_BASE_URL: url })
      assert.match(stdout, /^450 referrals in \d+ requests\n$/)
    }).pipe(Effect.provide(MockServer.layer({ referrals: 450 })))
  )
})

describe("a breaker before a limiter", () => {
  const run = (outcome: () => Outcome) => {
    const { client, seen } = script(outcome)
    return {
      seen,
      layer: Layer.provide(
        guardedClient({ ...options, timeout: "1 second" }),
        Layer.succeed(HttpClient.HttpClient, client)
      )
    }
  }

  const failures: Readonly<Record<string, () => Outcome>> = {
    "500": () => status(500),
    "a connection that breaks": () => "reset",
    "no answer in time": () => "stall"
  }
  for (const [name, outcome] of Object.entries(failures)) {
    it.effect(`opens after five failures (${name}), and then fails at once`, () =>
      Effect.gen(function* () {
        const { layer, seen } = run(outcome)
        yield* Effect.gen(function* () {
          yield* inTestTime(Effect.flip(get()))
          const error = yield* inTestTime(Effect.flip(get()))
          assert.strictEqual(seen.length, 5)
          assert(error.reason._tag === "Unreachable")
          assert.strictEqual(error.reason.detail, "CircuitBreakerError")
          yield* Effect.flip(get())
          assert.strictEqual(seen.length, 5)
          yield* TestClock.adjust("31 seconds")
          yield* inTestTime(Effect.flip(get()))
          assert.strictEqual(seen.length, 6)
        }).pipe(Effect.provide(layer))
      })
    )
  }

  it.effect("is not opened by a 429", () =>
    Effect.gen(function* () {
      const { layer, seen } = run(() => status(429))
      yield* Effect.gen(function* () {
        for (let n = 0; n < 4; n++) {
          const error = yield* inTestTime(Effect.flip(get()))
          assert.strictEqual(error.reason._tag, "RateLimited")
          assert.isAtLeast(error.attempts, 5)
        }
      }).pipe(Effect.provide(layer))
      assert.isAtLeast(seen.length, 20)
    })
  )

  it.live("runs as the example says", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const { stdout } = yield* example("circuit-breaker.ts", { PIGGY_BASE_URL: url })
      assert.match(stdout, /^450 referrals in \d+ requests\n$/)
    }).pipe(Effect.provide(MockServer.layer({ referrals: 450 })))
  )
})

const freePort = Effect.callback<number>((resume) => {
  const server = net.createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

/** A redis-server of one's own, which keeps nothing. */
const redis = Effect.gen(function* () {
  const port = yield* freePort
  return yield* Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly stop: () => void }>((resume) => {
      const child = spawn("redis-server", [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no"
      ])
      child.stdout.on("data", (text: Buffer) => {
        if (text.includes("Ready to accept connections")) {
          resume(Effect.succeed({ url: `redis://127.0.0.1:${port}`, stop: () => child.kill() }))
        }
      })
    }),
    ({ stop }) => Effect.sync(stop)
  )
})

const hasRedis = spawnSync("redis-server", ["--version"]).error === undefined
const isCi = process.env["CI"] === "true"
if (!hasRedis && !isCi) {
  process.stderr.write(
    "skipped: the limiter on Redis, since redis-server is not installed (apt-get install redis-server)\n"
  )
}

describe("a limiter on Redis", () => {
  it.live.skipIf(!hasRedis && !isCi)(
    "holds three processes together to one limit",
    () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.MockServer
        const { url } = yield* redis
        const limit = 20
        const env = { PIGGY_BASE_URL: mock.url, REDIS_URL: url, PIGGY_REQUESTS_PER_SECOND: String(limit) }
        const runs = yield* Effect.all(
          Array.from({ length: 3 }, () => example("limiter-on-redis.ts", env)),
          { concurrency: "unbounded" }
        )
        for (const { stdout } of runs) assert.match(stdout, /^650 referrals in \d+ requests\n$/)
        const journal = yield* mock.journal
        assert.isAtLeast(journal.length, 24)
        // The limiter counts when it lets a request go; on its way it may gain a little on the one before.
        assert.isAtLeast(
          tightest(
            journal.map(({ at }) => at),
            limit
          ),
          850
        )
      }).pipe(Effect.provide(MockServer.layer({ referrals: 650 }))),
    // The journal tells when a request arrived. On a busy machine one may be late, so that the next seems early; a limiter
    // that does not hold fails each time.
    { timeout: 120_000, retry: 2 }
  )
})
