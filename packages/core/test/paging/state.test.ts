/**
 * Where a traversal begins, how far it reads ahead, and what it tells of itself.
 */
import { assert, describe, it } from "@effect/vitest"
import { noEvidence } from "../../src/internal/paging/listEnd.ts"
import * as State from "../../src/internal/paging/state.ts"
import { resumedAfter, rulesOf, walk } from "./letters.ts"

const three = ["a b c", "d e f", "g h i"]

describe("a traversal begins", () => {
  it("at page 1, with nothing known", () => {
    const state = State.begin(rulesOf())
    assert.deepStrictEqual([state.next.page, state.next.evidence, state.next.cut], [1, noEvidence, []])
    assert.strictEqual(state.progressed, state.next)
    assert.isUndefined(state.next.known.all)
    const { empties, ended, items, moved, pages, searchUntil } = state
    assert.deepStrictEqual(
      { empties, ended, items, moved, pages, searchUntil },
      {
        empties: 0,
        ended: undefined,
        items: 0,
        moved: false,
        pages: 0,
        searchUntil: 0
      }
    )
  })

  it("at the page before its checkpoint, where rows may have moved to, and never before page 1", () => {
    assert.strictEqual(State.begin(resumedAfter(three)).next.page, 3)
    assert.deepStrictEqual(
      [undefined, 1, 2, 9].map((page) => State.firstPage(checkpointOf(page))),
      [1, 1, 1, 8]
    )
    assert.deepStrictEqual(
      [undefined, 1, 2, 9].map((page) => State.firstNew(checkpointOf(page))),
      [1, 1, 2, 9]
    )
  })

  it("with the keys, the evidence and the drift of its checkpoint", () => {
    const rules = resumedAfter(["a b c", "d e f", "a g h"])
    const { moved, next } = State.begin(rules)
    assert.deepStrictEqual(
      [[...next.known.older.saved], [...next.known.newer.saved]],
      [
        ["d", "e", "f"],
        ["a", "g", "h"]
      ]
    )
    assert.deepStrictEqual([next.evidence.read, next.evidence.last, moved], [9, 3, true])
    assert.isFalse(State.begin(resumedAfter(three)).moved)
    const from = checkpointOf(4)
    assert(from !== undefined)
    const { evidence: _, ...withoutEvidence } = from
    assert.isFalse(State.begin(rulesOf({ from: withoutEvidence })).moved)
  })

  it("with the rows that were delivered from the page that was cut", () => {
    const { next } = State.begin(resumedAfter(three, { maxItems: 4 }))
    assert.deepStrictEqual([next.cut, [...next.known.cut]], [["d"], [["d", 1]]])
  })

  it("with a memory of all rows for a collect", () => {
    assert.isDefined(State.begin(rulesOf({ recogniseAll: true })).next.known.all)
  })
})

const checkpointOf = (page: number | undefined) => {
  const from = resumedAfter(three).from
  return page === undefined || from === undefined ? undefined : { ...from, page }
}

describe("reading ahead goes", () => {
  const horizon = (options: Partial<State.Rules<string>>, pages: ReadonlyArray<string> = []) => {
    const rules = rulesOf(options)
    return State.horizon(rules, walk(rules, pages).state)
  }

  it("as far as there is anything, without a bound", () => {
    assert.strictEqual(horizon({}), Infinity)
  })

  it("as far as maxItems needs, by pages of the longest length so far", () => {
    assert.strictEqual(horizon({ maxItems: 7 }), 3)
    assert.strictEqual(horizon({ maxItems: 6 }), 2)
    assert.strictEqual(horizon({ maxItems: 7 }, ["a b"]), 4)
    assert.strictEqual(horizon({ maxItems: 8 }, ["a b"]), 4)
    assert.strictEqual(horizon({ maxItems: 9 }, ["a b"]), 5)
  })

  it("as far as maxPages allows, counted from the first page that is new", () => {
    assert.strictEqual(horizon({ maxPages: 3 }), 3)
    assert.strictEqual(horizon({ maxPages: 3 }, ["a b c"]), 3)
    const { from } = resumedAfter(three)
    assert.strictEqual(horizon({ from, maxPages: 2 }), 5)
    assert.strictEqual(horizon({ maxPages: 1, maxItems: 100 }), 1)
  })
})

describe("a checkpoint", () => {
  it("is about the scope of its traversal, at its place and time", () => {
    const rules = rulesOf()
    const { state } = walk(rules, three)
    const { evidence, filter, keys, origin, page, pageSize, path, seen } = State.checkpoint(
      rules,
      state,
      state.next,
      17
    )
    assert.deepStrictEqual(
      { filter, keys, origin, page, pageSize, path, seen, at: evidence?.at, moved: evidence?.moved },
      {
        filter: rules.filterDigest,
        keys: [
          ["d", "e", "f"],
          ["g", "h", "i"]
        ],
        origin: rules.origin,
        page: 4,
        pageSize: 3,
        path: rules.path,
        seen: 9,
        at: 17,
        moved: false
      }
    )
  })

  it("is never before the one that its leg resumed from", () => {
    const rules = resumedAfter(three)
    const begun = State.begin(rules)
    assert.strictEqual(State.checkpoint(rules, begun, begun.next, 0).page, 4)
    const { state } = walk(rules, ["g h i", "j k l"])
    assert.strictEqual(State.checkpoint(rules, state, state.next, 0).page, 5)
  })

  it("says that rows moved if any came twice", () => {
    const rules = rulesOf()
    const { state } = walk(rules, ["a b c", "c d e"])
    assert.isTrue(State.checkpoint(rules, state, state.next, 0).evidence?.moved)
  })
})

describe("progress", () => {
  it("has what was read so far, and what meta said of the list", () => {
    const { state } = walk(rulesOf(), ["a b ?x", { rows: "b c d", said: { lastPage: 4, total: 12 } }])
    assert.deepStrictEqual(State.progressOf(state), {
      pages: 2,
      items: 4,
      duplicates: 1,
      invalid: 1,
      lastPage: 4,
      total: 12
    })
    assert.deepStrictEqual(State.progressOf(walk(rulesOf(), ["a"]).state), {
      pages: 1,
      items: 1,
      duplicates: 0,
      invalid: 0,
      lastPage: undefined,
      total: undefined
    })
  })
})

describe("a summary", () => {
  const summaryOf = (
    by: "emptyPage" | "repeatedPage" | "maxItems" | "maxPages",
    pages: ReadonlyArray<string>,
    doubt = false
  ) => {
    const rules = rulesOf()
    const { state } = walk(rules, pages)
    const at = State.checkpoint(rules, state, state.next, 0)
    const ended = { by, doubts: doubt ? (["unproven"] as const) : [], resumeAt: state.next }
    return { at, summary: State.summarize(state, ended, 9, at) }
  }

  it("counts what was read, and is complete without a doubt", () => {
    const { summary } = summaryOf("emptyPage", ["a a' ?x", "b c d"])
    assert.deepStrictEqual(summary, {
      pages: 2,
      items: 5,
      duplicates: 0,
      conflicting: 1,
      lateFinds: 0,
      invalid: 1,
      requests: 9,
      endedBy: "emptyPage",
      complete: true,
      doubts: [],
      drift: "unknown"
    })
  })

  it("is not complete with a doubt", () => {
    const { summary } = summaryOf("emptyPage", three, true)
    assert.deepStrictEqual([summary.complete, summary.doubts, "checkpoint" in summary], [false, ["unproven"], false])
  })

  for (const by of ["maxItems", "maxPages"] as const) {
    it(`of a cut by ${by} is not complete, and says where to go on`, () => {
      const { at, summary } = summaryOf(by, three)
      assert.deepStrictEqual([summary.complete, summary.checkpoint], [false, at])
    })
  }

  it("says that rows moved if any came twice, but not for the pages whose repetition ended the list", () => {
    assert.strictEqual(summaryOf("emptyPage", ["a b", "b c"]).summary.drift, "moved")
    assert.strictEqual(summaryOf("emptyPage", ["a b", "a b"]).summary.drift, "moved")
    assert.strictEqual(summaryOf("repeatedPage", ["a b", "a b"]).summary.drift, "unknown")
    assert.strictEqual(summaryOf("repeatedPage", ["a b", "b c", "b c"]).summary.drift, "moved")
  })

  it("keeps that rows moved before the checkpoint", () => {
    const rules = resumedAfter(["a b c", "c d e"])
    const { state } = walk(rules, ["c d e", "f"])
    const at = State.checkpoint(rules, state, state.next, 0)
    const ended = { by: "emptyPage", doubts: [], resumeAt: state.next } as const
    assert.strictEqual(State.summarize(state, ended, 2, at).drift, "moved")
  })
})
