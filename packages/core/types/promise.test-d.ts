import { describe, expectTypeOf, it } from "vitest"
import type { Credentials, Referral, Referrals } from "@effect-piggy/core"
import { makeReferrals } from "@effect-piggy/core/promise"

const referrals = makeReferrals({ credentials: "key" })

describe("without Effect", () => {
  it("calls are promises and async iterables of plain values", () => {
    expectTypeOf(referrals.list()).toEqualTypeOf<Promise<Referrals.ReferralPage>>()
    expectTypeOf(referrals.collect()).toEqualTypeOf<Promise<Referrals.Collected>>()
    expectTypeOf(referrals.stream()).toEqualTypeOf<AsyncIterable<Referral.Referral>>()
    expectTypeOf(referrals.pages()).toEqualTypeOf<AsyncIterable<Referrals.Page>>()
  })

  it("each call takes a signal, and the platform's own fetch fits", () => {
    const { signal } = new AbortController()
    expectTypeOf(referrals.list({ limit: 10 }, { signal })).resolves.toHaveProperty("data")
    expectTypeOf(referrals.stream({}, { signal, concurrency: 8 })).toEqualTypeOf<AsyncIterable<Referral.Referral>>()
    makeReferrals({ credentials: "key", fetch: globalThis.fetch })
    // @ts-expect-error -- a controller is no signal
    expectTypeOf(referrals.list({}, { signal: new AbortController() })).toBeObject()
  })

  it("credentials are a string or made by the module Credentials", () => {
    expectTypeOf<Parameters<typeof makeReferrals>[0]["credentials"]>().toEqualTypeOf<string | Credentials.Credentials>()
    // @ts-expect-error -- who asks must be said
    makeReferrals({})
  })
})
