import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Scenario from "../../src/Scenario.ts"
import { groups } from "../src/Fields.ts"
import { changed, type Form, fromBehaviour, merged, toSettings } from "../src/Settings.ts"

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
  { oddRows: { kind: "undecodable", every: 3 } },
  { tokens: { expiresIn: 0 } },
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

  it("keeps a script's steps, which it does not show", () => {
    const current = { steps: [{ maintenance: true }] }
    assert.deepStrictEqual(toSettings(usual, current), current)
  })

  it("keeps what is typed when somebody else plays another scenario, and follows in the rest", () => {
    const before = fromBehaviour(behaviourOf({ preset: "slow" }))
    const now = fromBehaviour(behaviourOf({ preset: "rate-limited" }))
    const typed = { ...before, limitClamp: "30" }
    const next = merged(typed, before, now)
    assert.deepStrictEqual(next, { ...now, limitClamp: "30" })
    assert.deepStrictEqual(changed(next, now), ["limitClamp"])
  })

  it("has one field for each of its values", () => {
    const shown = groups.flatMap(({ fields }) => fields.map(({ name }): string => name))
    assert.sameMembers(shown, Object.keys(usual))
  })
})
