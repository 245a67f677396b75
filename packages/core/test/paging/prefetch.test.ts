/**
 * What a traversal requests before its consumer asks for it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Traversal from "../../src/internal/paging/traversal.ts"
import { listOf, read, type Scripted } from "./letterServer.ts"

const eight = ["a b c", "d e f", "g h i", "j k l", "m n o", "p q r", "s t u", "v w x"]

/** The furthest page that a stream requested by the time its consumer has some pages. */
const furthest = Effect.fnUntraced(function* (pages: number, entries: ReadonlyArray<Scripted>) {
  const { asked, source } = listOf(entries)
  yield* Stream.runDrain(Stream.take(Traversal.pages(source, { concurrency: 4 }), pages))
  return Math.max(...asked)
})

describe("a stream", () => {
  it.effect("requests page 1 alone, then opens its window to two pages and to its concurrency", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* furthest(1, eight), 1)
      assert.strictEqual(yield* furthest(2, eight), 5)
      assert.isAtLeast(yield* furthest(3, eight), 9)
    })
  )

  it.effect("requests one page after a first page that is short, but opens after a later one", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* furthest(2, ["a b", "c d"]), 2)
      assert.isAtLeast(yield* furthest(3, ["a b c", "d e", ...eight.slice(2)]), 9)
    })
  )

  it.effect("requests nothing beyond a page that failed until that was judged", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* furthest(2, ["a b c", "d e f", { fails: "down" }, "j k l"]), 3)
    })
  )
})

describe("a collect", () => {
  const first = Effect.fnUntraced(function* (options: Traversal.Options) {
    const { asked, source } = listOf(eight)
    const opened = yield* Traversal.openCollector(source, options)
    const taken = yield* opened.pull
    return { asked, taken }
  }, Effect.scoped)

  it.effect("requests two pages at once, and no more until the first was judged", () =>
    Effect.gen(function* () {
      const { asked, taken } = yield* first({})
      assert.deepStrictEqual(asked, [1, 2])
      assert.deepStrictEqual([taken.number, taken.items], [1, ["a", "b", "c"]])
      assert.deepStrictEqual((yield* first({ concurrency: 1 })).asked, [1])
      assert.deepStrictEqual((yield* first({ maxPages: 1 })).asked, [1])
    })
  )

  it.effect("knows a row however far back it came, as a stream does not", () =>
    Effect.gen(function* () {
      const list = ["a b c", "d e f", "g h i", "a k l"]
      const { source } = listOf(list)
      const opened = yield* Traversal.openCollector(source, {})
      for (let page = 1; page <= 3; page++) yield* opened.pull
      assert.deepStrictEqual((yield* opened.pull).items, ["k", "l"])
      assert.deepStrictEqual((yield* read(list)).pages.at(-1)?.items, ["a", "k", "l"])
    }).pipe(Effect.scoped)
  )
})

describe("a checkpoint", () => {
  it.effect("has the time at which it was made", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("5 seconds")
      const { pages } = yield* read(["a b c"])
      assert.deepStrictEqual(
        pages.map(({ checkpoint }) => checkpoint.evidence?.at),
        [5000]
      )
    })
  )
})
