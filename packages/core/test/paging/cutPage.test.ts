/**
 * A traversal that is cut, by rows or by pages, and resumed: each row comes once, and the end is judged as without a cut.
 */
import { assert, describe, it } from "@effect/vitest"
import * as State from "../../src/internal/paging/state.ts"
import { type Answer, delivered, ending, page, resumedAfter, rulesOf, take, walk } from "./letters.ts"

const list = ["a b c", "d a' f", "g g h", "i ?x j", "k"]

/** Reads a list leg by leg, each from the checkpoint of the one before. */
const inLegs = (pages: ReadonlyArray<string>, options: Partial<State.Rules<string>>) => {
  const rows: Array<string> = []
  const invalid: Array<string> = []
  let rules = rulesOf(options)
  for (let leg = 1; leg <= 40; leg++) {
    let state = State.begin(rules)
    while (state.ended === undefined) {
      const text = pages[state.next.page - 1] ?? ""
      const outcome = take(rules, state, text)
      assert(outcome._tag === "taken")
      rows.push(...outcome.items)
      if (outcome.tellsInvalid) invalid.push(...page(text).invalid)
      state = outcome.state
    }
    const { by, resumeAt } = state.ended
    if (by !== "maxItems" && by !== "maxPages") return { rows: rows.join(" "), invalid, state }
    rules = rulesOf({ ...options, from: State.checkpoint(rules, state, resumeAt, 0) })
  }
  return assert.fail("the list does not end")
}

describe("a list that is read leg by leg", () => {
  for (const cut of [1, 2, 3, 4, 5, 7].flatMap((count) => [{ maxItems: count }, { maxPages: count }])) {
    it(`comes whole and once, with its rows that do not decode: ${JSON.stringify(cut)}`, () => {
      const { invalid, rows, state } = inLegs(list, cut)
      assert.strictEqual(rows, "a b c d a' f g g h i j k")
      assert.deepStrictEqual(invalid, ["?x"])
      assert.strictEqual(ending(state), "emptyPage")
      assert.deepStrictEqual([state.next.evidence.read, state.next.evidence.delivered], [13, 12])
      assert.isFalse(state.moved)
    })
  }

  it("tells the end in the same words as a list that is read at once", () => {
    const uneven = ["a b", "c d e", "f"]
    for (const maxItems of [1, 2, 3, 4, 5]) {
      assert.strictEqual(ending(inLegs(uneven, { maxItems }).state), "emptyPage uneven")
    }
  })
})

describe("a cut by maxItems", () => {
  const cut = (maxItems: number, ...pages: ReadonlyArray<string | Answer>) => walk(rulesOf({ maxItems }), pages)

  it("delivers as many rows, and resumes in the page after them", () => {
    const { outcomes, state } = cut(4, "a b c", "d e f")
    assert.deepStrictEqual(delivered(outcomes), ["a b c", "d"])
    assert.strictEqual(ending(state), "maxItems")
    assert.deepStrictEqual([state.ended?.resumeAt.page, state.ended?.resumeAt.cut, state.items], [2, ["d"], 4])
    const evidence = state.ended?.resumeAt.evidence
    assert.deepStrictEqual([evidence?.read, evidence?.delivered, evidence?.last], [3, 4, 3])
  })

  it("after a whole page resumes at the next one", () => {
    const { state } = cut(3, "a b c")
    assert.strictEqual(ending(state), "maxItems")
    assert.deepStrictEqual([state.ended?.resumeAt.page, state.ended?.resumeAt.cut], [2, []])
  })

  it("tells rows that do not decode with the leg that takes their page whole", () => {
    const first = cut(1, "a b ?x")
    const [outcome] = first.outcomes
    assert(outcome?._tag === "taken")
    assert.deepStrictEqual([outcome.tellsInvalid, first.state.invalid], [false, 0])
    const rules = resumedAfter(["a b ?x"], { maxItems: 1 })
    const [whole] = walk(rules, ["a b ?x"]).outcomes
    assert(whole?._tag === "taken")
    assert.deepStrictEqual([whole.tellsInvalid, whole.state.invalid], [true, 1])
  })

  it("does not cut a list that the last page ends", () => {
    const { state } = cut(3, { rows: "a b c", said: { echo: 1, lastPage: 1, total: 3 } })
    assert.strictEqual(ending(state), "lastPage")
  })

  it("remembers rows of the page that were delivered in legs before", () => {
    const rules = resumedAfter(["a b c"], { maxItems: 1 }, { maxItems: 1 })
    const { outcomes, state } = walk(rules, ["a b c"])
    assert.deepStrictEqual(delivered(outcomes), ["b"])
    assert.deepStrictEqual(state.ended?.resumeAt.cut, ["a", "b"])
  })

  it("keeps the doubt of pages that were uneven", () => {
    assert.strictEqual(ending(cut(4, "a", "b c d").state), "maxItems uneven")
    assert.strictEqual(ending(cut(3, "a", "b c d").state), "maxItems uneven")
  })
})

describe("a cut behind a page that was cut and has no rows now", () => {
  it("keeps the rows of that page, so that they do not come twice when it has them again", () => {
    const second = resumedAfter(["a b c"], { maxItems: 1 }, { maxItems: 1 })
    const empty = { rows: "", laterHasRows: true, hadRows: true }
    const { outcomes, state } = walk(second, [empty, empty, "d e f"])
    assert.deepStrictEqual(delivered(outcomes), [undefined, "", "d"])
    const from = State.checkpoint(second, state, state.ended?.resumeAt ?? state.next, 0)
    assert.deepStrictEqual(delivered(walk(rulesOf({ from }), ["a b c", "d e f", ""]).outcomes), ["b c", "e f", ""])
  })
})

describe("a cut in the page that is read again", () => {
  // Two rows came in front, so the page holds two of the page before it.
  const moved = (maxItems: number) => {
    const rules = resumedAfter(["a b c", "d e f"], {}, { maxItems })
    return { rules, ...walk(rules, ["y z d"]) }
  }

  it("resumes at the same page, and knows the rows that it delivered", () => {
    const { outcomes, rules, state } = moved(1)
    assert.deepStrictEqual(delivered(outcomes), ["y"])
    assert.strictEqual(ending(state), "maxItems")
    assert(state.ended !== undefined)
    const from = State.checkpoint(rules, state, state.ended.resumeAt, 0)
    assert.deepStrictEqual(
      [from.page, from.keys],
      [
        3,
        [
          ["a", "b", "c"],
          ["d", "e", "f", "y"]
        ]
      ]
    )
    assert.deepStrictEqual(delivered(walk(rulesOf({ from }), ["y z d", "e f g"]).outcomes), ["z", "g"])
  })

  it("keeps the rows that were delivered from the page after it", () => {
    const rules = resumedAfter(["a b c", "d e f"], { maxItems: 4 }, { maxItems: 1 })
    const { state } = walk(rules, ["y z a"])
    assert.deepStrictEqual(state.ended?.resumeAt.cut, ["d"])
    const whole = walk(resumedAfter(["a b c", "d e f"], { maxItems: 4 }), ["y a b"]).state
    assert.deepStrictEqual(whole.next.cut, ["d"])
  })
})

describe("a cut by maxPages", () => {
  const cut = (maxPages: number, ...pages: ReadonlyArray<string | Answer>) => walk(rulesOf({ maxPages }), pages).state

  it("comes after as many pages, an empty one included", () => {
    assert.isUndefined(cut(2, "a b c").ended)
    assert.strictEqual(ending(cut(2, "a b c", "d e f")), "maxPages")
    assert.strictEqual(cut(2, "a b c", "d e f").ended?.resumeAt.page, 3)
    const skipped = { rows: "", said: { lastPage: 9 } }
    assert.strictEqual(ending(cut(2, "a b c", skipped, skipped)), "maxPages")
  })

  it("does not count the page that is read again", () => {
    const rules = resumedAfter(["a b c", "d e f"], {}, { maxPages: 1 })
    assert.isUndefined(walk(rules, ["d e f"]).state.ended)
    assert.strictEqual(ending(walk(rules, ["d e f", "g"]).state), "maxPages")
  })

  it("gives way to the end of the list, and to maxItems", () => {
    assert.strictEqual(ending(cut(2, "a b c", "")), "emptyPage")
    assert.strictEqual(ending(walk(rulesOf({ maxPages: 1, maxItems: 3 }), ["a b c"]).state), "maxItems")
  })

  it("keeps the doubts that there are", () => {
    assert.strictEqual(ending(cut(2, "a", "b c")), "maxPages uneven")
  })
})
