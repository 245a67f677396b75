/**
 * Iterators of the promise facade, held as an async generator's would be.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { getEventListeners } from "node:events"
import { Readable } from "node:stream"
import { ReadableStream } from "node:stream/web"
import { makeReferrals, type Options, PiggyError } from "@effect-piggy/core/promise"
import { FakePiggy } from "@effect-piggy/core/testing"
import { all, rejection } from "./promises.ts"

const total = 250

const of = (fake: FakePiggy.FakePiggy["Service"], options: Partial<Options> = {}) =>
  makeReferrals({ credentials: "test", fetch: fake.fetch, ...options })

const begin = (options: FakePiggy.Options = {}, signal?: AbortSignal) => {
  const fake = FakePiggy.make({ referrals: total, ...options })
  const rows = of(fake, { retry: { attempts: 1 } }).stream({}, { signal })
  return { fake, reading: rows[Symbol.asyncIterator]() }
}

const uuids = Array.from({ length: total }, (_, index) => FakePiggy.referral(index).uuid)

const never: FakePiggy.Options["latency"] = ({ page }) => (page === 1 ? 0 : "1 hour")

describe("calls of next that overlap", () => {
  it.effect.prop(
    "give every row once, in the order of the calls, however many workers share the iterator",
    [
      Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 120 }))).check(Schema.isNonEmpty()),
      Schema.Boolean
    ],
    ([bursts, withSignal]) =>
      Effect.promise(async () => {
        const { reading } = begin({}, withSignal ? new AbortController().signal : undefined)
        const got: Array<string> = []
        let finished = false
        for (let turn = 0; !finished; turn++) {
          const calls = Array.from({ length: bursts[turn % bursts.length] ?? 1 }, () => reading.next())
          for (const row of await Promise.all(calls)) {
            if (row.done === true) finished = true
            else got.push(row.value.uuid)
          }
        }
        assert.deepStrictEqual(got, uuids)
      }),
    { arbitrary: { runs: 30 } }
  )

  it("give every row once to workers that take one after the other", async () => {
    const { fake, reading } = begin()
    const got: Array<string> = []
    const work = async () => {
      for (let row = await reading.next(); row.done !== true; row = await reading.next()) got.push(row.value.uuid)
    }
    await Promise.all([work(), work(), work(), work()])
    assert.deepStrictEqual(got.toSorted(), uuids)
    assert.isAtMost(fake.requests.length, 7)
  })

  it("reject once when the list fails, and later calls resolve as done", async () => {
    const { reading } = begin({ respond: ({ page }) => (page === 2 ? FakePiggy.json({}, { status: 500 }) : undefined) })
    const results = await Promise.allSettled(Array.from({ length: 103 }, () => reading.next()))
    assert.lengthOf(
      results.filter((result) => result.status === "fulfilled" && result.value.done !== true),
      100
    )
    const [failed, ...behind] = results.slice(100)
    assert(failed?.status === "rejected" && failed.reason instanceof PiggyError)
    assert.strictEqual(failed.reason.checkpoint?.page, 2)
    const finished = { status: "fulfilled", value: { done: true, value: undefined } } as const
    assert.deepStrictEqual<unknown>(behind, [finished, finished])
    assert.deepStrictEqual<unknown>(await reading.next(), finished.value)
  })
})

describe("an iterator", () => {
  it("whose first row was read can be passed on", async () => {
    for (const rest of [
      (rows: AsyncIterable<unknown>) => all(rows),
      (rows: AsyncIterable<unknown>) => all(Readable.from(rows)),
      (rows: AsyncIterable<unknown>) => all(ReadableStream.from(rows))
    ]) {
      const { reading } = begin()
      assert.strictEqual((await reading.next()).value?.uuid, uuids[0])
      assert.lengthOf(await rest(reading), total - 1)
    }
  })

  it("starts over each time that the list is iterated", async () => {
    const rows = of(FakePiggy.make({ referrals: total })).stream()
    assert.notStrictEqual(rows[Symbol.asyncIterator](), rows[Symbol.asyncIterator]())
    assert.lengthOf(await all(rows), total)
    assert.lengthOf(await all(rows), total)
  })

  it("that is never used sends nothing, and leaves nothing on the signal", () => {
    const { signal } = new AbortController()
    const { fake } = begin({}, signal)
    assert.lengthOf(fake.requests, 0)
    assert.lengthOf(getEventListeners(signal, "abort"), 0)
  })

  it("that is left while it waits aborts its request, and the waiting call resolves as done", async () => {
    const { signal } = new AbortController()
    const { fake, reading } = begin({ latency: () => "1 hour" }, signal)
    const waiting = reading.next()
    while (fake.requests.length === 0) await Promise.resolve()
    assert.deepStrictEqual(await reading.return(), { done: true, value: undefined })
    assert.deepStrictEqual(await waiting, { done: true, value: undefined })
    assert.isTrue(fake.requests.every((request) => request.signal.aborted))
    assert.lengthOf(getEventListeners(signal, "abort"), 0)
    assert.deepStrictEqual(await reading.next(), { done: true, value: undefined })
  })

  it("that is left before it began sends nothing later", async () => {
    const { fake, reading } = begin()
    await reading.return()
    assert.deepStrictEqual(await reading.next(), { done: true, value: undefined })
    assert.lengthOf(fake.requests, 0)
  })

  it("rejects with what is thrown into it, and is done then", async () => {
    const { reading } = begin()
    await reading.next()
    assert.strictEqual(String(await rejection(reading.throw(new Error("mine")))), "Error: mine")
    assert.deepStrictEqual(await reading.next(), { done: true, value: undefined })
  })

  it("is left by `await using`", async () => {
    const fake = FakePiggy.make({ referrals: total, latency: never })
    {
      await using reading = of(fake).stream({}, { concurrency: 2 })[Symbol.asyncIterator]()
      for (let row = 0; row < 100; row++) await reading.next()
      reading.next().catch(() => assert.fail("a call that waits is not failed"))
      while (fake.requests.length < 2) await new Promise(setImmediate)
    }
    assert.isTrue(fake.requests.slice(1).every(({ signal }) => signal.aborted))
  })

  it("rejects one call after an abort, and is then done", async () => {
    const controller = new AbortController()
    const { fake, reading } = begin({ latency: never }, controller.signal)
    await reading.next()
    controller.abort(new Error("enough"))
    const results = await Promise.allSettled([reading.next(), reading.next()])
    assert.deepStrictEqual<unknown>(results, [
      { status: "rejected", reason: new Error("enough") },
      { status: "fulfilled", value: { done: true, value: undefined } }
    ])
    assert.lengthOf(fake.requests, 1)
  })

  it("that has ended ignores an abort", async () => {
    const controller = new AbortController()
    const { reading } = begin({}, controller.signal)
    assert.lengthOf(await all(reading), total)
    controller.abort(new Error("late"))
    assert.deepStrictEqual(await reading.next(), { done: true, value: undefined })
  })
})
