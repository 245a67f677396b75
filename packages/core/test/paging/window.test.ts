/**
 * How far ahead of its consumer a traversal reads, and when it requests the next page.
 */
import { assert, describe, it } from "@effect/vitest"
import { mayAsk, resize } from "../../src/internal/paging/readAhead.ts"

describe("the window", () => {
  const full = { isFirst: false, isNew: true, isFull: true, moved: false, lastPage: undefined }

  it("opens to two pages, and after the next page with rows to the full concurrency", () => {
    assert.strictEqual(resize(1, 8, { ...full, isFirst: true }), 2)
    assert.deepStrictEqual(
      [1, 2, 8].map((window) => resize(window, 8, full)),
      [2, 8, 8]
    )
    assert.deepStrictEqual(
      [1, 2, 4].map((window) => resize(window, 4, full)),
      [2, 4, 4]
    )
    assert.strictEqual(resize(1, 1, full), 1)
  })

  it("stays at one after a first page that is not full: it is usually the whole list", () => {
    assert.strictEqual(resize(1, 8, { ...full, isFirst: true, isFull: false }), 1)
    assert.strictEqual(resize(2, 8, { ...full, isFirst: true, isFull: false }), 1)
  })

  it("ignores pages of uneven length", () => {
    assert.strictEqual(resize(2, 8, { ...full, isFull: false }), 8)
  })

  it("opens at once if meta gives the last page", () => {
    assert.strictEqual(resize(1, 8, { ...full, isFirst: true, lastPage: 90 }), 8)
  })

  it("falls to one page after a page with nothing new, and when rows moved", () => {
    assert.strictEqual(resize(8, 8, { ...full, isNew: false }), 1)
    assert.strictEqual(resize(8, 8, { ...full, moved: true, lastPage: 90 }), 1)
  })
})

describe("asking ahead", () => {
  const position = { next: 10, candidate: 12, inFlight: 2, window: 4, horizon: Infinity }

  it("always asks for the page that is waited for", () => {
    assert.isTrue(mayAsk({ next: 10, candidate: 10, inFlight: 9, window: 1, horizon: 3 }))
  })

  it("stops at the window, at twice the window not consumed, and at the horizon", () => {
    assert.isTrue(mayAsk(position))
    assert.isFalse(mayAsk({ ...position, inFlight: 4 }))
    assert.isTrue(mayAsk({ ...position, candidate: 17 }))
    assert.isFalse(mayAsk({ ...position, candidate: 18 }))
    assert.isFalse(mayAsk({ ...position, horizon: 11 }))
    assert.isFalse(mayAsk({ ...position, window: 1, inFlight: 0 }))
  })
})
