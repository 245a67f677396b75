/**
 * A resumed traversal reads the page before its checkpoint again, and looks for the rows that it knows.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Answer, delivered, ending, resumedAfter, take, walk } from "./letters.ts"

const six = ["a b c", "d e f"]

/** Two pages were read; the next leg begins with page 2. */
const resumed = (...answers: ReadonlyArray<string | Answer>) => walk(resumedAfter(six), answers)

const first = (...answers: ReadonlyArray<string | Answer>) => {
  const outcome = resumed(...answers).outcomes[0]
  assert(outcome?._tag === "taken")
  return outcome
}

describe("the page that is read again", () => {
  it("brings nothing, and is not shown, where the list stood still", () => {
    const { isNew, isShown, items, moved, tellsInvalid } = first("d e f")
    assert.deepStrictEqual(
      { isNew, isShown, items, moved, tellsInvalid },
      { isNew: false, isShown: false, items: [], moved: false, tellsInvalid: false }
    )
    const { outcomes, state } = resumed("d e f", "g", "")
    assert.deepStrictEqual(delivered(outcomes), ["", "g", ""])
    assert.strictEqual(ending(state), "emptyPage")
    assert.deepStrictEqual([state.duplicates, state.moved, state.searchUntil], [0, false, 0])
    assert.deepStrictEqual([state.next.evidence.read, state.next.evidence.delivered], [7, 7])
  })

  it("delivers rows that moved to it, and shows them", () => {
    const { isShown, items, moved } = first("f g h")
    assert.deepStrictEqual({ isShown, items, moved }, { isShown: true, items: ["g", "h"], moved: true })
    assert.strictEqual(resumed("f g h").state.duplicates, 0)
  })

  it("says nothing of rows that do not decode: they were told before", () => {
    const { isNew, isShown, tellsInvalid } = first("d e f ?x")
    assert.deepStrictEqual({ isNew, isShown, tellsInvalid }, { isNew: false, isShown: false, tellsInvalid: false })
    assert.strictEqual(resumed("d e f ?x").state.invalid, 0)
    assert.isFalse(first("g ?x").tellsInvalid)
  })

  it("is no standstill, whatever it holds", () => {
    const { evidence } = resumed("d e f").state.next
    assert.deepStrictEqual([evidence.idle, evidence.idleFull], [0, false])
    assert.deepStrictEqual(resumed("d e f").state.progressed.page, 2)
  })

  it("is compared with what it held before, for the length of pages", () => {
    assert.deepStrictEqual(resumed("d e").state.next.evidence.read, 6)
    assert.deepStrictEqual(resumed("d e f g").state.next.evidence.read, 7)
    assert.deepStrictEqual(
      [resumed("d e f").state.next.evidence.longest, resumed("d e f").state.next.evidence.last],
      [3, 3]
    )
  })

  it("keeps the evidence of a standstill that the leg before saw", () => {
    const rules = resumedAfter(["a b c", "a b c", "a b c"], { maxPages: 3 })
    assert.isUndefined(walk(rules, ["a b c"]).state.ended)
    assert.deepStrictEqual(walk(rules, ["a b c"]).state.next.evidence.idle, 2)
  })
})

describe("rows that are known from the checkpoint", () => {
  it("are not delivered again on the page after it, and are no standstill", () => {
    const { outcomes, state } = resumed("x y a", "b c d", "e f g")
    assert.deepStrictEqual(delivered(outcomes), ["x y", "", "g"])
    assert.deepStrictEqual([state.moved, state.duplicates], [true, 5])
    assert.strictEqual(resumed("x y a", "b c d").state.next.evidence.idle, 0)
  })

  it("show that the list moved only beside new ones", () => {
    const { outcomes } = resumed("d e f", "d g h")
    assert.deepStrictEqual(
      outcomes.map((outcome) => outcome._tag === "taken" && outcome.moved),
      [false, true]
    )
  })

  it("show it also beside one that was read in this leg", () => {
    const rules = resumedAfter(["a b c", "d e f"])
    const { outcomes } = walk(rules, ["d e g", "g b h"])
    assert.deepStrictEqual(
      outcomes.map((outcome) => outcome._tag === "taken" && outcome.moved),
      [true, true]
    )
    assert.strictEqual(outcomes[1]?.state.duplicates, 2)
  })

  it("are those of the page that was cut, too", () => {
    const rules = resumedAfter(six, { maxItems: 5 })
    // Page 1 is read again; of page 2, `d` and `e` were delivered, and `c` moved to it.
    const { outcomes, state } = walk(rules, ["y a b", "c d e", "f g"])
    assert.deepStrictEqual(delivered(outcomes), ["y", "", "f g"])
    assert.strictEqual(state.next.evidence.idle, 0)
    assert.strictEqual(walk(rules, ["y a b", "c d"]).state.next.evidence.idle, 0)
    assert.isFalse(walk(rules, ["a b c", "d e f"]).state.moved)
  })

  it("are not told to be a standstill where all are from a page that was cut", () => {
    const rules = resumedAfter(["a b c", "d e f"], { maxItems: 5 })
    assert.strictEqual(walk(rules, ["a b c", "d e"]).state.next.evidence.idle, 0)
    assert.strictEqual(walk(rules, ["a b c", "d e f", "d e f"]).state.next.evidence.idle, 1)
  })
})

describe("a resumed traversal that finds no row of its checkpoint", () => {
  it("is in doubt until it finds one, on whatever page", () => {
    const lost = resumed("u v w")
    assert.deepStrictEqual([lost.state.next.evidence.resumedElsewhere, lost.state.searchUntil], [true, Infinity])
    assert.isTrue(lost.state.moved)
    const still = resumed("u v w", "x y z")
    assert.deepStrictEqual([still.state.next.evidence.resumedElsewhere, still.state.searchUntil], [true, Infinity])
    const found = resumed("u v w", "x y z", "a b c")
    assert.deepStrictEqual(delivered(found.outcomes), ["u v w", "x y z", ""])
    assert.deepStrictEqual([found.state.next.evidence.resumedElsewhere, found.state.searchUntil], [false, 6])
  })

  it("ends in that doubt, and keeps it where it is cut", () => {
    assert.strictEqual(ending(resumed("u v w", "x", "").state), "emptyPage resumedElsewhere")
    const cut = walk(resumedAfter(six, {}, { maxItems: 2 }), ["u v w"]).state
    assert.strictEqual(ending(cut), "maxItems resumedElsewhere")
    assert.isTrue(cut.ended?.resumeAt.evidence.resumedElsewhere)
    assert.strictEqual(
      ending(walk(resumedAfter(six, {}, { maxPages: 1 }), ["u v w", "x"]).state),
      "maxPages resumedElsewhere"
    )
  })

  it("knows the rows of the checkpoint for some pages after the first that it finds, and then forgets them in turn", () => {
    const found = resumed("u v w", "d e f", "a g h", "b i j", "c d k", "e a l", "f m")
    assert.deepStrictEqual(delivered(found.outcomes), ["u v w", "", "g h", "i j", "k", "a l", "f m"])
  })

  it("is in no doubt where the page before had no rows to know", () => {
    const rules = resumedAfter(["a b c", "d e f"])
    assert(rules.from !== undefined)
    const bare = { ...rules, from: { ...rules.from, keys: [[], []] } }
    const { state } = walk(bare, ["u v w"])
    assert.deepStrictEqual([state.next.evidence.resumedElsewhere, state.searchUntil, state.moved], [false, 0, false])
  })

  it("is in no doubt on page 1, where new rows may have come in front, but looks on", () => {
    const { state } = walk(resumedAfter(["a b c"]), ["u v w"])
    assert.deepStrictEqual(
      [state.next.evidence.resumedElsewhere, state.searchUntil, state.moved],
      [false, Infinity, false]
    )
    const found = walk(resumedAfter(["a b c"]), ["u v w", "x y z", "a b c", "d"])
    assert.deepStrictEqual(delivered(found.outcomes), ["u v w", "x y z", "", "d"])
  })

  it("does not take the first new page for the one that was read again", () => {
    const { state } = resumed("d e f", "u v w")
    assert.deepStrictEqual([state.next.evidence.resumedElsewhere, state.searchUntil, state.moved], [false, 0, false])
  })
})

describe("a resumed traversal that is asked to read a page again", () => {
  it("stays where it is", () => {
    const rules = resumedAfter(six)
    const { state } = walk(rules, [{ rows: "f g h", askedEarly: true }])
    assert.deepStrictEqual([state.askedAgain, state.next.page], ["moved", 2])
    assert.deepStrictEqual(delivered([take(rules, state, "f g h")]), ["g h"])
  })
})
