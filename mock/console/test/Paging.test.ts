import { assert, describe, it } from "@effect/vitest"
import * as Paging from "../src/Paging.ts"

/** What is known after pages with so many rows, from page 1 on. */
const after = (...rows: ReadonlyArray<number>) =>
  rows.reduce((known, count, index) => Paging.seen(known, { number: index + 1, rows: count }), Paging.nothing)

describe("the end of a list that was paged through", () => {
  it("is not known while every page is full", () => {
    const ends = Paging.end(after(30, 30), 30)
    assert.isUndefined(ends)
    assert.isTrue(Paging.mayGoOn(ends, 2))
    assert.strictEqual(Paging.endInWords(ends, 2), "end not seen yet")
  })

  it("is before the first empty page", () => {
    const ends = Paging.end(after(30, 12, 0), 30)
    assert.deepStrictEqual(ends, { page: 2, evidence: "empty" })
    assert.isFalse(Paging.mayGoOn(ends, 2))
    assert.isTrue(Paging.mayGoOn(ends, 1))
    assert.strictEqual(Paging.endInWords(ends, 1), "of 2")
    assert.deepStrictEqual(Paging.end(after(0), 30), { page: 0, evidence: "empty" })
  })

  it("may be a short page, which forbids nothing", () => {
    const ends = Paging.end(after(30, 12), 30)
    assert.deepStrictEqual(ends, { page: 2, evidence: "short" })
    assert.isTrue(Paging.mayGoOn(ends, 2))
    assert.strictEqual(Paging.endInWords(ends, 2), "perhaps the last")
    assert.strictEqual(Paging.endInWords(ends, 1), "of perhaps 2")
  })

  it("is not seen where a server grants fewer rows than were asked for on every page", () => {
    assert.deepStrictEqual(Paging.end(after(30), 100), { page: 1, evidence: "short" })
    assert.isUndefined(Paging.end(after(30, 30), 100))
  })

  it("is what the paging object says, until an empty page says otherwise", () => {
    const promised = Paging.seen(after(30), { number: 2, rows: 30, lastPage: 4 })
    assert.deepStrictEqual(Paging.end(promised, 30), { page: 4, evidence: "meta" })
    assert.isFalse(Paging.mayGoOn(Paging.end(promised, 30), 4))
    const empty = Paging.seen(promised, { number: 3, rows: 0, lastPage: 4 })
    assert.deepStrictEqual(Paging.end(empty, 30), { page: 2, evidence: "empty" })
    assert.strictEqual(Paging.endInWords(Paging.end(empty, 30), 3), "past the end")
  })
})
