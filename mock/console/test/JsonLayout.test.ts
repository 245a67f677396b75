import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { layout } from "../src/JsonLayout.ts"

describe("JSON laid out for reading", () => {
  it.prop("is what JSON.stringify would have laid out", [Schema.Struct({ value: Schema.Json })], ([value]) => {
    assert.strictEqual(layout(JSON.stringify(value)), JSON.stringify(value, null, 2))
  })

  it("goes as far as the text does", () => {
    assert.strictEqual(
      layout('{"a":[{"b":1},{"c":"x'),
      '{\n  "a": [\n    {\n      "b": 1\n    },\n    {\n      "c": "x'
    )
    assert.strictEqual(layout("<html>"), "<html>")
    assert.strictEqual(layout('{"a":"\\'), '{\n  "a": "\\')
  })
})
