import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Scenario from "../../src/Scenario.ts"
import * as FieldProblems from "../src/FieldProblems.ts"
import { type Form, fromBehaviour, toSettings } from "../src/Settings.ts"

const usual = fromBehaviour(Scenario.make({}).behaviour)

/** Fields and words for what the mock says of a form. */
const said = (change: Partial<Form>): ReadonlyArray<readonly [string | undefined, string]> => {
  const parsed = Scenario.read(toSettings({ ...usual, ...change }, {}))
  assert.isTrue(Result.isFailure(parsed), JSON.stringify(change))
  return Result.isFailure(parsed) ? FieldProblems.read("", parsed.failure).map(({ field, text }) => [field, text]) : []
}

describe("what the mock refuses of the form", () => {
  it("is said in the form's words, with the field that it is about", () => {
    assert.deepStrictEqual(said({ latencyFrom: "soon" }), [["latencyFrom", "Latency, From: takes 0 to 600000"]])
    assert.deepStrictEqual(said({ latencyFrom: "9", latencyTo: "3" }), [
      ["latencyFrom", "Latency, From: the shorter wait comes first, not 9 to 3"]
    ])
    assert.deepStrictEqual(said({ rateRequests: "1", rateWindow: "0" }), [
      ["rateWindow", "Rate limit, Window: takes more than 0, and 86400 at most"]
    ])
    assert.deepStrictEqual(said({ errorRate: "300" }), [["errorRate", "Errors, Rate: takes 0 to 100 %"]])
    assert.deepStrictEqual(said({ rateRequests: "5" }), [["rateWindow", "Rate limit, Window: is needed too"]])
    assert.deepStrictEqual(said({ limitClamp: "500", tokenLife: "-1" }), [
      ["limitClamp", "Pages, Limit clamp: takes 1 to 100"],
      ["tokenLife", "Tokens, Expire in: takes 0 or more"]
    ])
  })

  it("is never about a field that the form does not know, whatever number is wrong", () => {
    const numbers = Object.entries(usual).filter(([, value]) => !/[a-z]/.test(value) || value === "")
    for (const [name] of numbers.filter(([each]) => !["maintenance", "errorStatus", "oddKind"].includes(each))) {
      const both = {
        oddKind: "missingEmail",
        errorRate: "1",
        slow: "1",
        driftEvery: "1",
        rateRequests: "1",
        rateWindow: "1"
      }
      const [field, text = ""] = said({ ...both, [name]: "x" })[0] ?? []
      assert.strictEqual(field, name, text)
      assert.notMatch(text, /Expected/)
    }
  })

  it("is told as it is where it has no place in the form", () => {
    assert.deepStrictEqual(FieldProblems.read("The mock does not answer."), [
      { field: undefined, text: "The mock does not answer." }
    ])
    const steps = Scenario.read({ steps: [{ times: 0 }] })
    assert.isTrue(Result.isFailure(steps))
    assert.deepStrictEqual(Result.isFailure(steps) ? FieldProblems.read("", steps.failure) : [], [
      { field: undefined, text: "steps.0.times: takes a whole number from 1 to 1000" }
    ])
  })

  it("is said in words, not as a schema says where it is", () => {
    assert.strictEqual(
      FieldProblems.plain('Expected a number from 0 to 1000000\n  at ["referrals"]'),
      "referrals: expected a number from 0 to 1000000"
    )
    assert.strictEqual(FieldProblems.plain("no such session"), "no such session")
    assert.strictEqual(
      FieldProblems.plain("", [
        { path: "status", code: "format", message: "must be one of pending, completed, failed" }
      ]),
      "status: must be one of pending, completed, failed"
    )
  })
})
