import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { createServer } from "node:http"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { make } from "../src/internal/paging/readAhead.ts"
import { asked, inTestTime, referralsOf } from "./support.ts"

/** Requests in flight at the most, counted by the fake. */
const highWater = (fake: { readonly requests: ReadonlyArray<unknown> }, answered: () => number) => ({
  inFlight: () => fake.requests.length - answered()
})

describe("a traversal", () => {
  it.effect("asks for page 2 when its consumer pulls past page 1's last row, and not before", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 950 })
      yield* referrals.stream({}, { concurrency: 8 }).pipe(Stream.take(100), Stream.runDrain)
      assert.deepStrictEqual(asked(fake), [1])
      yield* referrals.stream({}, { concurrency: 8 }).pipe(Stream.take(101), Stream.runDrain)
      // The window holds two pages by then, and as many that wait to be consumed.
      assert.deepStrictEqual(asked(fake).slice(0, 3), [1, 1, 2])
      assert.isAtMost(fake.requests.length, 5)
    })
  )

  for (const concurrency of [1, 2, 4, 8]) {
    it.effect(`never has more than ${concurrency} requests in flight, and reaches that number`, () =>
      Effect.gen(function* () {
        let answered = 0
        let most = 0
        const { fake, referrals } = yield* referralsOf({
          referrals: 6000,
          latency: (request) => `${3 + ((request.page * 5) % 9)} millis`,
          respond: () => {
            most = Math.max(most, highWater(fake, () => answered).inFlight())
            answered++
            return undefined
          }
        })
        assert.strictEqual(yield* inTestTime(Stream.runCount(referrals.stream({}, { concurrency }))), 6000)
        assert.strictEqual(most, concurrency)
      })
    )
  }

  it.effect("holds at most twice the concurrency for a consumer that pauses", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 10_000, latency: () => "1 millis" })
      const stop = yield* Deferred.make<void>()
      const taken: Array<number> = []
      const fiber = yield* referrals.pages({}, { concurrency: 4 }).pipe(
        Stream.runForEach((page) => {
          taken.push(page.number)
          return page.number === 20 ? Deferred.await(stop) : Effect.void
        }),
        Effect.forkChild
      )
      // Long enough for ten times as many pages.
      yield* inTestTime(Effect.sleep("200 millis"))
      assert.strictEqual(taken.length, 20)
      // Page 20 is held; it and seven more are asked for and not consumed.
      assert.strictEqual(fake.requests.length, 27)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("asks for two pages of a list that is collected, and for no third when the first is short", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 95, latency: () => "1 millis" })
      yield* inTestTime(referrals.collect({}, { concurrency: 8 }))
      assert.deepStrictEqual(asked(fake), [1, 2])
    })
  )

  it.effect("reads ahead for maxItems by the rows that the server grants, not those asked for", () =>
    Effect.gen(function* () {
      let answered = 0
      let most = 0
      const { fake, referrals } = yield* referralsOf({
        referrals: 1000,
        clampTo: 10,
        latency: () => "5 millis",
        respond: () => {
          most = Math.max(most, highWater(fake, () => answered).inFlight())
          answered++
          return undefined
        }
      })
      yield* inTestTime(Stream.runDrain(referrals.stream({}, { concurrency: 4, maxItems: 200 })))
      assert.strictEqual(most, 4)
      assert.strictEqual(fake.requests.length, 20)
    })
  )

  it.effect("goes on past a slow page while its answer is awaited", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({
        referrals: 10_000,
        latency: (request) => (request.page === 30 ? "60 millis" : "2 millis")
      })
      const fiber = yield* Effect.forkChild(Stream.runDrain(referrals.stream({}, { concurrency: 4 })))
      let waited = 0
      yield* inTestTime(
        Effect.sleep("1 millis").pipe(
          Effect.tap(() => Effect.sync(() => void (asked(fake).includes(30) && waited++))),
          Effect.repeat({ until: () => waited === 40 })
        )
      )
      assert.strictEqual(Math.max(...asked(fake)), 37)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("asks for nothing beyond what maxItems or maxPages can need", () =>
    Effect.gen(function* () {
      for (const [options, pages] of [
        [{ maxItems: 800 }, 8],
        [{ maxItems: 801 }, 9],
        [{ maxPages: 7 }, 7]
      ] as const) {
        const { fake, referrals } = yield* referralsOf({ referrals: 10_000, latency: () => "1 millis" })
        yield* inTestTime(Stream.runDrain(referrals.stream({}, { ...options, concurrency: 8 })))
        assert.strictEqual(fake.requests.length, pages)
      }
    })
  )
})

describe("a traversal that is stopped", () => {
  const stopped = Effect.fnUntraced(function* (
    consume: (stream: ReturnType<Referrals.Referrals["Service"]["stream"]>) => Effect.Effect<unknown, unknown>
  ) {
    const { fake, referrals } = yield* referralsOf({
      referrals: 10_000,
      latency: (request) => (request.page < 12 ? "1 millis" : "1 hour"),
      respond: (request) => (request.page === 11 ? FakePiggy.json({}, { status: 403 }) : undefined)
    })
    yield* inTestTime(Effect.exit(consume(referrals.stream({}, { concurrency: 4 }))))
    return fake.requests.filter((request) => request.page >= 12)
  })

  it.effect("by its consumer aborts what is in flight", () =>
    Effect.gen(function* () {
      const left = yield* stopped((stream) => stream.pipe(Stream.take(950), Stream.runDrain))
      assert.isAbove(left.length, 0)
      assert.isTrue(left.every((request) => request.signal.aborted))
    })
  )

  it.effect("by a failure aborts what is in flight, after every earlier page was delivered", () =>
    Effect.gen(function* () {
      let rows = 0
      const left = yield* stopped((stream) => Stream.runForEach(stream, () => Effect.sync(() => void rows++)))
      assert.strictEqual(rows, 1000)
      assert.isAbove(left.length, 0)
      assert.isTrue(left.every((request) => request.signal.aborted))
    })
  )

  it.effect("by an interrupt aborts what is in flight", () =>
    Effect.gen(function* () {
      const left = yield* stopped((stream) =>
        Stream.runForEach(stream, (row) => (row.uuid === FakePiggy.referral(999).uuid ? Effect.interrupt : Effect.void))
      )
      assert.isAbove(left.length, 0)
      assert.isTrue(left.every((request) => request.signal.aborted))
    })
  )

  it.live("closes its connections: a real server sees them go", () =>
    Effect.gen(function* () {
      const opened: Array<Promise<void>> = []
      const rejected: Array<unknown> = []
      const onRejection = (reason: unknown) => rejected.push(reason)
      process.on("unhandledRejection", onRejection)
      const server = createServer((request, response) => {
        const page = Number(new URL(request.url ?? "/", "http://localhost").searchParams.get("page"))
        if (page < 6) {
          const rows = Array.from({ length: 100 }, (_, index) => FakePiggy.referral(page * 100 + index))
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: rows, meta: [] }))
        } else {
          // Never answered: only the client can end it.
          opened.push(new Promise((resolve) => void response.on("close", resolve)))
        }
      })
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
        () => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
      )
      const address = server.address()
      assert(typeof address === "object" && address !== null)
      const stream = Stream.unwrap(
        Effect.map(Referrals.Referrals, (referrals) => referrals.stream({}, { concurrency: 4 }))
      )
      const count = yield* stream.pipe(
        Stream.take(500),
        Stream.runCount,
        Effect.provide(
          Referrals.layer.pipe(
            Layer.provide(
              PiggyClient.layer({
                credentials: Credentials.apiKey(Redacted.make("test")),
                baseUrl: `http://127.0.0.1:${address.port}`
              })
            ),
            Layer.provide(FetchHttpClient.layer)
          )
        )
      )
      assert.strictEqual(count, 500)
      yield* Effect.promise(() => Promise.all(opened))
      process.off("unhandledRejection", onRejection)
      assert.deepStrictEqual(rejected, [])
    })
  )
})

describe("reading ahead that was closed", () => {
  it.effect("asks for nothing more", () =>
    Effect.gen(function* () {
      const pages: Array<number> = []
      const reader = {
        read: (page: number) => Effect.sync(() => pages.push(page)),
        glance: () => ({ length: 1, said: undefined })
      }
      const closed = yield* Effect.scoped(make(1, { window: 4, horizon: 100 }, reader))
      assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(closed.take)))
      yield* Effect.scoped(Effect.flatMap(make(1, { window: 4, horizon: 4 }, reader), ({ take }) => take))
      const sent = pages.length
      assert.include(pages, 1)
      yield* Effect.yieldNow
      assert.lengthOf(pages, sent)
    })
  )
})
