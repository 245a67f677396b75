import { assert, describe, it } from "@effect/vitest"
import type { Walk } from "../../src/Walks.ts"
import * as Verdict from "../src/Verdict.ts"

const walk = (last: Partial<Walk["last"]>, more: Partial<Walk> = {}): Walk => ({
  client: "one",
  list: "limit=100",
  at: 0,
  requests: 3,
  pages: [1, 2, 3],
  rows: 300,
  ended: false,
  goesBack: false,
  refused: [],
  mistakes: [],
  last: { request: 3, at: 0, page: 3, status: 200, rows: 100, faults: [], ...last },
  ...more
})

const later = Verdict.patience + 1

describe("how a walk ended", () => {
  it("is known once an empty page was read, or nothing was asked for a while", () => {
    assert.deepStrictEqual(Verdict.of(walk({}, { ended: true }), 0), { kind: "ended", text: "read to the end" })
    assert.strictEqual(Verdict.of(walk({}), Verdict.patience - 1).kind, "going")
    assert.strictEqual(Verdict.of(walk({}), later).kind, "partial")
  })

  it("names the page that stopped it, and what the mock did to it", () => {
    assert.deepStrictEqual(Verdict.of(walk({ page: 4, status: 500, faults: ["error 500", "latency 75 ms"] }), later), {
      kind: "stopped",
      text: "stopped at page 4, which was answered 500 (error 500) and was not asked for again; it may be tried again"
    })
    assert.include(Verdict.of(walk({ status: 429 }), later).text, "it asks to come again after Retry-After")
    assert.include(Verdict.of(walk({ status: 0, faults: ["connection reset"] }), later).text, "got no answer")
    assert.include(Verdict.of(walk({ faults: ["truncated body"] }), later).text, "whose body broke off")
  })

  it("says that a short page proves no end", () => {
    assert.include(Verdict.of(walk({ rows: 30 }), later).text, "30 of the 100 rows asked for")
    assert.strictEqual(Verdict.of(walk({ page: 1 }, { pages: [1] }), later).text, "read page 1 and no other")
  })

  it("says how many rows are missing where the size of the list is known", () => {
    const clamped = { page: 1, rows: 30, faults: ["limit clamped to 30", "latency 5 ms"] }
    assert.deepStrictEqual(Verdict.of(walk(clamped, { pages: [1], rows: 30, total: 2537 }), later), {
      kind: "stopped",
      text: "stopped after page 1, which had 30 of the 100 rows asked for (limit clamped to 30). That was no end: 2,507 of 2,537 rows are missing"
    })
    const emptied = walk({ rows: 0, faults: ["page emptied"] }, { rows: 200, total: 500 })
    assert.include(Verdict.of(emptied, later).text, "which was empty (page emptied). That was no end: 300 of 500 rows")
    const all = walk({ rows: 37 }, { rows: 237, total: 237 })
    assert.deepStrictEqual(Verdict.of(all, later), {
      kind: "partial",
      text: "read all rows; an empty page would have proved that they are all"
    })
    const unlimited = walk({ rows: 30 }, { list: "", rows: 90, total: 91 })
    assert.include(Verdict.of(unlimited, later).text, "before an empty page showed the end")
    const refused = walk({ page: 4, status: 404, faults: ["past the end"] }, { rows: 237, total: 237, refused: [404] })
    assert.strictEqual(Verdict.of(refused, later).kind, "ended")
  })

  it("counts no missing rows for whoever did not read from the first page on", () => {
    const one = walk({ page: 26, rows: 37 }, { pages: [26], rows: 37, total: 2537 })
    assert.strictEqual(Verdict.of(one, later).kind, "partial")
  })

  it("is no trouble for somebody who turns the pages of a table", () => {
    assert.strictEqual(Verdict.of(walk({}, { goesBack: true }), later).kind, "partial")
  })
})
