/**
 * What a traversal delivers of each page, and what it remembers for the next.
 */
import { assert, describe, it } from "@effect/vitest"
import * as State from "../../src/internal/paging/state.ts"
import { takePage } from "../../src/internal/paging/takePage.ts"
import { type Answer, delivered, ending, nothingAhead, rulesOf, take, walk } from "./letters.ts"

const walked = (...answers: ReadonlyArray<string | Answer>) => walk(rulesOf(), answers)

/** What was done with the last of these pages. */
const last = (...answers: ReadonlyArray<string | Answer>) => {
  const outcome = walked(...answers).outcomes.at(-1)
  assert(outcome?._tag === "taken")
  return outcome
}

describe("a list that stands still", () => {
  it("is delivered page by page, to its end", () => {
    const { outcomes, state } = walked("a b c", "d e f", "g", "")
    assert.deepStrictEqual(delivered(outcomes), ["a b c", "d e f", "g", ""])
    assert.strictEqual(ending(state), "emptyPage")
    assert.deepStrictEqual([state.pages, state.items, state.duplicates, state.moved], [4, 7, 0, false])
  })

  it("does not end before its end", () => {
    assert.isUndefined(walked("a b c", "d", "e f g").state.ended)
  })

  it("is handed on without a copy", () => {
    const rows = ["a", "b", "c"]
    for (const maxItems of [3, Infinity]) {
      const rules = rulesOf({ maxItems })
      const outcome = takePage(rules, State.begin(rules), { rows, invalid: [], unread: [] }, undefined, nothingAhead)
      assert(outcome._tag === "taken")
      assert.strictEqual(outcome.items, rows)
    }
  })

  it("ends by its meta on the page that this names as the last", () => {
    const { outcomes, state } = walked("a b c", { rows: "d", said: { echo: 2, lastPage: 2, total: 4 } })
    assert.strictEqual(ending(state), "lastPage")
    assert.strictEqual(outcomes.length, 2)
  })

  it("does not end by meta if a later page has come with rows", () => {
    const said = { echo: 1, lastPage: 1, total: 3 }
    assert.isUndefined(walked({ rows: "a b c", said, laterHasRows: true }).state.ended)
  })
})

describe("a page", () => {
  it("is full if it has as many rows as were asked for, whether they decode or not", () => {
    assert.isTrue(last("a b c").isFull)
    assert.isTrue(last("a b ?x").isFull)
    assert.isFalse(last("a b").isFull)
  })

  it("is new if it brings a row, or one that does not decode, for the first time", () => {
    assert.isTrue(last("a b", "b c").isNew)
    assert.isTrue(last("a b", "a b ?x").isNew)
    assert.isFalse(last("a b ?x", "a b ?x").isNew)
  })

  it("gives the last page if its meta can be believed", () => {
    assert.strictEqual(last({ rows: "a b c", said: { echo: 1, lastPage: 4 } }).lastPage, 4)
    assert.isUndefined(last({ rows: "a b c", said: { echo: 2, lastPage: 4 } }).lastPage)
  })

  it("with rows that do not decode is no empty one, and tells them", () => {
    const { state } = walked("a ?x", "?y")
    assert.isUndefined(state.ended)
    assert.deepStrictEqual([state.invalid, state.next.evidence.read], [2, 3])
    assert.isTrue(last("?x").tellsInvalid)
    assert.isTrue(last("?x").isShown)
  })

  it("that comes again is shown without rows, and its rows count once", () => {
    const { isNew, isShown, items, moved } = last("a b c", "a b c")
    assert.deepStrictEqual({ isNew, isShown, items, moved }, { isNew: false, isShown: true, items: [], moved: false })
    const { state } = walked("a b c", "a b c")
    assert.deepStrictEqual([state.next.evidence.read, state.next.evidence.delivered, state.duplicates], [3, 3, 3])
  })

  it("of rows with one id delivers all of them, and counts that", () => {
    const { outcomes, state } = walked("a b", "a' c")
    assert.deepStrictEqual(delivered(outcomes), ["a b", "a' c"])
    assert.strictEqual(state.conflicting, 1)
  })
})

describe("a list that moves", () => {
  it("is seen by a row that comes again beside a new one", () => {
    assert.isTrue(last("a b c", "c d e").moved)
    const { outcomes, state } = walked("a b c", "c d e", "f")
    assert.deepStrictEqual(delivered(outcomes), ["a b c", "d e", "f"])
    assert.deepStrictEqual([state.moved, state.duplicates], [true, 1])
  })

  it("is seen by a total that changes from one page to the next", () => {
    const told = (...totals: ReadonlyArray<number | undefined>) =>
      last(
        ...totals.map((total, index) => ({ rows: `${index}`, said: total === undefined ? { lastPage: 9 } : { total } }))
      ).moved
    assert.isTrue(told(8, 9))
    assert.isFalse(told(9, 9))
    assert.isFalse(told(9))
    assert.isFalse(told(9, undefined))
    assert.isFalse(told(undefined, 9))
    assert.isFalse(told(8, undefined, 9))
    assert.isFalse(last({ rows: "a", said: { total: 8 } }, "b").moved)
  })

  it("is read again from the page on that was requested before the move could be known", () => {
    const { outcomes, state } = walked("a b c", { rows: "c d e", askedEarly: true, said: { total: 7 } })
    assert.deepStrictEqual(delivered(outcomes), ["a b c", undefined])
    assert.deepStrictEqual([state.askedAgain, state.moved, state.pages, state.next.page], ["moved", true, 1, 2])
    assert.deepStrictEqual(state.next.evidence.said, { total: 7 })
    const again = take(rulesOf(), state, "b c d")
    assert.deepStrictEqual(delivered([again]), ["d"])
    assert.isUndefined(again.state.askedAgain)
    assert.isTrue(again.state.moved)
  })

  it("is not read again where nothing moved", () => {
    assert.deepStrictEqual(delivered(walked("a b c", { rows: "d e f", askedEarly: true }).outcomes), ["a b c", "d e f"])
  })

  it("counts an earlier meta until another answer has one", () => {
    const rules = rulesOf()
    const { state } = walked({ rows: "a b c", said: { total: 7 } }, { rows: "c d e", askedEarly: true })
    assert.deepStrictEqual(state.next.evidence.said, { total: 7 })
    assert.deepStrictEqual(take(rules, state, "d").state.next.evidence.said, { total: 7 })
  })
})

describe("a standstill", () => {
  it("resumes after the last page that brought something new", () => {
    const { state } = walked("a b c", "d e f", "d e f", "d e f", "d e f")
    assert.strictEqual(ending(state), "stalled")
    assert.strictEqual(state.ended?.resumeAt.page, 3)
  })

  it("ends with a page that brings something new", () => {
    assert.isUndefined(walked("a b c", "a b c", "a b c", "d e f", "d e f", "d e f").state.ended)
  })

  it("that an empty page ends is no standstill: the list resumes after that page", () => {
    assert.strictEqual(walked("a b c", "a b c", "").state.ended?.resumeAt.page, 4)
  })

  it("of a short page ends the list, and resumes after it", () => {
    const { state } = walked("a b", "a b")
    assert.strictEqual(ending(state), "repeatedPage unproven")
    assert.deepStrictEqual([state.ended?.resumeAt.page, state.idleDuplicates], [2, 2])
  })

  it("counts the duplicates of the pages in a row that brought nothing new", () => {
    assert.strictEqual(walked("a b c", "a b c", "a b c").state.idleDuplicates, 6)
    assert.strictEqual(walked("a b c", "a b c", "d").state.idleDuplicates, 0)
  })

  it("does not end by a page that repeats an earlier one, but not the one before", () => {
    assert.isUndefined(walked("a b", "c d", "a b").state.ended)
  })
})

describe("a row that comes again", () => {
  it("is known on the next two pages in a stream, and on all in a collect", () => {
    const pages = ["a b", "c d", "e f", "a g"]
    assert.strictEqual(delivered(walk(rulesOf(), pages).outcomes).at(-1), "a g")
    assert.strictEqual(delivered(walk(rulesOf({ recogniseAll: true }), pages).outcomes).at(-1), "g")
  })
})
