import { assert, describe, it } from "@effect/vitest"
import type { Entry } from "../src/Journal.ts"
import * as Walks from "../src/Walks.ts"

let clock = 0
let id = 0
/** A request that arrived `later` ms after the one before and was answered in 5 ms. */
const asked = (query: string, more: Partial<Entry> & { readonly later?: number } = {}): Entry => {
  const { later = 10, ...rest } = more
  clock += later
  id += 1
  return {
    id,
    at: clock,
    duration: 5,
    method: "GET",
    path: "/api/v3/oauth/clients/referrals",
    query,
    status: 200,
    client: "one",
    rows: 10,
    faults: [],
    violations: [],
    ...rest
  }
}

const mistakes = (entries: ReadonlyArray<Entry>) =>
  Walks.make(entries).flatMap((walk) => walk.mistakes.map(({ kind }) => kind))

describe("a walk", () => {
  it("is not blamed for trying a failed page again, or for two lists at a time", () => {
    const entries = [
      asked("page=1"),
      asked("page=2", { status: 500 }),
      asked("status=failed&page=1"),
      asked("page=2"),
      asked("page=2&status=failed", { rows: 0 }),
      asked("page=3", { rows: 0 })
    ]
    assert.deepStrictEqual(mistakes(entries), [])
    assert.deepStrictEqual(
      Walks.make(entries).map(({ list, pages }) => [list, pages.length]),
      [
        ["", 3],
        ["status=failed", 2]
      ]
    )
  })

  it("is not blamed for a page past the end that it asked for before it could know", () => {
    const entries = [asked("page=1"), asked("page=2", { rows: 0, duration: 50 }), asked("page=3", { rows: 0 })]
    assert.deepStrictEqual(mistakes(entries), [])
    assert.deepStrictEqual(mistakes([...entries, asked("page=4", { rows: 0, later: 100 })]), ["pagedPastTheEnd"])
  })

  it("does not end at a page that the scenario emptied", () => {
    const emptied = asked("page=2", { rows: 0, total: 40, faults: ["page emptied"] })
    const [walk] = Walks.make([asked("page=1", { total: 40 }), emptied, asked("page=3", { total: 40 })])
    assert.deepStrictEqual([walk?.ended, walk?.mistakes, walk?.total], [false, [], 40])
  })

  it("is blamed for changing the filter while the page goes on", () => {
    assert.deepStrictEqual(mistakes([asked("page=1"), asked("page=2&status=failed")]), ["filterChanged"])
  })

  it("is blamed for coming back before Retry-After, by the clock that the limiter goes by", () => {
    const refused = asked("page=1", { status: 429, retryAfter: 1 })
    assert.deepStrictEqual(mistakes([refused, asked("page=1", { later: 500 })]), ["retryAfterNotWaitedFor"])
    const again = asked("page=1", { status: 429, retryAfter: 1 })
    assert.deepStrictEqual(mistakes([again, asked("page=1", { later: 1010 })]), [])
  })

  it("reads a page's number as the server does, and passes over what is none", () => {
    assert.deepStrictEqual(mistakes([asked("page=1"), asked("page=2"), asked("page=3"), asked("page=4")]), [])
    const refused = ["ten", "-1", "0x2", "1e1", "2.0", "2&page=2"]
    assert.deepStrictEqual(Walks.make(refused.map((page) => asked(`page=${page}`, { status: 400 }))), [])
    assert.deepStrictEqual(mistakes([asked("Page=2"), asked("page=2")]), ["filterChanged"])
    assert.deepStrictEqual(mistakes([asked("page="), asked("page=2")]), [])
  })

  it("tells which statuses refused it, and not those that asked it to come again", () => {
    const entries = [
      asked("limit=500", { status: 400 }),
      asked("limit=500", { status: 400 }),
      asked("limit=500", { status: 429 })
    ]
    assert.deepStrictEqual(
      Walks.make(entries).map(({ mistakes: made, refused }) => [made, refused]),
      [[[], [400]]]
    )
  })

  it("is not told that rows are missing when it turns the pages of a table", () => {
    const turned = [1, 2, 3, 2, 7].map((page) => asked(`page=${page}`))
    assert.deepStrictEqual(mistakes(turned), [])
    assert.deepStrictEqual(
      Walks.make(turned).map(({ goesBack, pages }) => [goesBack, pages]),
      [[true, [1, 2, 3, 7]]]
    )
    assert.deepStrictEqual(mistakes([1, 2, 3, 3, 5].map((page) => asked(`page=${page}`))), [
      "pageFetchedTwice",
      "pageSkipped"
    ])
    const atATime = [
      asked("page=1"),
      asked("page=2", { duration: 100 }),
      asked("page=3", { duration: 100 }),
      asked("page=2", { duration: 100 })
    ]
    assert.deepStrictEqual(mistakes(atATime), ["pageFetchedTwice"])
  })

  it("is named as its client names itself", () => {
    assert.deepStrictEqual(
      Walks.make([asked("page=1", { userAgent: "client/1" })]).map(({ userAgent }) => userAgent),
      ["client/1"]
    )
  })

  it("starts anew when page 1 is read again, and may start in the middle", () => {
    const walks = Walks.make([asked("page=7"), asked("page=1"), asked("page=2"), asked("page=1")])
    assert.deepStrictEqual(
      walks.map(({ pages }) => pages.length),
      [3, 1]
    )
  })
})
