import { describe, expectTypeOf, it } from "vitest"
import type {
  Checkpoint,
  Insights,
  ListEndpoint,
  PiggyError,
  Referral,
  Referrals,
  RetryPolicy
} from "@effect-piggy/core"
import type * as Facade from "@effect-piggy/core/promise"
import { makeClient, makeReferrals } from "@effect-piggy/core/promise"
import { FakePiggy } from "@effect-piggy/core/testing"

const referrals = makeReferrals({ credentials: "key" })

describe("without Effect", () => {
  it("calls are promises and async iterables of plain values", () => {
    expectTypeOf(referrals.list()).toEqualTypeOf<Promise<Referrals.ReferralPage>>()
    expectTypeOf(referrals.collect()).toEqualTypeOf<Promise<Referrals.Collected>>()
    expectTypeOf(referrals.insights()).toEqualTypeOf<Promise<Insights.Insights>>()
    expectTypeOf(referrals.stream()).toExtend<AsyncIterable<Referral.Referral>>()
    expectTypeOf(referrals.pages()).toExtend<AsyncIterable<Referrals.Page>>()
  })

  it("an iterator can be iterated, and needs no check before it is left", () => {
    const reading = referrals.stream()[Symbol.asyncIterator]()
    expectTypeOf(reading).toExtend<AsyncIterableIterator<Referral.Referral>>()
    expectTypeOf(reading).toExtend<AsyncDisposable>()
    expectTypeOf(reading.return()).toEqualTypeOf<Promise<IteratorResult<Referral.Referral, undefined>>>()
    expectTypeOf(referrals).toExtend<AsyncDisposable>()
  })

  it("each call takes a signal, and the platform's own fetch fits, and a fake's", () => {
    const { signal } = new AbortController()
    expectTypeOf(referrals.list({ limit: 10 }, { signal })).resolves.toHaveProperty("data")
    expectTypeOf(referrals.stream({}, { signal, concurrency: 8 })).toExtend<AsyncIterable<Referral.Referral>>()
    makeReferrals({ credentials: "key", fetch: globalThis.fetch })
    makeReferrals({ credentials: "key", fetch: FakePiggy.fetch({ referrals: 950 }) })
    // @ts-expect-error -- a controller is no signal
    expectTypeOf(referrals.list({}, { signal: new AbortController() })).toBeObject()
  })

  it("onEnd may return a promise, and nothing that would be ignored", () => {
    expectTypeOf(referrals.collect({}, { onEnd: async (summary) => summary.complete })).toBeObject()
    expectTypeOf(referrals.collect({}, { onEnd: (summary) => console.log(summary.complete) })).toBeObject()
    // @ts-expect-error -- a number is not waited for
    expectTypeOf(referrals.collect({}, { onEnd: () => 1 })).toBeObject()
  })

  it("credentials are a key, a function, client id and secret, or made by the module Credentials", () => {
    const forms: ReadonlyArray<Facade.Credentials> = [
      "key",
      () => "token",
      async () => "token",
      { clientId: 1, clientSecret: "secret" }
    ]
    expectTypeOf(forms).items.toEqualTypeOf<Facade.Credentials>()
    // @ts-expect-error -- who asks must be said
    makeReferrals({})
    // @ts-expect-error -- a promise is got once, and a token is needed again and again
    makeReferrals({ credentials: Promise.resolve("token") })
  })

  it("one client has several lists, each with its own rows", () => {
    const make = <Row>(endpoint: ListEndpoint.ListEndpoint<"contacts", { readonly email?: string }, Row>) =>
      makeClient({ credentials: "key" }).list(endpoint)
    expectTypeOf<ReturnType<typeof make<{ readonly uuid: string }>>>().toEqualTypeOf<
      Facade.List<"contacts", { readonly email?: string }, { readonly uuid: string }>
    >()
    expectTypeOf(makeClient).returns.toExtend<AsyncDisposable>()
  })
})

describe("every type that it hands out or takes", () => {
  it("is exported, and is the same as with Effect", () => {
    expectTypeOf<Facade.Referral>().toEqualTypeOf<Referral.Referral>()
    expectTypeOf<Facade.Contact>().toEqualTypeOf<Referral.Contact>()
    expectTypeOf<Facade.Status>().toEqualTypeOf<Referral.Status>()
    expectTypeOf<Facade.KnownStatus>().toEqualTypeOf<Referral.KnownStatus>()
    expectTypeOf<Facade.ReferralPage>().toEqualTypeOf<Referrals.ReferralPage>()
    expectTypeOf<Facade.Page>().toEqualTypeOf<Referrals.Page>()
    expectTypeOf<Facade.PageOf<Referral.Referral>>().toEqualTypeOf<Referrals.Page>()
    expectTypeOf<Facade.ListPage<Referral.Referral>>().toEqualTypeOf<Referrals.ReferralPage>()
    expectTypeOf<Facade.Collected>().toEqualTypeOf<Referrals.Collected>()
    expectTypeOf<Facade.Summary>().toEqualTypeOf<Referrals.Summary>()
    expectTypeOf<Facade.EndedBy>().toEqualTypeOf<Referrals.Summary["endedBy"]>()
    expectTypeOf<ReadonlyArray<Facade.Doubt>>().toEqualTypeOf<Referrals.Summary["doubts"]>()
    expectTypeOf<Facade.Progress>().toEqualTypeOf<Referrals.Page["progress"]>()
    expectTypeOf<ReadonlyArray<Facade.InvalidItem>>().toEqualTypeOf<Referrals.Page["invalid"]>()
    expectTypeOf<Facade.Filter>().toEqualTypeOf<Referrals.Filter>()
    expectTypeOf<Facade.Query>().toEqualTypeOf<Referrals.Query>()
    expectTypeOf<Facade.Checkpoint>().toEqualTypeOf<Checkpoint.Checkpoint>()
    expectTypeOf<Facade.Insights>().toEqualTypeOf<Insights.Insights>()
    expectTypeOf<Facade.PiggyError>().toEqualTypeOf<PiggyError.PiggyError>()
    expectTypeOf<Facade.RetryOptions>().toEqualTypeOf<RetryPolicy.Options>()
  })

  it("is exported, options among them", () => {
    expectTypeOf(makeReferrals).toEqualTypeOf<(options: Facade.Options) => Facade.ReferralsClient>()
    expectTypeOf(makeClient).toEqualTypeOf<(options: Facade.Options) => Facade.Client>()
    type List = (query?: Facade.Query, options?: Facade.CallOptions) => Promise<Facade.ReferralPage>
    expectTypeOf(referrals.list).toExtend<List>()
    expectTypeOf<List>().toExtend<typeof referrals.list>()
    expectTypeOf(referrals.collect).toEqualTypeOf<
      (filter?: Facade.Filter, options?: Facade.CollectOptions) => Promise<Facade.Collected>
    >()
    expectTypeOf(referrals.stream).toEqualTypeOf<
      (filter?: Facade.Filter, options?: Facade.StreamOptions) => Facade.Readable<Facade.Referral>
    >()
    expectTypeOf(referrals.pages()[Symbol.asyncIterator]()).toEqualTypeOf<Facade.Reading<Facade.Page>>()
    expectTypeOf<Facade.Options["retry"]>().toEqualTypeOf<Facade.RetryOptions | undefined>()
    expectTypeOf<Facade.Options["timeout"]>().toEqualTypeOf<Facade.DurationInput | undefined>()
  })

  it("is exported, reasons among them", () => {
    expectTypeOf<Facade.PiggyError["reason"]>().toEqualTypeOf<Facade.Reason>()
    type Exported =
      | Facade.BodyTooLarge
      | Facade.CredentialsRejected
      | Facade.Forbidden
      | Facade.Incomplete
      | Facade.InvalidInput
      | Facade.Maintenance
      | Facade.MalformedResponse
      | Facade.NotFound
      | Facade.PaginationStalled
      | Facade.RateLimited
      | Facade.ServerFailure
      | Facade.TimedOut
      | Facade.Unauthorized
      | Facade.UnexpectedStatus
      | Facade.Unreachable
    expectTypeOf<Facade.Reason>().toEqualTypeOf<Exported>()
    expectTypeOf<Facade.RateLimited["retryAfter"]>().toEqualTypeOf<Facade.Duration | undefined>()
  })
})
