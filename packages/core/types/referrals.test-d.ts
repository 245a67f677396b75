import { describe, expectTypeOf, it } from "vitest"
import type * as Effect from "effect/Effect"
import type { Referral, Referrals } from "@effect-piggy/core"

declare const referrals: Referrals.Referrals["Service"]
declare const referral: Referral.Referral

describe("a filter and a query", () => {
  it("are what their schemas accept", () => {
    type List = Effect.Success<typeof Referrals.endpoint.service>
    expectTypeOf<Parameters<List["stream"]>[0]>().toEqualTypeOf<
      { readonly referring_contact_uuid?: string; readonly status?: Referral.KnownStatus } | undefined
    >()
  })
})

describe("a status as answered", () => {
  it("needs a default in a switch", () => {
    const withDefault = (status: Referral.Status): string => {
      switch (status) {
        case "pending":
        case "completed":
        case "failed":
          return status
        default:
          return `unknown: ${status}`
      }
    }

    // @ts-expect-error -- the API may answer a status that nobody knows yet
    const withoutDefault = (status: Referral.Status): string => {
      switch (status) {
        case "pending":
        case "completed":
        case "failed":
          return status
      }
    }
    expectTypeOf(withDefault).returns.toEqualTypeOf<string>()
    expectTypeOf(withoutDefault).returns.toEqualTypeOf<string>()
  })

  it("completes the known words and takes any other", () => {
    expectTypeOf<Referral.KnownStatus>().toEqualTypeOf<"pending" | "completed" | "failed">()
    expectTypeOf<Referral.KnownStatus>().toExtend<Referral.Status>()
    expectTypeOf<string>().toExtend<Referral.Status>()
  })
})

describe("a referral", () => {
  it("may have contacts without an email", () => {
    expectTypeOf(referral.referred_contact.email).toEqualTypeOf<string | null>()
    expectTypeOf(referral.uuid).toEqualTypeOf<string>()
  })

  it("cannot be changed", () => {
    // @ts-expect-error -- it is readonly
    referral.status = "completed"
  })
})

describe("a filter", () => {
  it("asks for known states only, and for nothing that the API does not filter by", () => {
    expectTypeOf<Referrals.Filter["status"]>().toEqualTypeOf<Referral.KnownStatus | undefined>()
    // @ts-expect-error -- the API does not take this word
    referrals.stream({ status: "in_progress" })
    // @ts-expect-error -- the API does not filter by it
    referrals.stream({ email: "someone@example.eu" })
  })
})

describe("the options of a walk", () => {
  it("take `passes` in `collect` alone", () => {
    referrals.collect({}, { passes: 2 })
    // @ts-expect-error -- a stream is read once
    referrals.stream({}, { passes: 2 })
  })

  it("may be undefined, as what comes from the environment often is", () => {
    expectTypeOf<undefined>().toExtend<Referrals.StreamOptions["concurrency"]>()
    referrals.collect({}, { concurrency: undefined, from: undefined, deadline: undefined })
  })
})
