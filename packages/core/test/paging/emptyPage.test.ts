/**
 * A page without rows, or one that the server refuses, ends a list; or it is requested again, or skipped.
 */
import { assert, describe, it } from "@effect/vitest"
import { askAgain, takenEmpty } from "../../src/internal/paging/pageOutcome.ts"
import * as State from "../../src/internal/paging/state.ts"
import { takeRefusedPage } from "../../src/internal/paging/takeEmptyPage.ts"
import { type Answer, delivered, ending, nothingAhead, resumedAfter, rulesOf, take, walk } from "./letters.ts"

const walked = (...answers: ReadonlyArray<string | Answer>) => walk(rulesOf(), answers)
const more: Answer = { rows: "", said: { lastPage: 9 } }
const later: Answer = { rows: "", laterHasRows: true, hadRows: true }

describe("a page without rows", () => {
  it("ends the list, counts as a page, and brings nothing", () => {
    const { outcomes, state } = walked("a b c", "")
    assert.strictEqual(ending(state), "emptyPage")
    assert.deepStrictEqual([state.pages, state.items, state.moved], [2, 3, false])
    assert.deepStrictEqual(outcomes[1], takenEmpty(state))
    assert.deepStrictEqual([state.next.page, state.next.evidence.read, state.next.evidence.last], [3, 3, 0])
  })

  it("is in doubt if an earlier answer to it had rows", () => {
    assert.strictEqual(ending(walked("a b c", { rows: "", hadRows: true }).state), "emptyPage unproven")
  })

  it("is requested again where more follows, and skipped if it stays empty", () => {
    const { outcomes, state } = walked("a b c", more, more, "d e f")
    assert.deepStrictEqual(delivered(outcomes), ["a b c", undefined, "", "d e f"])
    assert.isUndefined(state.ended)
    assert.deepStrictEqual(walked("a b c", more).state.askedAgain, "said")
    assert.isUndefined(walked("a b c", more, more).state.askedAgain)
    assert.deepStrictEqual([state.pages, state.empties], [3, 0])
  })

  it("is requested again for a later page with rows, and skipped even if these are gone by then", () => {
    assert.deepStrictEqual(walked("a b c", later).state.askedAgain, "laterHasRows")
    const { state } = walked("a b c", later, "")
    assert.deepStrictEqual([state.ended, state.empties], [undefined, 1])
  })

  it("is requested again for its rows even if the page was requested before because rows moved", () => {
    const { outcomes } = walked("a b c", { rows: "c d", askedEarly: true }, more, more)
    assert.deepStrictEqual(delivered(outcomes), ["a b c", undefined, undefined, ""])
  })

  it("as the third in a row ends the list, but not if rows come in between", () => {
    assert.strictEqual(ending(walked("a", more, more, more, more, more, more).state), "emptyPage emptyInside")
    assert.isUndefined(walked("a", more, more, more, more, "b", more, more).state.ended)
  })

  it("leaves rows missing if its meta, and that of the last rows, count more", () => {
    const said = { total: 4 }
    assert.strictEqual(ending(walked({ rows: "a b c", said }, "", "", "").state), "emptyPage missing")
    const counted = walked("a", { rows: "b", said: { total: 3 } }, { rows: "", said: { total: 2 } })
    assert.strictEqual(ending(counted.state), "emptyPage")
  })

  it("judges the end by the meta of the last page with rows, and moves by that of the page before", () => {
    const said = { total: 3 }
    const { outcomes, state } = walked({ rows: "a", said }, { rows: "", said: { total: 4, lastPage: 9 } }, more)
    assert.deepStrictEqual(delivered(outcomes), ["a", undefined, ""])
    assert.deepStrictEqual([state.saidWithRows, state.saidBefore], [said, { lastPage: 9 }])
  })

  it("does not stop maxPages", () => {
    assert.strictEqual(ending(walk(rulesOf({ maxPages: 2 }), ["a", more, more]).state), "maxPages")
  })
})

describe("a page without rows that a resumed traversal reads again", () => {
  const six = ["a b c", "d e f"]

  it("puts the checkpoint in doubt, and the known rows are looked for on later pages", () => {
    const { state } = walk(resumedAfter(six), [more, more])
    assert.deepStrictEqual(
      [state.moved, state.searchUntil, state.next.evidence.resumedElsewhere],
      [true, Infinity, true]
    )
    assert.deepStrictEqual(state.next.evidence.longest, 3)
    const found = walk(resumedAfter(six), [more, more, "d e f"])
    assert.isFalse(found.state.next.evidence.resumedElsewhere)
    assert.strictEqual(delivered(found.outcomes).at(-1), "")
  })

  it("keeps a doubt that an earlier leg had", () => {
    const rules = resumedAfter(["a b c"])
    assert(rules.from?.evidence !== undefined)
    const from = { ...rules.from, evidence: { ...rules.from.evidence, resumedElsewhere: true } }
    assert.strictEqual(ending(walk(rulesOf({ from }), [""]).state), "emptyPage resumedElsewhere")
    assert.strictEqual(ending(walk(rulesOf({ from: rules.from }), [""]).state), "emptyPage")
  })

  it("is skipped without a question where the leg before skipped it", () => {
    const skipped = resumedAfter(["a b c", more, more])
    const { outcomes, state } = walk(skipped, ["", "d"])
    assert.deepStrictEqual(delivered(outcomes), ["", "d"])
    assert.deepStrictEqual([state.next.evidence.resumedElsewhere, state.moved, state.searchUntil], [false, false, 0])
  })

  it("is no reason to skip the page after it", () => {
    const { outcomes, state } = walk(resumedAfter(["a b c", more, more]), ["", ""])
    assert.deepStrictEqual(delivered(outcomes), ["", undefined])
    assert.strictEqual(state.askedAgain, "said")
  })

  it("is compared with its own earlier reading", () => {
    const { longest, shortest } = walk(resumedAfter(["a b", "c d e"]), [more, more]).state.next.evidence
    assert.deepStrictEqual([longest, shortest], [2, 2])
    const after = walk(resumedAfter(["a b", "c d e"]), [more, more, more, more]).state.next.evidence
    assert.deepStrictEqual([after.longest, after.shortest], [2, 0])
  })
})

describe("a page that the server refuses", () => {
  const refused = (pages: ReadonlyArray<string | Answer>, certain: boolean, ahead = nothingAhead, rules = rulesOf()) =>
    takeRefusedPage(rules, walk(rules, pages).state, ahead, certain)

  it("ends the list, complete after a short page", () => {
    const { _tag, state } = refused(["a b c", "d"], true)
    assert.deepStrictEqual([_tag, ending(state), state.pages, state.moved], ["taken", "refused", 3, false])
    assert.strictEqual(ending(refused(["a b c", "d e f"], true).state), "refused unproven")
    assert.strictEqual(ending(refused(["a b"], true).state), "refused")
    assert.strictEqual(state.ended?.resumeAt.page, 3)
  })

  it("is requested once more first if that is not certain", () => {
    const { _tag, state } = refused(["a b c", "d"], false)
    assert.deepStrictEqual([_tag, state.askedAgain, state.pages, state.moved], ["askAgain", "refused", 2, false])
    const again = takeRefusedPage(rulesOf(), state, nothingAhead, false)
    assert.deepStrictEqual([again._tag, ending(again.state)], ["taken", "refused"])
  })

  it("is in doubt by what was seen of it and of later pages", () => {
    assert.strictEqual(
      ending(refused(["a b c", "d"], true, { ...nothingAhead, hadRows: true }).state),
      "refused unproven"
    )
    assert.strictEqual(
      ending(refused(["a b c", "d"], true, { ...nothingAhead, laterHasRows: true }).state),
      "refused unproven missing"
    )
  })

  it("puts the checkpoint in doubt if it is the page that is read again", () => {
    const rules = resumedAfter(["a b c", "d e f", "g"])
    const { state } = refused([], true, nothingAhead, rules)
    assert.deepStrictEqual([ending(state), state.moved], ["refused resumedElsewhere", true])
    const next = refused(["g"], true, nothingAhead, rules)
    assert.deepStrictEqual([ending(next.state), next.state.moved], ["refused", false])
  })

  it("keeps the doubt and the drift of the pages before", () => {
    const rules = resumedAfter(["a b c", "d e f"])
    const { state } = refused(["u v w", "x"], true, nothingAhead, rules)
    assert.deepStrictEqual([ending(state), state.moved], ["refused resumedElsewhere", true])
    assert.isTrue(refused(["a b c", "c d e", "f"], true).state.moved)
  })
})

describe("a page that is requested again", () => {
  const { state } = walked({ rows: "a b c", said: { total: 9 } })

  it("changes nothing but the reason and the meta that counts until another answer has one", () => {
    assert.deepStrictEqual(askAgain(state, "said", { total: 8 }), {
      _tag: "askAgain",
      state: {
        ...state,
        askedAgain: "said",
        next: { ...state.next, evidence: { ...state.next.evidence, said: { total: 8 } } }
      }
    })
    assert.deepStrictEqual(askAgain(state, "refused", undefined).state, { ...state, askedAgain: "refused" })
  })

  it("shows that the list moved if that is the reason, and keeps it", () => {
    assert.isTrue(askAgain(state, "moved", undefined).state.moved)
    assert.isTrue(askAgain({ ...state, moved: true }, "said", undefined).state.moved)
  })
})

describe("a page that was taken without rows", () => {
  it("is shown, and brings nothing", () => {
    const state = State.begin(rulesOf())
    assert.deepStrictEqual(takenEmpty(state), {
      _tag: "taken",
      state,
      items: [],
      isShown: true,
      tellsInvalid: false,
      isNew: false,
      isFull: false,
      moved: false,
      lastPage: undefined
    })
    assert.deepStrictEqual(delivered([take(rulesOf(), state, "")]), [""])
  })
})
