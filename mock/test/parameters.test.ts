import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Contract from "../src/Contract.ts"
import * as Parameters from "../src/Parameters.ts"
import * as QueryString from "../src/QueryString.ts"

describe("reading a query", () => {
  it("takes no time to speak of, however many names there are", () => {
    const distinct = Array.from({ length: 150_000 }, (_, n) => `k${n}`).join("&")
    for (const query of ["a&".repeat(150_000), distinct]) {
      const started = performance.now()
      QueryString.parse(query)
      // A tenth of a second; to look each name up among all takes minutes.
      assert.isBelow(performance.now() - started, 10_000)
    }
  })

  it("keeps every value of a name, also of a name that objects have by nature", () => {
    const query = QueryString.parse("?a=1&__proto__=2&a=3&constructor=4&a=")
    assert.deepStrictEqual(Object.entries(query), [
      ["a", ["1", "3", ""]],
      ["__proto__", "2"],
      ["constructor", "4"]
    ])
  })

  it.effect("warns in few words of a name that is very long", () =>
    Effect.gen(function* () {
      const { operations } = yield* Contract.load(Contract.defaultPath())
      const operation = operations.find(({ method }) => method === "get")
      assert.isDefined(operation)
      const [warning] = Parameters.warnings(operation, { ["x".repeat(15_000)]: "" })
      assert.isBelow(warning?.message.length ?? Infinity, 300)
    })
  )
})
