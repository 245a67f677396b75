/**
 * An end that something speaks against fails the traversal, or is told in the summary.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { read, type Scripted, shown } from "./letterServer.ts"

const six = ["a b c", "d e f"]

describe("an end in doubt", () => {
  const total = { total: 9 }
  const missing: ReadonlyArray<Scripted> = [
    { rows: "a b c", said: total },
    { rows: "d", said: total }
  ]
  const unproven = ["a b", "a b"]

  it.effect("fails by default if rows are missing, and says what was seen", () =>
    Effect.gen(function* () {
      const { failure, pages, summary } = yield* read(missing)
      assert(failure?.reason?._tag === "Incomplete")
      const { delivered, doubts, endedBy, lastPage, page, read: rows, total: counted } = failure.reason
      assert.deepStrictEqual(
        { delivered, doubts, endedBy, lastPage, page, rows, counted },
        {
          delivered: 4,
          doubts: ["missing"],
          endedBy: "emptyPage",
          lastPage: undefined,
          page: 4,
          rows: 4,
          counted: 9
        }
      )
      assert.deepStrictEqual([shown(pages), summary], [["1: a b c", "2: d", "3: "], undefined])
    })
  )

  it.effect("says which last page meta gave", () =>
    Effect.gen(function* () {
      const said = { lastPage: 9 }
      const { failure } = yield* read([
        { rows: "a b c", said },
        { rows: "", said },
        { rows: "", said },
        { rows: "", said }
      ])
      assert(failure?.reason?._tag === "Incomplete")
      assert.deepStrictEqual([failure.reason.doubts, failure.reason.lastPage], [["emptyInside"], 9])
      assert.isFalse("total" in failure.reason)
    })
  )

  it.effect("fails only if asked to where it is merely unproven", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* read(unproven)).summary?.doubts, ["unproven"])
      assert.strictEqual((yield* read(unproven, { requireComplete: true })).failure?.why, "Incomplete")
      assert.strictEqual((yield* read(six, { requireComplete: true })).summary?.complete, true)
    })
  )

  it.effect("does not fail if told not to", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* read(missing, { requireComplete: false })).summary?.doubts, ["missing"])
    })
  )

  it.effect("of a cut fails only if completeness is required", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* read(six, { maxItems: 2 })).summary?.endedBy, "maxItems")
      assert.strictEqual((yield* read(six, { maxItems: 2, requireComplete: true })).failure?.why, "Incomplete")
      const { from } = { from: (yield* read(six, { maxPages: 2 })).summary?.checkpoint }
      const elsewhere = yield* read(["u v w", "x y z", "r s t"], { from, maxPages: 1 })
      assert.deepStrictEqual(elsewhere.summary?.doubts, ["resumedElsewhere"])
    })
  )
})
