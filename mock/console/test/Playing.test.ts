import { assert, describe, it } from "@effect/vitest"
import * as Scenario from "../../src/Scenario.ts"
import { inWords, nameOfSettings, nextInWords, presetOf, settingsInWords } from "../src/Playing.ts"
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

  it("names what else is played", () => {
    assert.strictEqual(nameOfSettings({ latency: 5 }), "single settings")
    assert.strictEqual(nameOfSettings({ preset: "slow", limitClamp: 5 }), "slow with other settings")
  })

  it("says in a line which scenario it was", () => {
    assert.strictEqual(settingsInWords({}), "happy")
    assert.strictEqual(settingsInWords({ preset: "slow", limitClamp: 5 }), "slow, limitClamp 5")
    assert.strictEqual(
      settingsInWords({ errors: { rate: 0.2, status: 503 }, paging: "shortPage", steps: [{}] }),
      "errors {rate:0.2,status:503}, paging shortPage, 1 step"
    )
  })

  it("tells what is unusual, and nothing else", () => {
    assert.deepStrictEqual(inWords(behaviourOf({})), [])
    assert.deepStrictEqual(inWords(behaviourOf({ preset: "flaky" })), [
      "waits 20 to 120 ms",
      "10% errors 500",
      "3% bodies break off",
      "3% connections reset"
    ])
    assert.deepStrictEqual(
      inWords(behaviourOf({ limitClamp: 30, tokens: { expiresIn: 60 }, oddRows: { kind: "missingEmail" } })),
      ["at most 30 rows a page", "one row in 10 with missingEmail", "tokens expire in 60 s"]
    )
  })

  it("tells what the next request meets", () => {
    assert.strictEqual(nextInWords(behaviourOf({}), 0), "the API's own answer")
    assert.strictEqual(nextInWords(behaviourOf({ errors: { status: 429 } }), 2), "error 429 (scripted; 2 steps left)")
  })
})
