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

  it("is no trouble for somebody who turns the pages of a table", () => {
    assert.strictEqual(Verdict.of(walk({}, { goesBack: true }), later).kind, "partial")
  })
})
