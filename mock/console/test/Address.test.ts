import { assert, describe, it } from "@effect/vitest"
import * as Address from "../src/Address.ts"
import { first } from "../src/Query.ts"

describe("the page's address", () => {
  it("keeps filter and page size, and says nothing of what is as at first", () => {
    const query = { ...first, status: "failed", contact: "a b", limit: 30 } as const
    assert.strictEqual(Address.write(query), "?status=failed&contact=a+b&limit=30")
    assert.deepStrictEqual(Address.read(Address.write({ ...query, page: 9 })), query)
    assert.strictEqual(Address.write({ ...first, page: 9 }), "")
  })

  it("is read as far as it is understood", () => {
    assert.deepStrictEqual(Address.read("?status=done&limit=500&page=3"), first)
  })
})
