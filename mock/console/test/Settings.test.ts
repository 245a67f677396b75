import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Scenario from "../../src/Scenario.ts"
import { groups } from "../src/Fields.ts"
import { type Form, fromBehaviour, inWords, presetOf, toSettings } from "../src/Settings.ts"
import { presets } from "../src/Words.ts"

const behaviourOf = (settings: Scenario.Settings): Scenario.Behaviour => Scenario.make(settings).behaviour
const usual = fromBehaviour(behaviourOf({}))
const sent = (change: Partial<Form>): unknown => toSettings({ ...usual, ...change }, {})

const everything: ReadonlyArray<Scenario.Settings> = [
  ...Object.values(Scenario.presets),
  { latency: 200 },
  { latency: { from: 0, to: 300 } },
  { errors: { rate: 0.07, status: 429, retryAfter: 0 } },
  { rateLimit: { requests: 5, window: 0.5, retryAfter: "date" } },
  { limitClamp: 30, meta: "laravel", paging: "lyingLastPage", pastEnd: "notFound" },
  { drift: { every: 1 } },
  { connection: { truncated: 0.015, reset: 0.29, slow: 1, duration: 50 } }
]

describe("the settings form", () => {
  it("plays again what it shows, whatever is played", () => {
    for (const settings of everything) {
      const behaviour = behaviourOf(settings)
      const read = Scenario.parse(toSettings(fromBehaviour(behaviour), {}))
      assert.deepStrictEqual(Result.isSuccess(read) && read.success.behaviour, behaviour, JSON.stringify(settings))
    }
  })

  it("sends nothing for fields that were left as they are", () => {
    assert.deepStrictEqual(sent({}), {})
  })

  it("leaves it to the server to refuse what is no number, and what is out of range", () => {
    assert.deepStrictEqual(sent({ limitClamp: "many" }), { limitClamp: "many" })
    assert.deepStrictEqual(sent({ errorRate: "200" }), { errors: { rate: 2, status: 500 } })
    for (const change of [
      { limitClamp: "many" },
      { errorRate: "200" },
      { rateRequests: "5" },
      { driftRemovals: "1" }
    ]) {
      assert.isTrue(Result.isFailure(Scenario.parse(sent(change))), JSON.stringify(change))
    }
  })

  it("keeps a script's steps and the life of tokens, which it does not show", () => {
    const current = { steps: [{ maintenance: true }], tokens: { expiresIn: 60 } }
    assert.deepStrictEqual(toSettings(usual, current), current)
  })

  it("has one field for each of its values", () => {
    const shown = groups.flatMap(({ fields }) => fields.map(({ name }): string => name))
    assert.sameMembers(shown, Object.keys(usual))
  })
})

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
    assert.deepStrictEqual(inWords(behaviourOf({ limitClamp: 30 }), 2), [
      "at most 30 rows a page",
      "2 scripted requests first"
    ])
  })
})
