/**
 * A list is read until two passes agree; what no pass alone can tell is told by comparing them. `a1` is a row of the key
 * `a`, `a2` the same row with another value.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { collect, type Options } from "../../src/internal/paging/collect.ts"
import type { Summary } from "../../src/internal/paging/summary.ts"
import { page } from "./letters.ts"

interface Pass {
  readonly pages: ReadonlyArray<string>
  /** What happens after the pages: they end by default. */
  readonly after?: "fail" | "wait" | "endWithoutSummary"
  readonly summary?: Partial<Summary>
}

const summaryOf = ({ pages, summary }: Pass): Summary => ({
  pages: pages.length,
  items: pages.flatMap((text) => page(text).rows).length,
  duplicates: 0,
  conflicting: 0,
  lateFinds: 0,
  invalid: 0,
  requests: pages.length,
  endedBy: "emptyPage",
  complete: true,
  doubts: [],
  drift: "unknown",
  ...summary
})

type Collecting = Options<string, string, string>
type Opening = Effect.Success<ReturnType<Collecting["open"]>>

const opener = (passes: ReadonlyArray<Pass>) => {
  let opened = 0
  const open: Collecting["open"] = (onEnd) =>
    Effect.sync(() => {
      const pass = passes[opened++] ?? { pages: [] }
      let requests = 0
      const pull: Opening["pull"] = Effect.suspend((): Opening["pull"] => {
        const text = pass.pages[requests]
        if (text !== undefined) {
          requests++
          return Effect.succeed({ number: requests, items: page(text).rows, read: page(text) })
        }
        if (pass.after === "fail") return Effect.fail("the page failed")
        if (pass.after === "wait") return Effect.never
        if (pass.after === undefined) onEnd(summaryOf(pass))
        return Cause.done()
      })
      return { pull, requests: () => requests }
    })
  return { open, opened: () => opened }
}

const collected = (passes: ReadonlyArray<Pass>, options: Partial<Collecting> = {}) => {
  const { open, opened } = opener(passes)
  return Effect.map(
    collect<string, string, string>({
      open,
      identity: { key: (row) => row.slice(0, 1), id: (row) => row.slice(0, 1) },
      passes: passes.length,
      maxItems: Infinity,
      deadline: undefined,
      failure: (failed, { requests, rows }) => `${failed ?? "too late"}, ${requests} requests: ${rows.join(" ")}`,
      ...options
    }),
    ({ rows, summary }) => ({ rows: rows.join(" "), summary, opened: opened() })
  )
}

const list: Pass = { pages: ["a1 b1", "c1"] }
const changed: Pass = { pages: ["a1 b2", "c1"] }

describe("one pass", () => {
  it.effect("delivers what it read, with its own summary", () =>
    Effect.gen(function* () {
      const { opened, rows, summary } = yield* collected([list, list], { passes: 1 })
      assert.deepStrictEqual([rows, opened], ["a1 b1 c1", 1])
      assert.deepStrictEqual(summary, summaryOf(list))
    })
  )
})

describe("one pass of rows that share a key", () => {
  it.effect("keeps their order", () =>
    Effect.map(collected([{ pages: ["a1 b1", "a2"] }]), ({ rows }) => assert.strictEqual(rows, "a1 b1 a2"))
  )
})

describe("two passes agree", () => {
  it.effect("if they read the same rows: the rows are the list, and no third pass is made", () =>
    Effect.gen(function* () {
      const { opened, rows, summary } = yield* collected([list, list, changed])
      assert.deepStrictEqual([rows, opened], ["a1 b1 c1", 2])
      assert.deepStrictEqual(summary, { ...summaryOf(list), pages: 4, requests: 4, drift: "none" })
    })
  )

  it.effect("however they were cut into pages", () =>
    Effect.map(collected([list, { pages: ["a1", "b1 c1"] }]), ({ summary }) =>
      assert.strictEqual(summary.drift, "none")
    )
  )

  it.effect("without saying that nothing moved if neither proved its end", () =>
    Effect.gen(function* () {
      const cut = { ...list, summary: { complete: false } }
      const { opened, summary } = yield* collected([cut, cut, cut])
      assert.deepStrictEqual([opened, summary.drift, summary.complete], [2, "unknown", false])
      const after = yield* collected([changed, cut, cut])
      assert.deepStrictEqual([after.opened, after.summary.drift], [3, "moved"])
    })
  )

  it.effect("and have the last word: rows that left before are not delivered, and late ones are counted", () =>
    Effect.gen(function* () {
      const later: Pass = { pages: ["b1 c1 d1 d1"] }
      const { rows, summary } = yield* collected([list, later, later])
      assert.strictEqual(rows, "b1 c1 d1 d1")
      assert.deepStrictEqual([summary.items, summary.lateFinds, summary.drift], [4, 2, "none"])
    })
  )
})

describe("two passes do not agree", () => {
  for (const [what, first, second] of [
    ["if a row changed", list, changed],
    ["if a row came", list, { pages: ["a1 b1", "c1 d1"] }],
    ["if a row left", list, { pages: ["a1 b1"] }],
    ["if rows changed places", list, { pages: ["b1 a1", "c1"] }],
    ["if rows moved during the first", { ...list, summary: { drift: "moved" } }, list],
    ["if rows moved during the second", list, { ...list, summary: { drift: "moved" } }],
    ["if a row that does not decode came", list, { pages: ["a1 b1", "c1 ?x"] }]
  ] as const) {
    it.effect(`${what}: a third pass is made, and rows have moved`, () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* collected([first, second])).summary.drift, "moved")
        assert.strictEqual(
          (yield* collected([first, second, second, second])).opened,
          what.includes("the second") ? 4 : 3
        )
      })
    )
  }

  it.effect("if only one of them proved its end, but nothing moved", () =>
    Effect.gen(function* () {
      const cut = { ...list, summary: { complete: false } }
      const two = yield* collected([cut, list])
      assert.deepStrictEqual([two.opened, two.summary.drift, two.summary.complete], [2, "unknown", true])
      const three = yield* collected([cut, list, list])
      assert.deepStrictEqual([three.opened, three.summary.drift], [3, "none"])
    })
  )
})

describe("passes of which no two agree", () => {
  it.effect("deliver every row that any of them found, with its newest value", () =>
    Effect.gen(function* () {
      const { rows, summary } = yield* collected([list, { pages: ["b2 d1"] }, { pages: ["d2 a3"] }])
      assert.strictEqual(rows, "a3 b2 c1 d2")
      assert.deepStrictEqual([summary.items, summary.lateFinds, summary.drift], [4, 1, "moved"])
    })
  )

  it.effect("keep rows of one key apart that one pass delivered both", () =>
    Effect.gen(function* () {
      const { rows, summary } = yield* collected([{ pages: ["a1 a2 b1"] }, { pages: ["a3 b1"] }])
      assert.strictEqual(rows, "a3 a2 b1")
      assert.strictEqual(summary.lateFinds, 0)
      const more = yield* collected([{ pages: ["a1 b1"] }, { pages: ["a3 a4 a5"] }])
      assert.deepStrictEqual([more.rows, more.summary.lateFinds], ["a3 a4 a5 b1", 2])
    })
  )

  it.effect("deliver no more than maxItems", () =>
    Effect.gen(function* () {
      const { rows, summary } = yield* collected([list, { pages: ["d1 e1"] }], { maxItems: 4 })
      assert.deepStrictEqual([rows, summary.items, summary.lateFinds], ["a1 b1 c1 d1", 4, 1])
    })
  )

  it.effect("count what all of them cost, and what the worst of them saw", () =>
    Effect.gen(function* () {
      const first = { ...list, summary: { duplicates: 2, conflicting: 1, invalid: 3, requests: 5, pages: 4 } }
      const second = { ...changed, summary: { duplicates: 1, conflicting: 2, invalid: 1, requests: 3, pages: 2 } }
      const { summary } = yield* collected([first, second])
      assert.deepStrictEqual(summary, {
        ...summaryOf(changed),
        pages: 6,
        duplicates: 3,
        conflicting: 2,
        invalid: 3,
        requests: 8,
        drift: "moved"
      })
    })
  )
})

describe("a collect that fails", () => {
  it.effect("in the first pass has the rows of that pass", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(collected([{ ...list, after: "fail" }]))
      assert.strictEqual(error, "the page failed, 2 requests: a1 b1 c1")
    })
  )

  it.effect("later has what all passes found so far, and counts the requests of all", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(collected([list, changed, { pages: ["d1"], after: "fail" }]))
      assert.strictEqual(error, "the page failed, 5 requests: a1 b2 c1")
      const cut = yield* Effect.flip(collected([list, { pages: [], after: "fail" }], { maxItems: 2 }))
      assert.strictEqual(cut, "the page failed, 2 requests: a1 b1")
    })
  )

  it.effect("at its deadline has the rows so far, and never before it", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.forkChild(Effect.flip(collected([{ ...list, after: "wait" }], { deadline: 1000 })))
      yield* TestClock.adjust("999 millis")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(yield* Fiber.join(waiting), "too late, 2 requests: a1 b1 c1")
      assert.strictEqual((yield* collected([list], { deadline: 1000 })).rows, "a1 b1 c1")
    })
  )

  it.effect("is a defect if a pass ends without a summary", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(collected([{ pages: ["a1"], after: "endWithoutSummary" }]))
      assert(Exit.isFailure(exit))
      assert.include(Cause.pretty(exit.cause), "ended without a summary")
    })
  )
})
