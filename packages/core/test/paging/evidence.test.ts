/**
 * What the pages so far have shown, page by page.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Evidence, longestOf, noEvidence, withPage } from "../../src/internal/paging/listEnd.ts"

type Seen = Parameters<typeof withPage>[1]

const pageOf = (length: number, options: Partial<Seen> = {}): Seen => ({
  length,
  said: undefined,
  reread: false,
  counted: length,
  delivered: length,
  news: { isNew: true, isFull: false },
  ...options
})

const after = (pages: ReadonlyArray<Seen>, before: Partial<Evidence> = {}): Evidence =>
  pages.reduce(withPage, { ...noEvidence, ...before })

const lengths = (...all: ReadonlyArray<number>) => after(all.map((length) => pageOf(length)))

const old = { isNew: false, isFull: false }
const oldAndFull = { isNew: false, isFull: true }

describe("the evidence of a page", () => {
  it("holds its rows, what was delivered of it, its length and its meta", () => {
    const said = { echo: 1, lastPage: 2, total: 5 }
    assert.deepStrictEqual(after([pageOf(3, { said, delivered: 2 })]), {
      read: 3,
      delivered: 2,
      longest: 0,
      shortest: Infinity,
      last: 3,
      said,
      idle: 0,
      idleFull: false,
      uneven: false,
      resumedElsewhere: false
    })
  })

  it("adds up, and keeps the longest and the shortest of the pages before the last one", () => {
    const { delivered, last, longest, read, shortest } = lengths(3, 2, 4, 1)
    assert.deepStrictEqual(
      { delivered, last, longest, read, shortest },
      { delivered: 10, last: 1, longest: 4, read: 10, shortest: 2 }
    )
  })

  it("counts no row of a page that repeats a recent one", () => {
    assert.strictEqual(after([pageOf(3), pageOf(3, { counted: 0 })]).read, 3)
  })

  it("keeps the newest meta that said anything", () => {
    const told = after([pageOf(3, { said: { total: 9 } }), pageOf(3, { said: { total: 8 } }), pageOf(3)])
    assert.deepStrictEqual(told.said, { total: 8 })
  })

  it("keeps the doubt that a resumed traversal has not found its rows", () => {
    assert.isTrue(after([pageOf(3)], { resumedElsewhere: true }).resumedElsewhere)
  })
})

describe("pages are uneven", () => {
  it("if one is longer than an earlier one, and from then on", () => {
    assert.isTrue(lengths(2, 3).uneven)
    assert.isTrue(lengths(2, 3, 1, 1).uneven)
    assert.isTrue(lengths(3, 2, 2, 3).uneven)
  })

  it("not if each is as long as the one before, or shorter", () => {
    assert.isFalse(lengths(3, 3, 2, 2).uneven)
    assert.isFalse(lengths(3, 0).uneven)
  })
})

describe("the longest page", () => {
  it("may be the last one or one before", () => {
    assert.strictEqual(longestOf(lengths(3, 2)), 3)
    assert.strictEqual(longestOf(lengths(2, 3)), 3)
    assert.strictEqual(longestOf(noEvidence), 0)
  })
})

describe("a page that a resumed traversal reads again", () => {
  const before = { read: 8, delivered: 8, longest: 3, shortest: 3, last: 2 }
  const again = (length: number) => after([pageOf(length, { reread: true, delivered: 0 })], before)

  it("takes the place of the earlier reading", () => {
    const { last, longest, read, shortest } = again(2)
    assert.deepStrictEqual({ last, longest, read, shortest }, { last: 2, longest: 3, read: 8, shortest: 3 })
  })

  it("counts the rows by which it has grown, and none less if it has shrunk", () => {
    assert.strictEqual(again(3).read, 9)
    assert.strictEqual(again(1).read, 8)
  })

  it("is not compared with its own earlier reading", () => {
    assert.isFalse(again(3).uneven)
    assert.isTrue(again(4).uneven)
    const longer = after([pageOf(3, { reread: true })], { ...before, longest: 2, last: 9 })
    assert.strictEqual(longer.longest, 2)
  })

  it("counts no row if the checkpoint does not say how long it was", () => {
    assert.strictEqual(after([pageOf(3, { reread: true })], { read: 8 }).read, 8)
  })
})

describe("a standstill", () => {
  const standstill = (...pages: ReadonlyArray<Seen["news"]>) => {
    const { idle, idleFull } = after(pages.map((news) => pageOf(3, { news })))
    return [idle, idleFull]
  }

  it("grows with each page that brings nothing new, and is full if any of those was", () => {
    assert.deepStrictEqual(standstill(old), [1, false])
    assert.deepStrictEqual(standstill(old, old), [2, false])
    assert.deepStrictEqual(standstill(old, oldAndFull), [2, true])
    assert.deepStrictEqual(standstill(oldAndFull, old), [2, true])
  })

  it("ends with a page that brings something new", () => {
    assert.deepStrictEqual(standstill(oldAndFull, { isNew: true, isFull: true }), [0, false])
    assert.deepStrictEqual(standstill(oldAndFull, { isNew: true, isFull: true }, old), [1, false])
  })

  it("stays as it is with a page that says nothing about it", () => {
    assert.deepStrictEqual(standstill(oldAndFull, undefined), [1, true])
    assert.deepStrictEqual(standstill(undefined), [0, false])
  })
})
