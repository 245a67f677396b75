import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Checkpoint, Referrals } from "@effect-piggy/core"
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

describe("rows that do not decode, and a list that is read in legs", () => {
  for (const maxItems of [1, 7, 29, 30, 31, 100]) {
    it.effect(`are told once each, whatever was cut (${maxItems} rows a leg)`, () =>
      Effect.gen(function* () {
        const { referrals } = yield* referralsOf(broken(20))
        const told: Array<string> = []
        const delivered: Array<string> = []
        let from: Checkpoint.Checkpoint | undefined
        let invalid = 0
        do {
          const options = { invalidItems: "report", pageSize: 20, maxItems, from } as const
          let end: Referrals.Summary | undefined
          const pages = yield* Stream.runCollect(
            referrals.pages({}, { ...options, onEnd: (summary) => void (end = summary) })
          )
          for (const page of pages) {
            told.push(...page.invalid.map(({ index, page: number }) => `${number}.${index}`))
            delivered.push(...page.items.map(({ uuid }) => uuid))
          }
          invalid += end?.invalid ?? 0
          from = end?.checkpoint
        } while (from !== undefined)
        assert.deepStrictEqual(told, ["2.10", "7.0"])
        assert.strictEqual(invalid, 2)
        assert.strictEqual(new Set(delivered).size, 248)
      })
    )
  }

  it.effect("bring no leg on where the server repeats one page: the list stalls as it does in one go", () =>
    Effect.gen(function* () {
      const page = Array.from({ length: 100 }, (_, index) => (index === 5 ? {} : FakePiggy.referral(index)))
      const { referrals } = yield* referralsOf({ respond: () => FakePiggy.json({ data: page, meta: [] }) })
      let from: Checkpoint.Checkpoint | undefined
      let failed: string | undefined
      let legs = 0
      do {
        legs++
        const leg = yield* Effect.result(referrals.collect({}, { invalidItems: "report", maxPages: 1, from }))
        if (Result.isFailure(leg)) failed = leg.failure.reason._tag
        from = Result.isSuccess(leg) ? leg.success.summary.checkpoint : undefined
      } while (from !== undefined && legs < 20)
      assert.strictEqual(failed, "PaginationStalled")
      assert.isBelow(legs, 6)
    })
  )
})
