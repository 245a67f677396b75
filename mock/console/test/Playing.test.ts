import { assert, describe, it } from "@effect/vitest"
import * as Scenario from "../../src/Scenario.ts"
import { inWords, presetOf } from "../src/Playing.ts"
import { presets } from "../src/Words.ts"

const behaviourOf = (settings: Scenario.Settings): Scenario.Behaviour => Scenario.make(settings).behaviour

describe("what is said of a scenario", () => {
  it("there is a sentence for every preset", () => {
    assert.deepStrictEqual(Object.keys(presets), Object.keys(Scenario.presets))
  })

  it("names a preset only if nothing stands beside it", () => {
    assert.strictEqual(presetOf({}), "happy")
    assert.strictEqual(presetOf({ preset: "slow" }), "slow")
    assert.isUndefined(presetOf({ preset: "slow", latency: 0 }))
    assert.isUndefined(presetOf({ steps: [{}] }))
  })

  it("tells what is unusual, and nothing else", () => {
    assert.deepStrictEqual(inWords(behaviourOf({}), 0), [])
    assert.deepStrictEqual(inWords(behaviourOf({ preset: "flaky" }), 0), [
      "latency 20 to 120 ms",
      "10% errors 500",
      "3% truncated",
      "3% reset"
    ])
    assert.deepStrictEqual(inWords(behaviourOf({ limitClamp: 30, tokens: { expiresIn: 60 } }), 2), [
      "at most 30 rows a page",
      "tokens expire in 60 s",
      "2 scripted requests first"
    ])
  })
})
