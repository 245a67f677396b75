/**
 * Why a list ends, and what speaks against the end.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  type Evidence,
  judgeEmpty,
  judgeRefused,
  judgeRows,
  noEvidence,
  type Verdict
} from "../../src/internal/paging/listEnd.ts"

// How a verdict reads: "end emptyPage missing uneven".
const said = (verdict: Verdict): string =>
  verdict._tag === "end" ? ["end", verdict.by, ...verdict.doubts].join(" ") : verdict._tag

const rows = (after: Partial<Evidence> = {}, page: Partial<Parameters<typeof judgeRows>[1]> = {}) =>
  said(
    judgeRows(
      { ...noEvidence, read: 8, delivered: 8, longest: 3, last: 2, ...after },
      { number: 3, length: 2, pageSize: 3, said: undefined, repeatsPageBefore: false, laterHasRows: false, ...page }
    )
  )

const empty = (before: Partial<Evidence> = {}, page: Partial<Parameters<typeof judgeEmpty>[1]> = {}) =>
  said(
    judgeEmpty(
      { ...noEvidence, read: 6, delivered: 6, longest: 3, last: 3, ...before },
      {
        number: 3,
        said: undefined,
        laterHasRows: false,
        hadRows: false,
        askedAgain: undefined,
        wasPassedOver: false,
        emptiesBefore: 0,
        saidWithRows: undefined,
        ...page
      }
    )
  )

const refused = (before: Partial<Evidence> = {}, page: Partial<Parameters<typeof judgeRefused>[1]> = {}) =>
  said(
    judgeRefused(
      { ...noEvidence, read: 5, delivered: 5, longest: 3, last: 2, ...before },
      { number: 3, pageSize: 3, laterHasRows: false, hadRows: false, ...page }
    )
  )

describe("a page with rows", () => {
  const last = { echo: 3, lastPage: 3, total: 8 }

  it("goes on, whatever its length", () => {
    assert.strictEqual(rows(), "continue")
    assert.strictEqual(rows({ idle: 2, idleFull: true }), "continue")
  })

  it("ends the list if its meta names it as the last page and counts no more rows than were read", () => {
    assert.strictEqual(rows({}, { said: last }), "end lastPage")
    assert.strictEqual(rows({ read: 9 }, { said: last }), "end lastPage")
  })

  for (const [what, after, page] of [
    ["the last page is a later one", {}, { said: { ...last, lastPage: 4 } }],
    ["there is no total", {}, { said: { echo: 3, lastPage: 3 } }],
    ["the total is larger", {}, { said: { ...last, total: 9 } }],
    ["more rows were delivered than it counts", { delivered: 9, read: 9 }, { said: last }],
    ["its meta is about another page", {}, { said: { ...last, echo: 2 } }],
    ["a later page has come with rows", {}, { said: last, laterHasRows: true }]
  ] as const) {
    it(`does not end it if ${what}`, () => assert.strictEqual(rows(after, page), "continue"))
  }

  it("that names the end proves it even where pages were uneven, but not where the rows of a checkpoint are missing", () => {
    assert.strictEqual(rows({ uneven: true }, { said: last }), "end lastPage")
    assert.strictEqual(rows({ resumedElsewhere: true }, { said: last }), "end lastPage resumedElsewhere")
  })
})

describe("a page that repeats the one before", () => {
  const repeats = { repeatsPageBefore: true }

  it("ends the list unproven if it is short, and as long as any page", () => {
    assert.strictEqual(rows({ longest: 2 }, repeats), "end repeatedPage unproven")
  })

  it("goes on if it is full, or shorter than an earlier page", () => {
    assert.strictEqual(rows({ longest: 3 }, { ...repeats, length: 3 }), "continue")
    assert.strictEqual(rows({ longest: 3 }, repeats), "continue")
  })

  it("leaves rows missing if meta counts more, and says what else is in doubt", () => {
    assert.strictEqual(
      rows({ longest: 2, said: { total: 9 }, uneven: true }, repeats),
      "end repeatedPage unproven missing uneven"
    )
    assert.strictEqual(rows({ longest: 2, said: { total: 8 } }, repeats), "end repeatedPage unproven")
  })
})

describe("three pages in a row without anything new", () => {
  it("end the list unproven, or stall if one of them was full", () => {
    assert.strictEqual(rows({ idle: 3 }), "end repeatedPage unproven")
    assert.strictEqual(rows({ idle: 3, said: { lastPage: 4 } }), "end repeatedPage unproven missing")
    assert.strictEqual(rows({ idle: 3, idleFull: true }), "stalled")
  })
})

describe("a page without rows", () => {
  it("ends the list, complete if nothing says that more follows", () => {
    assert.strictEqual(empty(), "end emptyPage")
    assert.strictEqual(empty({}, { said: { total: 6, lastPage: 2 } }), "end emptyPage")
  })

  it("ends it in doubt if it had rows before, or if pages were uneven", () => {
    assert.strictEqual(empty({}, { hadRows: true }), "end emptyPage unproven")
    assert.strictEqual(empty({ uneven: true }), "end emptyPage uneven")
  })

  it("is requested again if a later page has rows, or if meta says that it exists", () => {
    assert.strictEqual(empty({}, { laterHasRows: true }), "askAgain")
    assert.strictEqual(empty({}, { said: { lastPage: 4 } }), "askAgain")
    assert.strictEqual(empty({}, { said: { lastPage: 3, total: 7 } }), "askAgain")
    assert.strictEqual(empty({}, { said: { lastPage: 3, total: 6 } }), "end emptyPage")
    assert.strictEqual(empty({ said: { total: 7 } }), "askAgain")
  })

  it("is skipped if it stays empty, and was skipped by the leg before without a question", () => {
    assert.strictEqual(empty({}, { laterHasRows: true, askedAgain: "laterHasRows" }), "passOver")
    assert.strictEqual(empty({}, { said: { lastPage: 4 }, askedAgain: "said" }), "passOver")
    assert.strictEqual(empty({}, { askedAgain: "laterHasRows" }), "passOver")
    assert.strictEqual(empty({}, { wasPassedOver: true }), "passOver")
    assert.strictEqual(empty({}, { wasPassedOver: true, laterHasRows: true }), "passOver")
  })

  it("ends the list if its second answer takes back that more follows", () => {
    assert.strictEqual(empty({}, { askedAgain: "said" }), "end emptyPage")
  })

  it("as the third one in a row ends the list inside of it", () => {
    const again = { laterHasRows: true, askedAgain: "laterHasRows" } as const
    assert.strictEqual(empty({}, { ...again, emptiesBefore: 1 }), "passOver")
    assert.strictEqual(empty({}, { ...again, emptiesBefore: 2 }), "end emptyPage emptyInside")
  })

  it("beyond the pages that the total needs leaves rows missing if the last rows counted more too", () => {
    const total = { total: 7 }
    const beyond = { number: 4, saidWithRows: total }
    assert.strictEqual(empty({}, { ...beyond, said: total }), "end emptyPage missing")
    assert.strictEqual(empty({ said: total }, beyond), "end emptyPage missing")
    assert.strictEqual(empty({}, { ...beyond, said: total, saidWithRows: undefined }), "end emptyPage unproven")
    assert.strictEqual(empty({}, { ...beyond, said: total, saidWithRows: { total: 6 } }), "end emptyPage unproven")
  })

  it("takes the newest meta for true: a total that came down clears the doubt", () => {
    assert.strictEqual(
      empty({ said: { total: 9 } }, { said: { total: 6 }, saidWithRows: { total: 9 } }),
      "end emptyPage"
    )
  })

  it("beyond the last page that meta names leaves rows missing only if the total counts more", () => {
    const beyond = { lastPage: 3, total: 7 }
    assert.strictEqual(empty({}, { number: 4, said: beyond, saidWithRows: beyond }), "end emptyPage missing")
    assert.strictEqual(empty({}, { number: 4, said: beyond, saidWithRows: { lastPage: 3 } }), "end emptyPage unproven")
    assert.strictEqual(empty({}, { number: 4, said: { ...beyond, total: 6 }, saidWithRows: beyond }), "end emptyPage")
  })
})

describe("a page that the server refuses", () => {
  it("ends the list, complete after a page that was shorter than an earlier one", () => {
    assert.strictEqual(refused(), "end refused")
  })

  it("proves nothing after pages of equal length", () => {
    assert.strictEqual(refused({ last: 3 }), "end refused unproven")
    assert.strictEqual(refused({ last: 2, longest: 2 }), "end refused unproven")
  })

  it("proves the end after a first page that was not full", () => {
    const first = { longest: 0, last: 2, read: 2 }
    assert.strictEqual(refused(first, { number: 2 }), "end refused")
    assert.strictEqual(refused({ ...first, last: 3 }, { number: 2 }), "end refused unproven")
    assert.strictEqual(refused(first, { number: 3 }), "end refused unproven")
  })

  it("proves nothing after a page that was skipped, or of unknown length", () => {
    assert.strictEqual(refused({ last: 0 }), "end refused unproven")
    assert.strictEqual(refused({ last: undefined }), "end refused unproven")
    assert.strictEqual(refused({ last: 0, longest: 0 }, { number: 2 }), "end refused unproven")
  })

  it("is in doubt if an earlier answer had rows there, or a later page has", () => {
    assert.strictEqual(refused({}, { hadRows: true }), "end refused unproven")
    assert.strictEqual(refused({}, { laterHasRows: true }), "end refused unproven missing")
  })

  it("leaves rows missing if meta says that more follows", () => {
    assert.strictEqual(refused({ said: { total: 6 } }), "end refused unproven missing")
    assert.strictEqual(refused({ said: { lastPage: 4 } }), "end refused unproven missing")
    assert.strictEqual(refused({ said: { lastPage: 3, total: 5 } }), "end refused")
  })

  it("keeps every other doubt", () => {
    assert.strictEqual(refused({ uneven: true, resumedElsewhere: true }), "end refused uneven resumedElsewhere")
  })
})
