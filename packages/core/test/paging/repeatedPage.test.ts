/**
 * A page that comes again shows that the server does not go on. It is a repeat only if every row is the same.
 */
import { assert, describe, it } from "@effect/vitest"
import { repeatOf } from "../../src/internal/paging/repeatedPage.ts"
import { identity, known, noKeys, sifted } from "./letters.ts"
import * as KnownRows from "../../src/internal/paging/knownRows.ts"

const repeat = (before: ReadonlyArray<string>, text: string) => {
  const rows = known(before)
  return repeatOf(rows, sifted(text, rows), identity)
}

describe("a page that came before", () => {
  for (const [what, before, page, expected] of [
    ["of the page before", ["a b", "c d"], "c d", "pageBefore"],
    ["of the page before that", ["a b", "c d"], "a b", "earlierPage"],
    ["of the nearer one of two equal pages", ["a b", "a b"], "a b", "pageBefore"],
    ["if the rows that do not decode are the same too", ["a ?x ?y"], "a ?x ?y", "pageBefore"],
    ["if no row of it decodes", ["?x"], "?x", "pageBefore"]
  ] as const) {
    it(`is a repeat ${what}`, () => assert.strictEqual(repeat(before, page), expected))
  }
})

describe("a page that only looks like one that came before", () => {
  for (const [what, before, page] of [
    ["if nothing came before", [], "a b"],
    ["if it has one row more", ["a b"], "a b c"],
    ["if it has one row less", ["a b c"], "a b"],
    ["if its last row is another one", ["a b"], "a c"],
    ["if its first row is another one", ["a b"], "c b"],
    ["if its rows came in another order", ["a b"], "b a"],
    ["if a row has the same id and another key", ["a b"], "a b'"],
    ["if one more of its rows does not decode", ["a ?x"], "a ?x ?y"],
    ["if one less of its rows does not decode", ["a ?x ?y"], "a ?x"],
    ["if another row does not decode", ["a ?x"], "a ?y"],
    ["if the page is three pages back", ["a b", "c d", "e f"], "a b"]
  ] as const) {
    it(`is no repeat ${what}`, () => assert.isUndefined(repeat(before, page)))
  }

  it("is no repeat if rows of different ids were given one key by mistake", () => {
    const oneKey = { key: () => "same", id: (row: string) => row }
    const empty = KnownRows.begin<string>(noKeys, false)
    const rows = KnownRows.after(empty, KnownRows.sift(["a"], [], empty, oneKey), oneKey, undefined)
    assert.isUndefined(repeatOf(rows, KnownRows.sift(["b"], [], rows, oneKey), oneKey))
  })
})
