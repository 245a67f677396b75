import { describe, expectTypeOf, it } from "vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Checkpoint, PiggyError, Referrals } from "@effect-piggy/core"

declare const referrals: Referrals.Referrals["Service"]

describe("every call", () => {
  it("fails with a PiggyError and nothing else, and needs nothing more", () => {
    expectTypeOf(referrals.list()).toEqualTypeOf<Effect.Effect<Referrals.ReferralPage, PiggyError.PiggyError>>()
    expectTypeOf(referrals.collect()).toEqualTypeOf<Effect.Effect<Referrals.Collected, PiggyError.PiggyError>>()
    expectTypeOf(referrals.pages()).toEqualTypeOf<Stream.Stream<Referrals.Page, PiggyError.PiggyError>>()
    expectTypeOf<Stream.Error<ReturnType<typeof referrals.stream>>>().toEqualTypeOf<PiggyError.PiggyError>()
  })

  it("fails with a checkpoint where there is one, and says whether it may succeed later", () => {
    expectTypeOf<PiggyError.PiggyError["checkpoint"]>().toEqualTypeOf<Checkpoint.Checkpoint | undefined>()
    expectTypeOf<PiggyError.PiggyError["isRetryable"]>().toEqualTypeOf<boolean>()
    expectTypeOf<PiggyError.Reason["isRetryable"]>().toEqualTypeOf<boolean>()
  })
})

describe("a reason", () => {
  it("is one of those that a switch can name, and a switch that forgets one does not compile", () => {
    const tellAll = (reason: PiggyError.Reason): string => {
      switch (reason._tag) {
        case "InvalidInput":
          return reason.origin
        case "RateLimited":
        case "Maintenance":
        case "ServerFailure":
        case "UnexpectedStatus":
          return String(reason.retryAfter)
        case "Unauthorized":
        case "Forbidden":
        case "NotFound":
        case "CredentialsRejected":
          return String(reason.status)
        case "Unreachable":
          return reason.host
        case "TimedOut":
          return reason.limit
        case "BodyTooLarge":
        case "MalformedResponse":
          return String(reason.status)
        case "PaginationStalled":
          return reason.detail
        case "Incomplete":
          return reason.endedBy
      }
    }

    // @ts-expect-error -- a reason is missing, so that the end can be reached without an answer
    const tellSome = (reason: PiggyError.Reason): string => {
      switch (reason._tag) {
        case "InvalidInput":
        case "RateLimited":
        case "Maintenance":
        case "ServerFailure":
        case "UnexpectedStatus":
        case "Unauthorized":
        case "Forbidden":
        case "NotFound":
        case "CredentialsRejected":
        case "Unreachable":
        case "TimedOut":
        case "BodyTooLarge":
        case "MalformedResponse":
        case "PaginationStalled":
          return reason._tag
      }
    }
    expectTypeOf(tellAll).returns.toEqualTypeOf<string>()
    expectTypeOf(tellSome).returns.toEqualTypeOf<string>()
  })

  it("has the fields of its kind only", () => {
    type RateLimited = Extract<PiggyError.Reason, { readonly _tag: "RateLimited" }>
    expectTypeOf<RateLimited["retryAfter"]>().toEqualTypeOf<Duration.Duration | undefined>()
    expectTypeOf<RateLimited>().not.toHaveProperty("limit")
  })

  it("that is caught is told by its type, and by its name checked", () => {
    const caught = Effect.catchReason(referrals.collect(), "PiggyError", "RateLimited", ({ retryAfter }) =>
      Effect.succeed(retryAfter)
    )
    expectTypeOf<Effect.Success<typeof caught>>().toEqualTypeOf<Referrals.Collected | Duration.Duration | undefined>()
    // @ts-expect-error -- there is no such reason
    Effect.catchReason(referrals.collect(), "PiggyError", "TooFast", () => Effect.void)
  })
})
