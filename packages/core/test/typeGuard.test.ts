import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { typeGuard } from "../src/internal/typeGuard.ts"

// One value of each kind that JSON has, and some that it has not.
const values = [
  undefined,
  null,
  "",
  "text",
  "5",
  0,
  1.5,
  true,
  [],
  ["a"],
  {},
  { uuid: "a" },
  { uuid: "a", email: null },
  new Date()
]

const isReferral = typeGuard(Referral.Referral)

describe("a guard", () => {
  const schemas = {
    string: Schema.String,
    "non-empty string": Schema.NonEmptyString,
    "string of two checks": Schema.NonEmptyString.check(Schema.isMaxLength(2)),
    nullable: Schema.NullOr(Schema.NonEmptyString),
    "union with a number, left to Schema.is": Schema.Union([Schema.String, Schema.Finite]),
    "literals, left to Schema.is": Schema.Literals(["text", "5"]),
    "transformation, judged by its type": Schema.FiniteFromString,
    "array, left to Schema.is": Schema.Array(Schema.String),
    contact: Referral.Contact
  }

  for (const [name, schema] of Object.entries(schemas)) {
    it(`says what Schema.is says (${name})`, () => {
      const fits = typeGuard(schema)
      const is = Schema.is(Schema.toType(schema))
      for (const value of values) assert.strictEqual(fits(value), is(value), JSON.stringify(value))
    })
  }

  it("refuses a referral with any one field broken, missing or null", () => {
    const row = FakePiggy.referral(0)
    assert.isTrue(isReferral(row))
    for (const field of ["uuid", "referring_contact", "referred_contact", "status"] as const) {
      const { [field]: _, ...without } = row
      for (const broken of [without, { ...row, [field]: null }, { ...row, [field]: "" }, { ...row, [field]: {} }]) {
        assert.isFalse(isReferral(broken), JSON.stringify(broken))
      }
    }
  })
})
