/**
 * The stream of a list: what it hands out, how it fails, and what it tells at the end.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import type { Summary } from "../../src/internal/paging/summary.ts"
import * as Traversal from "../../src/internal/paging/traversal.ts"
import { listOf, read, shown } from "./letterServer.ts"

const six = ["a b c", "d e f"]

describe("the pages of a list", () => {
  it.effect("come in order, with the progress and a checkpoint, and without the page that shows the end", () =>
    Effect.gen(function* () {
      const { asked, pages, summary } = yield* read([...six, "g"])
      assert.deepStrictEqual(shown(pages), ["1: a b c", "2: d e f", "3: g"])
      assert.deepStrictEqual(
        pages.map(({ checkpoint, progress }) => [progress.items, checkpoint.page]),
        [
          [3, 2],
          [6, 3],
          [7, 4]
        ]
      )
      assert.deepStrictEqual(asked, [1, 2, 3, 4])
      assert.deepStrictEqual([summary?.endedBy, summary?.requests, summary?.complete], ["emptyPage", 4, true])
    })
  )

  it.effect("hold no page whose repetition or refusal shows the end, nor one of a standstill", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(shown((yield* read(["a b", "a b"])).pages), ["1: a b"])
      assert.deepStrictEqual(shown((yield* read(["a b", { fails: "pastEnd" }])).pages), ["1: a b"])
      const stalled = yield* read(["a b c", "a b c", "a b c", "a b c"])
      assert.deepStrictEqual(shown(stalled.pages), ["1: a b c", "2: ", "3: "])
    })
  )

  it.effect("hold the last page if that itself ends the list", () =>
    Effect.gen(function* () {
      const { pages, summary } = yield* read(["a b c", { rows: "d", said: { echo: 2, lastPage: 2, total: 4 } }])
      assert.deepStrictEqual(shown(pages), ["1: a b c", "2: d"])
      assert.strictEqual(summary?.endedBy, "lastPage")
    })
  )

  it.effect("hold a page without rows that was skipped", () =>
    Effect.gen(function* () {
      const more = { rows: "", said: { lastPage: 3 } }
      const { asked, pages } = yield* read(["a b c", more, "d"])
      assert.deepStrictEqual(shown(pages), ["1: a b c", "2: ", "3: d"])
      assert.deepStrictEqual(asked, [1, 2, 2, 3, 4])
    })
  )

  it.effect("tell rows that do not decode once, with the leg that takes the page whole", () =>
    Effect.gen(function* () {
      const list = ["a b ?x", "c"]
      const cut = yield* read(list, { maxItems: 1 })
      assert.deepStrictEqual(
        cut.pages.map(({ invalid }) => invalid),
        [[]]
      )
      const whole = yield* read(list, { from: cut.summary?.checkpoint })
      assert.deepStrictEqual(
        whole.pages.map(({ invalid }) => invalid),
        [["?x"], []]
      )
    })
  )
})

describe("the rows of a list", () => {
  it.effect("come without chunks that are empty", () =>
    Effect.gen(function* () {
      const { source } = listOf(["a b c", "a b c", "d"])
      const chunks: Array<ReadonlyArray<string>> = []
      yield* Stream.runForEachArray(Traversal.rows(source), (chunk) => Effect.sync(() => void chunks.push(chunk)))
      assert.deepStrictEqual(chunks, [["a", "b", "c"], ["d"]])
    })
  )
})

describe("a traversal that resumes", () => {
  it.effect("hides the page that it reads again, unless that has new rows", () =>
    Effect.gen(function* () {
      const { summary } = yield* read(six, { maxPages: 2 })
      const from = summary?.checkpoint
      const still = yield* read([...six, "g"], { from })
      assert.deepStrictEqual(shown(still.pages), ["3: g"])
      assert.deepStrictEqual(still.asked, [2, 3, 4])
      const moved = yield* read(["a b x", "c d y", "e f g"], { from })
      assert.deepStrictEqual(shown(moved.pages), ["2: y", "3: g"])
    })
  )

  it.effect("resumes from the checkpoint of any page", () =>
    Effect.gen(function* () {
      const list = [...six, "g h i", "j"]
      const { pages } = yield* read(list)
      for (const { checkpoint, number } of pages) {
        const rest = yield* read(list, { from: checkpoint })
        assert.deepStrictEqual(shown(rest.pages), shown(pages.slice(number)))
      }
    })
  )

  it.effect("resumes in the page that maxItems cut", () =>
    Effect.gen(function* () {
      const { pages } = yield* read(six, { maxItems: 4 })
      assert.deepStrictEqual(shown(pages), ["1: a b c", "2: d"])
      const rest = yield* read(six, { from: pages.at(-1)?.checkpoint })
      assert.deepStrictEqual(shown(rest.pages), ["2: e f"])
    })
  )
})

describe("a failure", () => {
  for (const fails of ["down", "undecodable"] as const) {
    it.effect(`of a page fails the traversal after the pages before, with where to resume: ${fails}`, () =>
      Effect.gen(function* () {
        const { failure, pages, summary } = yield* read([...six, { fails }])
        assert.deepStrictEqual([failure?.why, failure?.checkpoint?.page, failure?.requests], [fails, 3, 3])
        assert.deepStrictEqual([shown(pages).length, summary], [2, undefined])
        assert.deepStrictEqual(failure?.checkpoint?.keys, [
          ["a", "b", "c"],
          ["d", "e", "f"]
        ])
      })
    )
  }

  it.effect("that refuses page 1 is no end", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* read([{ fails: "pastEnd" }])).failure?.why, "pastEnd")
    })
  )

  it.effect("that refuses a later page ends the list, at once or when it comes again", () =>
    Effect.gen(function* () {
      const certain = yield* read(["a b c", "d", { fails: "pastEnd" }])
      assert.deepStrictEqual([certain.summary?.endedBy, certain.asked], ["refused", [1, 2, 3]])
      const perhaps = yield* read(["a b c", "d", { fails: "perhapsPastEnd" }])
      assert.deepStrictEqual([perhaps.summary?.endedBy, perhaps.asked], ["refused", [1, 2, 3, 3]])
      const passing = yield* read(["a b c", [{ fails: "perhapsPastEnd" }, "d"]])
      assert.deepStrictEqual([passing.summary?.endedBy, passing.asked], ["emptyPage", [1, 2, 2, 3]])
    })
  )

  it.effect("has the time of its checkpoint from the clock", () =>
    Effect.gen(function* () {
      const { failure } = yield* read([...six, { fails: "down" }])
      assert.strictEqual(failure?.checkpoint?.evidence?.at, 0)
    })
  )

  it.effect("names the page of a standstill, and resumes after the last new one", () =>
    Effect.gen(function* () {
      const { failure } = yield* read(["a b c", "a b c", "a b c", "a b c"])
      assert(failure?.reason?._tag === "PaginationStalled")
      assert.deepStrictEqual([failure.reason.page, failure.checkpoint?.page, failure.requests], [4, 2, 4])
      assert.include(failure.reason.detail, "no new rows")
    })
  )
})

describe("the end", () => {
  it.effect("is told once, to a function or an effect, before the stream ends", () =>
    Effect.gen(function* () {
      const { source } = listOf(six)
      const told = yield* Ref.make<ReadonlyArray<Summary>>([])
      const onEnd = (summary: Summary) => Ref.update(told, (all) => [...all, summary])
      yield* Stream.runDrain(Traversal.rows(source, { onEnd }))
      assert.deepStrictEqual(
        (yield* Ref.get(told)).map(({ items }) => items),
        [6]
      )
      yield* Stream.runDrain(Traversal.rows(source))
    })
  )

  it.effect("stays the end for who asks again", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { asked, source } = listOf(["a"])
        let ends = 0
        const opened = yield* Traversal.openCollector(source, { concurrency: 1, onEnd: () => void ends++ })
        yield* opened.pull
        for (let time = 1; time <= 3; time++) {
          assert.isTrue(Cause.isDone(yield* Effect.flip(opened.pull)))
        }
        assert.deepStrictEqual([ends, asked, opened.requests()], [1, [1, 2], 2])
      })
    )
  )
})
