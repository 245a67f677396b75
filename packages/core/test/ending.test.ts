import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import * as Traversal from "../src/internal/paging/traversal.ts"
import { asked, inTestTime, referralsOf } from "./support.ts"

const concurrencies = [1, 4, 8]

const page = (data: ReadonlyArray<Referral.Referral>, meta: unknown = []) => FakePiggy.json({ data, meta })
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => FakePiggy.referral(from + index))

const collect = Effect.fnUntraced(function* (
  options: FakePiggy.Options,
  traversal: { readonly pageSize?: number; readonly concurrency?: number; readonly maxPages?: number } = {}
) {
  const { fake, referrals } = yield* referralsOf(options)
  return { fake, ...(yield* inTestTime(referrals.collect({}, traversal))) }
})

const failure = Effect.fnUntraced(function* (
  options: FakePiggy.Options,
  traversal: { readonly concurrency?: number } = {}
) {
  const { fake, referrals } = yield* referralsOf(options)
  return { fake, error: yield* inTestTime(Effect.flip(Stream.runDrain(referrals.stream({}, traversal)))) }
})

describe("a list of any length, under any granted size, page size and concurrency", () => {
  const cases = [100, 1, 15, 30, 50].flatMap((granted) =>
    [1, 30, 100].flatMap((pageSize) => {
      const s = Math.min(granted, pageSize)
      return [...new Set([0, 1, s - 1, s, s + 1, 2 * s, 2 * s + 1, 9 * s + 1])].flatMap((total) =>
        concurrencies.map((concurrency) => ({ concurrency, granted, pageSize, total }))
      )
    })
  )

  it.effect.each(cases)(
    "is delivered in order, exactly once ($total rows, pageSize $pageSize, granted $granted, concurrency $concurrency)",
    ({ concurrency, granted, pageSize, total }) =>
      Effect.gen(function* () {
        const { fake, referrals, summary } = yield* collect(
          {
            referrals: total,
            clampTo: granted,
            latency: (request) => `${1 + ((request.page * 7) % 5)} millis`
          },
          { pageSize, concurrency }
        )
        const needed = Math.ceil(total / Math.min(granted, pageSize)) + 1
        assert.deepStrictEqual(referrals, fake.referrals)
        assert.strictEqual(summary.endedBy, "emptyPage")
        assert.isTrue(summary.complete)
        assert.strictEqual(summary.drift, "unknown")
        assert.strictEqual(summary.requests, fake.requests.length)
        assert.isAtLeast(fake.requests.length, needed)
        assert.isAtMost(fake.requests.length, concurrency === 1 ? needed : needed + concurrency - 1)
      })
  )
})

describe("meta that tells the last page", () => {
  const laravel = ({ page: current, size, total }: { page: number; size: number; total: number }) => ({
    current_page: current,
    last_page: Math.max(1, Math.ceil(total / size)),
    per_page: size,
    total
  })
  const spellings = {
    laravel,
    "page and limit, limit as a string": ({ page: current, size, total }) => ({
      page: current,
      limit: String(size),
      last_page: Math.ceil(total / size),
      total
    }),
    "numbers as strings": ({ page: current, size, total }) => ({
      current_page: String(current),
      last_page: String(Math.ceil(total / size)),
      total: String(total)
    })
  } satisfies Record<string, NonNullable<FakePiggy.Options["meta"]>>

  for (const [name, meta] of Object.entries(spellings)) {
    for (const concurrency of concurrencies) {
      it.effect(`saves the extra request (${name}, concurrency ${concurrency})`, () =>
        Effect.gen(function* () {
          const { fake, referrals, summary } = yield* collect({ referrals: 950, meta }, { concurrency })
          assert.deepStrictEqual(referrals, fake.referrals)
          assert.strictEqual(summary.endedBy, "lastPage")
          assert.isTrue(summary.complete)
          assert.strictEqual(fake.requests.length, 10)
        })
      )
    }
  }

  it.effect("is read on the only page of an empty program", () =>
    Effect.gen(function* () {
      const { fake, summary } = yield* collect({ referrals: 0, meta: laravel }, { concurrency: 1 })
      assert.isTrue(summary.complete)
      assert.strictEqual(fake.requests.length, 1)
    })
  )

  it.effect("is no proof without a total: the next page is requested", () =>
    Effect.gen(function* () {
      const { fake, referrals, summary } = yield* collect({
        referrals: 250,
        meta: ({ page: current }) => ({ current_page: current, last_page: 3 })
      })
      assert.deepStrictEqual(referrals, fake.referrals)
      assert.strictEqual(summary.endedBy, "emptyPage")
      assert.isTrue(summary.complete)
    })
  )

  it.effect("is not believed when fewer rows were seen than it promises (last_page from the wrong size)", () =>
    Effect.gen(function* () {
      const { fake, referrals, summary } = yield* collect({
        referrals: 95,
        clampTo: 30,
        meta: ({ page: current, total }) => ({ current_page: current, last_page: Math.ceil(total / 100), total })
      })
      assert.deepStrictEqual(referrals, fake.referrals)
      assert.strictEqual(summary.pages, 5)
      assert.isTrue(summary.complete)
    })
  )

  it.effect("is not believed for rows that came again: a server that ignores the page and repeats its number", () =>
    Effect.gen(function* () {
      const { error } = yield* failure({
        referrals: 300,
        respond: (request, all) => page(all.slice(0, 100), { current_page: request.page, last_page: 3, total: 300 })
      })
      assert.strictEqual(error.reason._tag, "PaginationStalled")
    })
  )

  it.effect("is ignored if it is about another page, or about none", () =>
    Effect.gen(function* () {
      for (const meta of [
        { current_page: 7, last_page: 1 },
        { last_page: 1 },
        { current_page: "one", last_page: 1 },
        "nonsense",
        null
      ]) {
        const { fake, referrals, summary } = yield* collect({ referrals: 250, meta: () => meta })
        assert.deepStrictEqual(referrals, fake.referrals)
        assert.strictEqual(summary.endedBy, "emptyPage")
      }
    })
  )
})

describe("a server that answers the same page forever", () => {
  for (const concurrency of concurrencies) {
    it.effect(`ends unproven when the page is short (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        const { fake, referrals, summary } = yield* collect({ respond: () => page(rows(0, 3)) }, { concurrency })
        assert.deepStrictEqual(referrals, rows(0, 3))
        assert.strictEqual(summary.endedBy, "repeatedPage")
        assert.isFalse(summary.complete)
        assert.strictEqual(summary.drift, "unknown")
        assert.deepStrictEqual(asked(fake), [1, 2])
      })
    )

    it.effect(`is stalled when the page is full (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        const { error, fake } = yield* failure({ respond: () => page(rows(0, 100)) }, { concurrency })
        assert.strictEqual(error.reason._tag, "PaginationStalled")
        assert.strictEqual(error.checkpoint?.page, 2)
        assert.isAtMost(fake.requests.length, 4 + concurrency - 1)
      })
    )
  }

  it.effect("ends unproven when a gateway drops the query and the default page comes again", () =>
    Effect.gen(function* () {
      const { referrals, summary } = yield* collect({ referrals: 95, respond: (_, all) => page(all.slice(0, 30)) })
      assert.strictEqual(referrals.length, 30)
      assert.strictEqual(summary.endedBy, "repeatedPage")
      assert.isFalse(summary.complete)
    })
  )

  it.effect("ends unproven when it repeats the last page instead of answering an empty one", () =>
    Effect.gen(function* () {
      const { fake, referrals, summary } = yield* collect({
        referrals: 230,
        respond: (request, all) =>
          page(all.slice((Math.min(request.page, 3) - 1) * 100, Math.min(request.page, 3) * 100))
      })
      assert.deepStrictEqual(referrals, fake.referrals)
      assert.strictEqual(summary.endedBy, "repeatedPage")
      assert.isFalse(summary.complete)
    })
  )

  it.effect("delivers no page that only shows the end", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ respond: () => page(rows(0, 3)) })
      const pages = yield* Stream.runCollect(referrals.pages())
      assert.deepStrictEqual(
        pages.map(({ number }) => number),
        [1]
      )
    })
  )

  it.effect("ends unproven also when its rows share one id with different contacts", () =>
    Effect.gen(function* () {
      const shared = rows(0, 3).map((row) => Object.assign(row, { uuid: "shared" }))
      const { referrals, summary } = yield* collect({ respond: () => page(shared) }, { maxPages: 20 })
      assert.deepStrictEqual(referrals, shared)
      assert.strictEqual(summary.endedBy, "repeatedPage")
      assert.strictEqual(summary.conflicting, 2)
    })
  )

  it.effect("still says that rows moved before, but does not take the repeated page for a move", () =>
    Effect.gen(function* () {
      const pages = [rows(0, 30), rows(25, 55), rows(25, 55)]
      const { referrals, summary } = yield* collect({ respond: (request) => page(pages[request.page - 1] ?? []) })
      assert.deepStrictEqual(referrals, rows(0, 55))
      assert.strictEqual(summary.endedBy, "repeatedPage")
      assert.strictEqual(summary.drift, "moved")
    })
  )

  it.effect("is stalled when two caches answer in turn", () =>
    Effect.gen(function* () {
      const { error } = yield* failure({
        respond: (request) => page(request.page % 2 === 1 ? rows(0, 100) : rows(100, 200))
      })
      assert.strictEqual(error.reason._tag, "PaginationStalled")
      assert.include(error.message, "no new rows arrive")
    })
  )
})

describe("a page that brings nothing new", () => {
  const a = rows(0, 100)
  const script = (...pages: ReadonlyArray<ReadonlyArray<Referral.Referral>>): FakePiggy.Options => ({
    respond: (request) => page(pages[request.page - 1] ?? [])
  })

  for (const concurrency of concurrencies) {
    it.effect(`is not the end when it is short and an earlier one was longer (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        const short = rows(30, 40)
        const { referrals, summary } = yield* collect(script(rows(0, 30), short, short, rows(40, 70)), { concurrency })
        assert.deepStrictEqual(referrals, rows(0, 70))
        assert.strictEqual(summary.endedBy, "emptyPage")
        assert.strictEqual(summary.drift, "moved")
      })
    )

    it.effect(`no longer counts once something new has come (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        const [b, c, d] = [rows(100, 200), rows(200, 300), rows(300, 400)]
        const { referrals, summary } = yield* collect(script(a, a, b, b, b, c, c, d, d), { concurrency })
        assert.deepStrictEqual(referrals, rows(0, 400))
        assert.isTrue(summary.complete)
      })
    )

    it.effect(`is stalled as the third in a row, when the first of them was full (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        const half = rows(0, 50)
        const { error } = yield* failure(script(a, a, half, half, rows(100, 200)), { concurrency })
        assert.strictEqual(error.reason._tag, "PaginationStalled")
        assert.strictEqual(error.checkpoint?.page, 2)
      })
    )
  }
})

describe("a page that the server refuses", () => {
  const refuseFrom = (first: number, status: number, code?: number): FakePiggy.Options => ({
    respond: (request) =>
      request.page < first
        ? undefined
        : FakePiggy.json({ message: "no", ...(code === undefined ? {} : { code }) }, { status })
  })

  for (const concurrency of concurrencies) {
    it.effect(`ends the list, proven when the page before was short (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        for (const refusal of [refuseFrom(4, 404), refuseFrom(4, 400, 1003), refuseFrom(4, 422, 1003)]) {
          const { fake, referrals, summary } = yield* collect({ referrals: 250, ...refusal }, { concurrency })
          assert.deepStrictEqual(referrals, fake.referrals)
          assert.strictEqual(summary.endedBy, "refused")
          assert.isTrue(summary.complete)
          assert.strictEqual(summary.pages, 4)
        }
      })
    )

    it.effect(`ends it unproven when the page before was full: a result window (concurrency ${concurrency})`, () =>
      Effect.gen(function* () {
        const { referrals, summary } = yield* collect({ referrals: 950, ...refuseFrom(6, 400, 1003) }, { concurrency })
        assert.strictEqual(referrals.length, 500)
        assert.strictEqual(summary.endedBy, "refused")
        assert.isFalse(summary.complete)
      })
    )
  }

  it.effect("is the error on page 1", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* failure(refuseFrom(1, 404))).error.reason._tag, "NotFound")
      assert.strictEqual((yield* failure(refuseFrom(1, 400, 1003))).error.reason._tag, "InvalidInput")
    })
  )
})

describe("a page past the end", () => {
  for (const answer of [500, 401, 302]) {
    for (const concurrency of concurrencies) {
      it.effect(`never fails the traversal, whatever it answers (${answer}, concurrency ${concurrency})`, () =>
        Effect.gen(function* () {
          const { fake, referrals, summary } = yield* collect(
            {
              referrals: 1530,
              latency: (request) => (request.page === 17 ? "9 millis" : "5 millis"),
              respond: (request) => (request.page > 17 ? FakePiggy.json({}, { status: answer }) : undefined)
            },
            { concurrency }
          )
          assert.deepStrictEqual(referrals, fake.referrals)
          assert.isTrue(summary.complete)
        })
      )
    }
  }
})

describe("requests in the summary", () => {
  it.effect("are those that the server saw, with retries of pages past the end", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf(
        {
          referrals: 1530,
          latency: (request) => (request.page === 17 ? "100 millis" : "1 millis"),
          respond: (request) => (request.page > 17 ? FakePiggy.json({}, { status: 500 }) : undefined)
        },
        { retry: { baseDelay: "1 millis" } }
      )
      const { summary } = yield* inTestTime(referrals.collect({}, { concurrency: 4 }))
      assert.isTrue(summary.complete)
      assert.strictEqual(summary.requests, fake.requests.length)
      assert.strictEqual(fake.requests.filter((request) => request.page > 17).length, 9)
    })
  )
})

describe("a list that never ends", () => {
  it.effect("is cut by maxPages, and goes on from its checkpoint", () =>
    Effect.gen(function* () {
      const endless: FakePiggy.Options = {
        respond: (request) => page(rows((request.page - 1) * 3, request.page * 3))
      }
      const { referrals, summary } = yield* collect(endless, { maxPages: 40 })
      assert.strictEqual(referrals.length, 120)
      assert.strictEqual(summary.endedBy, "maxPages")
      assert.isFalse(summary.complete)
      assert.strictEqual(summary.checkpoint?.page, 41)
    })
  )

  it.effect("fails after 100,000 pages when maxPages is not set", () =>
    Effect.gen(function* () {
      // The traversal by itself: a hundred thousand answers over HTTP would say the same, later.
      const endless: Traversal.Source<number, never, string> = {
        origin: "https://api.piggy.eu",
        filter: {},
        pageSize: 1,
        read: (number) =>
          Effect.succeed({
            length: 1,
            said: undefined,
            decode: () => Result.succeed({ rows: [number], invalid: [], unread: [] })
          }),
        identity: { key: String, id: String },
        path: "/numbers",
        refusal: () => undefined,
        failure: (cause, checkpoint) => `${String(cause)} at ${checkpoint.page}`
      }
      const error = yield* Effect.flip(Stream.runDrain(Traversal.pages(endless)))
      assert.include(error, "set `maxPages` to allow more")
      assert.include(error, "at 100001")
      assert.strictEqual(yield* Stream.runCount(Traversal.pages(endless, { maxPages: 100_001 })), 100_001)
    })
  )
})
