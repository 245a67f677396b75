import { assert, describe, it } from "@effect/vitest"
import { byKind } from "../src/Mistakes.ts"
import { isSameList, first } from "../src/Query.ts"
import { count, duration } from "../src/Words.ts"

describe("words on the page", () => {
  it("count and measure as people do", () => {
    assert.deepStrictEqual([count(1, "row"), count(0, "row"), count(2537, "row")], ["1 row", "0 rows", "2,537 rows"])
    assert.deepStrictEqual([0.42, 9.96, 12.3, 1250].map(duration), ["0.4 ms", "10.0 ms", "12 ms", "1.25 s"])
  })

  it("tell each kind of mistake once, with what was said each time", () => {
    const mistake = (kind: "pageFetchedTwice" | "pageSkipped", request: number) => ({
      kind,
      page: 1,
      request,
      message: `request ${request}`
    })
    const made = [mistake("pageFetchedTwice", 3), mistake("pageSkipped", 4), mistake("pageFetchedTwice", 5)]
    assert.deepStrictEqual(byKind(made), [
      { kind: "pageFetchedTwice", messages: ["request 3", "request 5"] },
      { kind: "pageSkipped", messages: ["request 4"] }
    ])
  })

  it("pages of one list differ in their number alone", () => {
    assert.isTrue(isSameList(first, { ...first, page: 9 }))
    assert.isFalse(isSameList(first, { ...first, limit: 30 }))
  })
})
