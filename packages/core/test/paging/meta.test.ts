/**
 * What a server says of its list is read in any spelling, and believed only where nothing contradicts it.
 */
import { assert, describe, it } from "@effect/vitest"
import { moreFollows, pageExists, readMeta, usableLastPage } from "../../src/internal/paging/meta.ts"

describe("the numbers of meta", () => {
  for (const [value, expected] of [
    [12, 12],
    [0, 0],
    ["0", 0],
    ["12", 12],
    ["123456789012345", 123_456_789_012_345],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  ] as const) {
    it(`are read: ${JSON.stringify(value)}`, () =>
      assert.deepStrictEqual(readMeta({ total: value }), { total: expected }))
  }

  for (const value of [-1, "-1", 1.5, "1.5", "", "x1", "1x", "1234567890123456", 2 ** 53, [5], true, null, {}]) {
    it(`are passed over if they count nothing: ${JSON.stringify(value)}`, () => {
      assert.isUndefined(readMeta({ total: value }))
      assert.deepStrictEqual(readMeta({ total: value, last_page: 2 }), { lastPage: 2 })
    })
  }
})

describe("meta", () => {
  it("gives the page it is about by either name, and the last page and the total where they are there", () => {
    assert.deepStrictEqual(readMeta({ current_page: 1, page: 9, last_page: "3", total: 30 }), {
      echo: 1,
      lastPage: 3,
      total: 30
    })
    assert.deepStrictEqual(readMeta({ page: 2, last_page: 3 }), { echo: 2, lastPage: 3 })
    assert.deepStrictEqual(readMeta({ total: 7 }), { total: 7 })
  })

  for (const value of [undefined, null, "total", [], {}, { current_page: 1, page: 1 }]) {
    it(`says nothing with neither a total nor a last page: ${JSON.stringify(value)}`, () =>
      assert.isUndefined(readMeta(value)))
  }
})

describe("the last page", () => {
  const said = { echo: 2, lastPage: 3, total: 8 }

  it("is believed from a page's own meta, also on the last page itself", () => {
    assert.strictEqual(usableLastPage(said, 2, 6), 3)
    assert.strictEqual(usableLastPage({ ...said, echo: 3 }, 3, 8), 3)
    assert.strictEqual(usableLastPage({ echo: 2, lastPage: 3 }, 2, 6), 3)
  })

  it("is not believed if meta is missing, about another page, or contradicts what was seen", () => {
    assert.isUndefined(usableLastPage(undefined, 2, 6))
    assert.isUndefined(usableLastPage(said, 1, 6))
    assert.isUndefined(usableLastPage({ lastPage: 3, total: 8 }, 2, 6))
    assert.isUndefined(usableLastPage({ echo: 2, total: 8 }, 2, 6))
    assert.isUndefined(usableLastPage({ echo: 4, lastPage: 3, total: 20 }, 4, 6))
    assert.isUndefined(usableLastPage(said, 2, 9))
  })
})

describe("more rows follow", () => {
  it("if meta counts more rows than were read, or names a later page", () => {
    assert.isTrue(moreFollows({ total: 9 }, 3, 8))
    assert.isTrue(moreFollows({ lastPage: 4 }, 3, 8))
    assert.isTrue(moreFollows({ total: 8, lastPage: 4 }, 3, 8))
  })

  it("not if it counts no more, names no later page, or says nothing", () => {
    assert.isFalse(moreFollows({ total: 8 }, 3, 8))
    assert.isFalse(moreFollows({ lastPage: 3 }, 3, 8))
    assert.isFalse(moreFollows(undefined, 3, 8))
    assert.isFalse(moreFollows(undefined, 1, 0))
  })
})

describe("a page exists", () => {
  it("up to the last page", () => {
    assert.isTrue(pageExists({ lastPage: 3, total: 1 }, 3, 10))
    assert.isFalse(pageExists({ lastPage: 3, total: 100 }, 4, 10))
  })

  it("or, without a last page, if pages of the longest length before it hold fewer rows than the total", () => {
    assert.isTrue(pageExists({ total: 21 }, 3, 10))
    assert.isFalse(pageExists({ total: 20 }, 3, 10))
    assert.isFalse(pageExists({ total: 0 }, 1, 10))
    assert.isFalse(pageExists(undefined, 1, 10))
  })
})
