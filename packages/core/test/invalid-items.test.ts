import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { FakePiggy } from "@effect-piggy/core/testing"
import { referralsOf } from "./support.ts"

const email = "jane@example.eu"

/** 250 rows; rows 30 and 120 do not decode. */
const broken = (pageSize: number): FakePiggy.Options => ({
  respond: (request) => {
    const from = (request.page - 1) * pageSize
    const data = Array.from({ length: Math.max(0, Math.min(pageSize, 250 - from)) }, (_, index) => {
      const row = FakePiggy.referral(from + index)
      if (from + index === 30) return { ...row, referred_contact: { uuid: "", email } }
      return from + index === 120 ? { email } : row
    })
    return FakePiggy.json({ data, meta: [] })
  }
})

describe("a row that does not decode", () => {
  it.effect("fails the traversal by default, naming page, index and field, and no value", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf(broken(100))
      const error = yield* Effect.flip(Stream.runDrain(referrals.stream()))
      assert.strictEqual(
        error.message,
        "Referrals.stream failed: the answer is not as documented (page 1, data[30].referred_contact.uuid): Expected a value with a length of at least 1"
      )
      assert.strictEqual(error.checkpoint?.page, 1)
      assert.notInclude(JSON.stringify(error), email)
    })
  )

  it.effect("is counted and listed under `report`, and the rest of the page is delivered", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf(broken(100))
      const pages = yield* Stream.runCollect(referrals.pages({}, { invalidItems: "report" }))
      assert.deepStrictEqual(
        pages.map((page) => page.items.length),
        [99, 99, 50]
      )
      assert.deepStrictEqual(
        pages.flatMap((page) => page.invalid),
        [
          { page: 1, index: 30, path: "referred_contact.uuid", detail: "Expected a value with a length of at least 1" },
          { page: 2, index: 20, path: "uuid", detail: "Missing key" }
        ]
      )
      assert.notInclude(JSON.stringify(pages.map((page) => [page.invalid, page.checkpoint])), email)
      const { referrals: rows, summary } = yield* referrals.collect({}, { invalidItems: "report" })
      assert.strictEqual(rows.length, 248)
      assert.strictEqual(summary.invalid, 2)
      assert.isTrue(summary.complete)
    })
  )

  it.effect("does not look like the end of the list, even when a page holds nothing else", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        respond: (request) =>
          FakePiggy.json({
            data:
              request.page < 6 ? Array.from({ length: 100 }, (_, index) => ({ id: request.page * 100 + index })) : [],
            meta: []
          })
      })
      const { summary } = yield* referrals.collect({}, { invalidItems: "report" })
      assert.strictEqual(summary.invalid, 500)
      assert.strictEqual(summary.endedBy, "emptyPage")
    })
  )

  it.effect("is known if it came two pages before: two caches that answer in turn are stalled", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({
        respond: (request) =>
          FakePiggy.json({
            data: Array.from({ length: 100 }, (_, index) => ({ id: index + (request.page % 2) * 100 }))
          })
      })
      const error = yield* Effect.flip(referrals.collect({}, { invalidItems: "report", maxPages: 50 }))
      assert.strictEqual(error.reason._tag, "PaginationStalled")
    })
  )

  it.effect("is known when it comes again: a repeated page of such rows ends the traversal", () =>
    Effect.gen(function* () {
      const { referrals } = yield* referralsOf({ respond: () => FakePiggy.json({ data: [{ id: 1 }], meta: [] }) })
      const { summary } = yield* referrals.collect({}, { invalidItems: "report" })
      assert.strictEqual(summary.endedBy, "repeatedPage")
    })
  )
})
