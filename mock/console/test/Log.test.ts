import { assert, describe, it } from "@effect/vitest"
import type { Entry } from "../../src/Journal.ts"
import type { Mark } from "../../src/Mark.ts"
import { everything } from "../src/Filter.ts"
import * as Log from "../src/Log.ts"

const entry = (id: number, more: Partial<Entry> = {}): Entry => ({
  id,
  at: id,
  duration: 1,
  method: "GET",
  path: "/list",
  query: `page=${id}`,
  status: 200,
  client: "one",
  faults: [],
  violations: [],
  ...more
})
const mark = (number: number, after: number): Mark => ({ mark: number, after, at: 0, kind: "rows" })

const names = (log: Log.Log): ReadonlyArray<string> =>
  log.shown().map((item) => ("entry" in item ? `${item.entry.id}` : `mark ${item.mark.mark}`))

const many = (from: number, to: number): ReadonlyArray<Entry> =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index))

describe("the journal on the page", () => {
  it("has each request once, in order, with marks behind the request that they came after", () => {
    const log = Log.make()
    log.add([entry(1), entry(2)], [mark(1, 0), mark(2, 1)])
    log.add([entry(3)], [mark(2, 1), mark(3, 3)])
    assert.deepStrictEqual(names(log), ["mark 1", "1", "mark 2", "2", "3", "mark 3"])
    log.add([entry(2), entry(4)], [])
    assert.deepStrictEqual(names(log), ["mark 1", "1", "mark 2", "2", "3", "mark 3", "4"])
    assert.strictEqual(log.shownRequests(), 4)
    const beside = (id: number) => [log.beside(id, -1)?.id, log.beside(id, 1)?.id]
    assert.deepStrictEqual([2, 1, 4, 99].map(beside), [
      [1, 3],
      [undefined, 2],
      [3, undefined],
      [undefined, undefined]
    ])
    log.clear()
    assert.deepStrictEqual(names(log), [])
  })

  it("hides preflights until they are asked for, and counts them", () => {
    const log = Log.make()
    log.add([entry(1, { method: "OPTIONS" }), entry(2)], [])
    assert.deepStrictEqual([names(log), log.preflights()], [["2"], 1])
    log.filter({ ...everything, preflights: true })
    assert.deepStrictEqual(names(log), ["1", "2"])
  })

  it("shows what matches, whether it came before the filter or after", () => {
    const log = Log.make()
    log.add([entry(1), entry(2, { status: 429, faults: ["rate limit"] })], [])
    log.filter({ ...everything, status: "4xx" })
    log.add([entry(3, { status: 404 }), entry(4)], [])
    assert.deepStrictEqual(names(log), ["2", "3"])
    log.filter({ ...everything, text: "RATE page=2" })
    assert.deepStrictEqual(names(log), ["2"])
    log.filter({ ...everything, text: "page=2 page=3" })
    assert.deepStrictEqual(names(log), [])
  })

  it("finds words in decoded queries, agents, statuses and what is wrong with a request", () => {
    const log = Log.make()
    const violations = [{ side: "request", location: [], severity: "error", message: "limit must be <= 100" }] as const
    log.add(
      [
        entry(1, { query: "name=J%C3%BCrgen+A" }),
        entry(2, { userAgent: "axios/1.7.2" }),
        entry(3, { status: 418 }),
        entry(4, { violations: [...violations] })
      ],
      []
    )
    for (const [text, expected] of [
      ["jürgen a", "1"],
      ["axios 1.7", "2"],
      ["418", "3"],
      ["must be", "4"]
    ] as const) {
      log.filter({ ...everything, text })
      assert.deepStrictEqual([text, names(log)], [text, [expected]])
    }
  })

  it("forgets the oldest, and what is shown of them", () => {
    const log = Log.make()
    log.filter({ ...everything, text: "page" })
    for (let from = 1; from < Log.capacity + 2000; from += 1000) log.add(many(from, from + 999), [])
    assert.isAtMost(log.remembered(), Log.capacity + 500)
    assert.isAtLeast(log.remembered(), Log.capacity)
    assert.strictEqual(log.shownRequests(), log.remembered())
    const [first] = log.shown()
    const oldest = first !== undefined && "entry" in first ? first.entry : assert.fail("no request is shown")
    assert.strictEqual(log.find(oldest.id), oldest)
    assert.isUndefined(log.find(1))
  })
})
