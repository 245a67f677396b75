import { assert, describe, it } from "@effect/vitest"
import * as Plan from "../effect-versions/Plan.ts"

describe("the versions of effect to try", () => {
  it("are none while the range admits only what the repository is tested with", () => {
    assert.deepStrictEqual(Plan.make("^4.1.0", ["4.0.6", "4.1.0", "5.0.0"], "4.1.0"), {
      lowest: "4.1.0",
      newest: "4.1.0",
      toTry: []
    })
  })

  it("are the newest once there is a newer one, and the lowest once the repository moves on", () => {
    const published = ["4.1.0", "4.1.1", "4.2.0", "4.3.0-rc.1"]
    assert.deepStrictEqual(Plan.make("^4.1.0", published, "4.1.0").toTry, ["4.2.0"])
    assert.deepStrictEqual(Plan.make("^4.1.0", published, "4.1.1").toTry, ["4.1.0", "4.2.0"])
    assert.deepStrictEqual(Plan.make("^4.1.0", published, "4.2.0").toTry, ["4.1.0"])
  })

  it("are never beyond the range", () => {
    assert.isFalse(Plan.admits("^4.1.0", "4.0.6"))
    assert.isFalse(Plan.admits("^4.1.0", "5.0.0"))
    assert.throws(() => Plan.make("^4.2.0", ["4.1.0"], "4.1.0"), "no published version")
  })

  it("come with the newest platform package that is not newer", () => {
    assert.strictEqual(Plan.companionOf("4.1.2", ["4.0.6", "4.1.0", "4.1.1", "4.2.0"]), "4.1.1")
  })
})
