import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Referrals } from "@effect-piggy/core"
import * as Traversal from "../src/internal/paging/traversal.ts"
import { FakePiggy } from "@effect-piggy/core/testing"
import { inTestTime, referralsOf } from "./support.ts"

const concurrencies = [1, 4, 8]
// Answers in an order that differs from the order of asking.
const shuffled: FakePiggy.Options["latency"] = (request) => `${1 + ((request.page * 7) % 11)} millis`

describe("maxItems", () => {
  it.effect.each(
    concurrencies.flatMap((concurrency) => [1, 99, 100, 101, 250, 949].map((maxItems) => ({ concurrency, maxItems })))
  )("delivers $maxItems rows and says where to go on (concurrency $concurrency)", ({ concurrency, maxItems }) =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 950, latency: shuffled })
      const cut = yield* inTestTime(referrals.collect({}, { concurrency, maxItems }))
      assert.deepStrictEqual(cut.referrals, fake.referrals.slice(0, maxItems))
      assert.strictEqual(cut.summary.endedBy, "maxItems")
      assert.isFalse(cut.summary.complete)
      assert(cut.summary.checkpoint !== undefined)
      const rest = yield* inTestTime(referrals.collect({}, { concurrency, from: cut.summary.checkpoint }))
      assert.deepStrictEqual(rest.referrals, fake.referrals.slice(maxItems))
      assert.isTrue(rest.summary.complete)
      assert.strictEqual(rest.summary.duplicates, 0)
    })
  )

  it.effect("leaves nothing behind when the list is cut again and again", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 137 })
      const found: Array<unknown> = []
      let from: Referrals.Summary["checkpoint"]
      for (;;) {
        const part = yield* referrals.collect({}, { pageSize: 10, maxItems: 7, from })
        found.push(...part.referrals)
        if (part.summary.checkpoint === undefined) break
        from = part.summary.checkpoint
      }
      assert.deepStrictEqual<unknown>(found, fake.referrals)
    })
  )

  it.effect("does not cut a list whose end the pages already prove", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        referrals: 250,
        meta: ({ page, size, total }) => ({ current_page: page, last_page: Math.ceil(total / size), total })
      })
      const { summary } = yield* referrals.collect({}, { maxItems: 250 })
      assert.strictEqual(summary.endedBy, "lastPage")
      assert.isTrue(summary.complete)
      assert.isUndefined(summary.checkpoint)
    })
  )
})

describe("maxPages", () => {
  it.effect.each(concurrencies)("counts the pages read, the empty one included (concurrency %s)", (concurrency) =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 250, latency: shuffled })
      const three = yield* inTestTime(referrals.collect({}, { concurrency, maxPages: 3 }))
      assert.strictEqual(three.summary.endedBy, "maxPages")
      assert.isFalse(three.summary.complete)
      assert.deepStrictEqual(three.referrals, fake.referrals)
      const four = yield* inTestTime(referrals.collect({}, { concurrency, maxPages: 4 }))
      assert.strictEqual(four.summary.endedBy, "emptyPage")
      assert.isTrue(four.summary.complete)
    })
  )
})

describe("one page at a time", () => {
  it.effect.each([1, 4])("comes to the end: a page that is read again is not counted (concurrency %s)", (concurrency) =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 35 })
      const found: Array<unknown> = []
      const ends: Array<string> = []
      let from: Referrals.Summary["checkpoint"]
      do {
        const part = yield* referrals.collect({}, { concurrency, pageSize: 10, maxPages: 1, from })
        found.push(...part.referrals)
        ends.push(part.summary.endedBy)
        from = part.summary.checkpoint
      } while (from !== undefined && ends.length < 9)
      assert.deepStrictEqual<unknown>(found, fake.referrals)
      assert.deepStrictEqual(ends, ["maxPages", "maxPages", "maxPages", "maxPages", "emptyPage"])
    })
  )
})

describe("requireComplete", () => {
  it.effect.each(concurrencies)(
    "fails instead of ending without proof, with a checkpoint (concurrency %s)",
    (concurrency) =>
      Effect.gen(function* () {
        const { referrals } = yield* referralsOf({
          respond: () => FakePiggy.json({ data: [FakePiggy.referral(0)], meta: [] })
        })
        const stream = referrals.stream({}, { concurrency, requireComplete: true })
        const error = yield* Effect.flip(Stream.runDrain(stream))
        assert.strictEqual(error.reason._tag, "Incomplete")
        assert.include(error.message, "unproven")
        assert.isDefined(error.checkpoint)
      })
  )

  it.effect("fails if a cut leaves the end unproven", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ referrals: 950 })
      const error = yield* Effect.flip(Stream.runDrain(referrals.stream({}, { maxItems: 150, requireComplete: true })))
      assert.strictEqual(error.reason._tag, "Incomplete")
      assert.strictEqual(error.checkpoint?.page, 2)
    })
  )

  it.effect("accepts a proven end", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ referrals: 950 })
      assert.strictEqual(yield* Stream.runCount(referrals.stream({}, { requireComplete: true })), 950)
    })
  )
})

describe("onEnd", () => {
  it.effect("receives the summary of a stream, from an effect or a function", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ referrals: 250 })
      const seen = yield* Ref.make<Referrals.Summary | undefined>(undefined)
      yield* Stream.runDrain(referrals.stream({}, { concurrency: 1, onEnd: (summary) => Ref.set(seen, summary) }))
      assert.deepStrictEqual(yield* Ref.get(seen), {
        pages: 4,
        items: 250,
        duplicates: 0,
        conflicting: 0,
        lateFinds: 0,
        invalid: 0,
        requests: 4,
        endedBy: "emptyPage",
        complete: true,
        doubts: [],
        drift: "unknown"
      })
      const summaries: Array<Referrals.Summary> = []
      yield* Stream.runDrain(referrals.pages({}, { onEnd: (summary) => void summaries.push(summary) }))
      yield* referrals.collect({}, { onEnd: (summary) => void summaries.push(summary) })
      assert.deepStrictEqual(
        summaries.map(({ items }) => items),
        [250, 250]
      )
    })
  )

  it.effect("is not called when the consumer stops early or the traversal fails", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        referrals: 250,
        respond: (request) => (request.page === 3 ? FakePiggy.json({}, { status: 403 }) : undefined)
      })
      const summaries: Array<Referrals.Summary> = []
      const stream = referrals.stream({}, { onEnd: (summary) => void summaries.push(summary) })
      yield* Stream.runDrain(Stream.take(stream, 120))
      yield* Effect.flip(Stream.runDrain(stream))
      assert.deepStrictEqual(summaries, [])
    })
  )
})

describe("a stream that runs again", () => {
  it.effect("starts over", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf({ referrals: 250 })
      const rows = referrals.stream()
      assert.deepStrictEqual(yield* Stream.runCollect(rows), fake.referrals)
      assert.deepStrictEqual(yield* Stream.runCollect(rows), fake.referrals)
      const numbers = Traversal.rows<number, never, string>({
        origin: "https://api.piggy.eu",
        filter: {},
        pageSize: 1,
        read: (page) =>
          Effect.succeed({
            length: page < 4 ? 1 : 0,
            said: undefined,
            decode: () => Result.succeed({ rows: page < 4 ? [page] : [], invalid: [], unread: [] })
          }),
        identity: { key: String, id: String },
        path: "/numbers",
        refusal: () => undefined,
        failure: String
      })
      assert.deepStrictEqual(yield* Stream.runCollect(numbers), [1, 2, 3])
      assert.deepStrictEqual(yield* Stream.runCollect(numbers), [1, 2, 3])
    })
  )
})

describe("progress", () => {
  it.effect("grows with each page, and has the last page if meta gives it", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        referrals: 250,
        meta: ({ page, size, total }) => ({ page, last_page: Math.ceil(total / size), total })
      })
      const pages = yield* Stream.runCollect(referrals.pages())
      assert.deepStrictEqual(
        pages.map(({ items, number, progress }) => [number, items.length, progress.pages, progress.items]),
        [
          [1, 100, 1, 100],
          [2, 100, 2, 200],
          [3, 50, 3, 250]
        ]
      )
      assert.deepStrictEqual(
        pages.map(({ progress }) => [progress.lastPage, progress.total]),
        [
          [3, 250],
          [3, 250],
          [3, 250]
        ]
      )
    })
  )
})
