import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Referral, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { refuseIfAny } from "../src/internal/checkOptions.ts"
import { pageDecoder } from "../src/internal/list/decodePage.ts"
import { referralsOf } from "./support.ts"

const refusal = (query: unknown) => {
  const checked = refuseIfAny(Referrals.endpoint.problemsOf(query))
  assert(Result.isFailure(checked))
  return checked.failure
}

describe("a query", () => {
  it("is sent if the API allows it", () => {
    for (const query of [
      {},
      { limit: 1, page: 1 },
      { limit: 100, page: 1_000_000 },
      { status: "failed", referring_contact_uuid: "2E70EA71-631f-4b3c-8097-8e0284751c96" }
    ]) {
      assert.deepStrictEqual(Referrals.endpoint.problemsOf(query), {})
    }
  })

  it("is refused with the field, the range and the value", () => {
    assert.strictEqual(refusal({ limit: 250 }).message, "limit must be an integer from 1 to 100, got 250")
    assert.strictEqual(refusal({ limit: 0 }).message, "limit must be an integer from 1 to 100, got 0")
    assert.strictEqual(refusal({ limit: 1.5 }).message, "limit must be an integer from 1 to 100, got 1.5")
    assert.strictEqual(refusal({ page: 0 }).message, "page must be an integer, 1 or more, got 0")
    assert.strictEqual(refusal({ status: "done" }).message, 'status must be one of "pending", "completed", "failed"')
    assert.include(refusal({ referring_contact_uuid: "42" }).message, "referring_contact_uuid must be a UUID, such as")
  })

  it("is refused with every field that is wrong", () => {
    assert.hasAllKeys(refusal({ limit: 0, page: 0, status: "done" }).errors, ["limit", "page", "status"])
  })

  it("is refused when it has a field that the API does not know", () => {
    const known = "is not known: use referring_contact_uuid, status, limit, page"
    assert.strictEqual(refusal({ contact: "x" }).message, `contact ${known}`)
    assert.strictEqual(refusal({ "jane@example.eu": 1 }).message, `[email] ${known}`)
    assert.strictEqual(refusal("everything").message, "the query must be an object")
  })

  it("is refused with the name that was probably meant", () => {
    assert.strictEqual(refusal({ stauts: "failed" }).message, "stauts is not known: did you mean status?")
    assert.strictEqual(refusal({ Limit: 5 }).message, "Limit is not known: did you mean limit?")
  })

  it.effect("is refused as a filter when it has a field that filters nothing", () =>
    Effect.gen(function* () {
      const { fake, referrals } = yield* referralsOf()
      const filter: object = { limit: 10 }
      const error = yield* Effect.flip(referrals.collect(filter))
      assert.include(error.message, "limit is not known: use referring_contact_uuid, status")
      assert.deepStrictEqual(fake.requests, [])
    })
  )

  it("is refused if a field is undefined, which would ask for everything", () => {
    assert.strictEqual(refusal({ status: undefined }).message, "status is undefined: leave it out instead")
  })

  it("is refused without repeating a string, which may be an email in the wrong field", () => {
    assert.notInclude(refusal({ referring_contact_uuid: "jane@example.eu", status: "jane@example.eu" }).message, "jane")
  })
})

describe("a body", () => {
  const row = FakePiggy.referral(0)
  const read = pageDecoder(Referral.Referral, { key: Referral.key, id: ({ uuid }) => uuid })
  const decode = (body: unknown, invalidItems: "fail" | "report" = "fail") =>
    read({ body, status: 200, page: 3 }, invalidItems)

  it("is a page whatever its meta", () => {
    for (const meta of [[], {}, { current_page: 1 }, null, "text"]) {
      assert.deepStrictEqual(Result.getOrThrow(decode({ data: [row], meta })).rows, [row])
    }
    assert.deepStrictEqual(Result.getOrThrow(decode({ data: [] })).rows, [])
  })

  it("is no page without data, and the error says where", () => {
    for (const [body, path] of [
      [{}, "data"],
      [{ data: {} }, "data"],
      [[], ""],
      [null, ""],
      ["<html>", ""]
    ] as const) {
      const decoded = decode(body)
      assert(Result.isFailure(decoded))
      assert.strictEqual(decoded.failure.path, path)
      assert.strictEqual(decoded.failure.page, 3)
    }
  })

  const wrong = { ...row, referred_contact: { uuid: 7, email: "jane@example.eu" } }

  it("names page, index and field of a row that does not decode, and none of its values", () => {
    const { invalid, rows } = Result.getOrThrow(decode({ data: [row, wrong] }, "report"))
    assert.deepStrictEqual(rows, [row])
    assert.deepStrictEqual(invalid, [{ page: 3, index: 1, path: "referred_contact.uuid", detail: "Expected string" }])
    const failed = decode({ data: [row, wrong] })
    assert(Result.isFailure(failed))
    assert.include(failed.failure.message, "(page 3, data[1].referred_contact.uuid): Expected string")
  })

  it("with more bad rows than any page has is refused, however many they are", () => {
    const decoded = decode({ data: Array.from({ length: 1_000_000 }, () => ({})) }, "report")
    assert(Result.isFailure(decoded))
    assert.strictEqual(decoded.failure.detail, "more than 1000 rows do not decode")
  })
})
