import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Referral } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"

const decode = Schema.decodeUnknownSync(Referral.Referral)
const row = FakePiggy.referral(0)

describe("a referral", () => {
  it("keeps a status that the vendor does not document", () => {
    for (const status of ["in_progress", "pending", "anything"]) {
      assert.strictEqual(decode({ ...row, status }).status, status)
    }
  })

  it("reads an email that is null or absent as null", () => {
    assert.isNull(decode({ ...row, referred_contact: { uuid: "a", email: null } }).referred_contact.email)
    assert.isNull(decode({ ...row, referred_contact: { uuid: "a" } }).referred_contact.email)
  })

  it("takes any non-empty string for an id", () => {
    assert.strictEqual(decode({ ...row, uuid: "46573856" }).uuid, "46573856")
    assert.throws(() => decode({ ...row, uuid: "" }), /at \["uuid"\]/)
    assert.throws(() => decode({ ...row, uuid: null }), /at \["uuid"\]/)
  })

  it("keeps fields that nobody documented, in contacts too, through decoding and encoding", () => {
    const rich = { ...row, reward: { points: 5 }, referred_contact: { ...row.referred_contact, name: "?" } }
    const decoded = decode(rich)
    assert.deepStrictEqual<unknown>(decoded, rich)
    assert.deepStrictEqual<unknown>(Schema.encodeSync(Referral.Referral)(decoded), rich)
  })

  it("does not let a key named __proto__ change what it is", () => {
    const decoded = decode(JSON.parse(JSON.stringify(row).replace("{", '{"__proto__":{"admin":true},')))
    assert.strictEqual(Object.getPrototypeOf(decoded), Object.prototype)
    assert.isFalse("admin" in decoded)
  })

  it("leaves the value that was decoded as it was", () => {
    const frozen = Object.freeze({ ...row, referred_contact: Object.freeze({ uuid: "a" }) })
    assert.isNull(decode(frozen).referred_contact.email)
  })

  it.effect.prop("is the same after encoding to JSON and decoding", [Referral.Referral], ([referral]) =>
    Effect.gen(function* () {
      const wire: unknown = JSON.parse(JSON.stringify(yield* Schema.encodeEffect(Referral.Referral)(referral)))
      assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(Referral.Referral)(wire), referral)
    })
  )
})

describe("the key of a referral", () => {
  it("tells rows of one uuid apart by their contacts, as the reference's own example needs", () => {
    const other = { ...row, referred_contact: { uuid: "somebody-else", email: null } }
    assert.notStrictEqual(Referral.key(row), Referral.key(other))
    assert.strictEqual(Referral.key(row), Referral.key({ ...row, status: "failed" }))
  })

  it("cannot be forged by ids that run into each other", () => {
    const contact = (uuid: string) => ({ uuid, email: null })
    const key = (a: string, b: string, c: string) =>
      Referral.key({ ...row, uuid: a, referring_contact: contact(b), referred_contact: contact(c) })
    assert.notStrictEqual(key("a", "b:c", "d"), key("a:b", "c", "d"))
    assert.notStrictEqual(key("1:1:1", "1", "1"), key("1", "1:1:1", "1"))
  })
})
