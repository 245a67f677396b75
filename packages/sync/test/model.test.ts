/**
 * The model of what a night costs keeps to what can be counted by hand, and the docs show what it says.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import * as Measured from "../model/Measured.ts"
import * as Model from "../model/Model.ts"
import * as Night from "../model/Night.ts"

const setting = {
  ...Measured.setting,
  accounts: 100,
  referrals: 1000,
  runners: 1,
  atOnce: 1,
  latency: 0,
  perSecond: 10
}

describe("the model of a night", () => {
  it("takes an account's requests by its limit, one account after the other", () => {
    const { hours, requests } = Model.simulate(setting)
    assert.strictEqual(requests, 100 * 11)
    assert.closeTo(hours * 3600, 100 * 1.1, 0.001)
  })

  it("takes no longer with more runners, or more accounts at once", () => {
    const times = [1, 2, 4, 8].map((runners) => Model.simulate({ ...setting, runners }).hours)
    assert.deepStrictEqual(
      times,
      times.toSorted((a, b) => b - a)
    )
    // Where the processor is not what takes the time.
    const waiting = { ...setting, cpu: { account: 0, page: 0 } }
    assert.isBelow(Model.simulate({ ...waiting, atOnce: 10 }).hours, Model.simulate(waiting).hours / 9)
  })

  it("is never sooner than the processor", () => {
    const { hours } = Model.simulate({ ...setting, atOnce: 1000, cpu: { account: 100, page: 10 } })
    assert.isAtLeast(hours * 3600, 100 * 0.2)
  })

  it("is what the docs show", () => {
    const page = readFileSync(new URL("../../../docs/scale-out.md", import.meta.url), "utf8")
    assert.include(page, Night.text(), "node packages/sync/model/main.ts --write")
  })
})
