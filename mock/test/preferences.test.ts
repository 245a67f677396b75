import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Preferences from "../src/Preferences.ts"

describe("a Prefer header", () => {
  const cases: ReadonlyArray<readonly [header: string, read: object]> = [
    ["code=429", { code: 429 }],
    ["Code=429", { code: 429 }],
    ["  code  =  429  ", { code: 429 }],
    ['code="429"', { code: 429 }],
    ["code=200, example=empty", { code: 200, exampleKey: "empty" }],
    ["code=200,example=empty,dynamic=true", { code: 200, exampleKey: "empty", dynamic: true }],
    // The first of two of a name counts (RFC 7240, section 2).
    ["code=429, code=503", { code: 429 }],
    ["respond-async, wait=100, code=429, handling=lenient; foo=bar", { code: 429 }],
    ['example="a, b; c"', { exampleKey: "a, b; c" }],
    ['example="a \\"quoted\\" \\\\ b"', { exampleKey: 'a "quoted" \\ b' }],
    // A parameter belongs to the preference before it.
    ["code=429; example=empty", { code: 429 }],
    ["foo; code=429", {}],
    ['foo="x, code=429"', {}],
    [",, ,code=429,,", { code: 429 }],
    ['example="never closed, code=429', {}],
    ["code 429, example=empty", { exampleKey: "empty" }],
    ["=429, example=empty", { exampleKey: "empty" }],
    ["seed=", { seed: "" }],
    ["", {}]
  ]
  for (const [header, read] of cases) {
    it(`of ${JSON.stringify(header)} says ${JSON.stringify(read)}`, () => {
      assert.deepStrictEqual(Preferences.parse(header, {}), read)
    })
  }

  it("that cannot be understood says which value is wrong", () => {
    for (const header of [
      "code=teapot",
      "code",
      "code=99",
      "code=100",
      "code=600",
      "code=4290",
      "dynamic=yes",
      "example"
    ]) {
      const parsed = Preferences.parse(header, {})
      assert.isTrue(Preferences.isMisunderstood(parsed), header)
    }
  })

  it("wins over the query as a whole, as in Prism", () => {
    const query = { __code: "429", __example: ["empty", "three"] }
    assert.deepStrictEqual(Preferences.parse(undefined, query), { code: 429, exampleKey: "empty" })
    assert.deepStrictEqual(Preferences.parse("dynamic=true", query), { dynamic: true })
  })

  it("with a semicolon where a comma was meant gets a warning", () => {
    const [warning, ...more] = Preferences.warnings("code=404; example=contactNotFound, foo; code=1")
    assert.include(warning?.message, `"example" stands after a semicolon, so it belongs to "code"`)
    assert.deepStrictEqual(more, [])
  })

  it.prop("of any text is read without failing", [Schema.String], ([text]) => {
    Preferences.parse(text, {})
    Preferences.warnings(text)
  })
})
