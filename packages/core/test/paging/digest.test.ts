import { assert, describe, it } from "@effect/vitest"
import { digest } from "../../src/internal/paging/digest.ts"

describe("a digest", () => {
  // The first three are from the authors' list of test vectors.
  for (const [text, expected] of [
    ["", "cbf29ce484222325"],
    ["a", "af63dc4c8601ec8c"],
    ["foobar", "85944171f73967e8"]
  ] as const) {
    it(`is FNV-1a of 64 bits: of ${JSON.stringify(text)}`, () => assert.strictEqual(digest(text), expected))
  }

  it("is of the text's UTF-8, and 16 digits long also where it begins with 0", () => {
    assert.strictEqual(digest("é"), "0ac21707b7181e01")
  })
})
