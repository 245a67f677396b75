import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as JsonText from "../src/JsonText.ts"

describe("a name that stands twice in one object", () => {
  it("is found with its lines, however it is written and however deep it stands", () => {
    const found = (text: string) => JsonText.duplicates(text).map(({ first, line, name }) => [name, first, line])
    assert.deepStrictEqual(found('{"a": 1, "a": 2}'), [["a", 1, 1]])
    assert.deepStrictEqual(found('[{"a": 1,\n"\\u0061": {"b": [],\n"b": 1}}]'), [
      ["a", 1, 2],
      ["b", 2, 3]
    ])
    assert.deepStrictEqual(found('{"a": "a", "b": ["a", {"a": 1}], "c": {"a": 1}, "": "\\",\\"a\\":"}'), [])
    assert.deepStrictEqual(found('{"__proto__": 1, "constructor": 1}'), [])
    const parsed = JsonText.parse('{"x":\n1,"x":1}')
    assert.deepStrictEqual(parsed, Result.fail('line 2: "x" stands twice in one object, first in line 1'))
  })

  it.prop("is found in no text that JSON.stringify wrote", [Schema.Json], ([value]) => {
    const text = JSON.stringify(value, null, 1)
    assert.deepStrictEqual(JsonText.duplicates(text), [])
    assert.deepStrictEqual(Result.getOrThrow(JsonText.parse(text)), JSON.parse(text))
  })
})
