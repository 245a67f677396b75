import { assert, describe, it } from "@effect/vitest"
import * as Address from "../src/Address.ts"

describe("the page's address", () => {
  it("says nothing of what is as at first", () => {
    assert.strictEqual(Address.write(Address.start), "")
    assert.deepStrictEqual(Address.read(""), Address.start)
  })

  it("brings back what it was made of", () => {
    const shown: Address.Address = {
      view: "rows",
      request: 17,
      filter: { text: "page=3 429", status: "4xx", client: "c0ffee00", path: "/oauth/token", preflights: true },
      rows: { status: "failed", contact: "somebody", limit: 100, page: 7 }
    }
    assert.deepStrictEqual(Address.read(Address.write(shown)), shown)
  })

  it("is read as at first where it makes no sense", () => {
    assert.deepStrictEqual(
      Address.read("?view=nothing&request=-1&answer=3xx&status=done&limit=7&page=0"),
      Address.start
    )
  })
})
