/**
 * The SDK for programs without Effect: promises, async iterables, and an `AbortSignal` for each call.
 *
 * A call rejects with a `PiggyError`, or with the signal's reason after it was aborted.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Insights } from "./Insights.ts"
import { toCore } from "./internal/promise/callOptions.ts"
import { connect, type Options } from "./internal/promise/connect.ts"
import * as Counted from "./internal/promise/insights.ts"
import * as List from "./internal/promise/list.ts"
import * as Rejection from "./internal/promise/rejection.ts"
import * as UnderWay from "./internal/promise/underWay.ts"
import { caller } from "./internal/readableError.ts"
import type { ListEndpoint } from "./ListEndpoint.ts"
import type { Referral } from "./Referral.ts"
import * as Referrals from "./Referrals.ts"

export type { Abortable, CallOptions, CollectOptions, StreamOptions } from "./internal/promise/callOptions.ts"
export type { AccessToken, ClientCredentials, Credentials } from "./internal/promise/credentials.ts"
export type { Options } from "./internal/promise/connect.ts"
export type { InsightsOptions } from "./internal/promise/insights.ts"
export type { List } from "./internal/promise/list.ts"
export type { Readable, Reading } from "./internal/promise/reading.ts"
export type { Executor } from "./internal/http/sendRequest.ts"
export type { Doubt, EndedBy } from "./internal/paging/summary.ts"
export type { Checkpoint } from "./Checkpoint.ts"
export type { Insights } from "./Insights.ts"
export type {
  InvalidItem,
  ListEndpoint,
  ListPage,
  Page as PageOf,
  PageQuery,
  Progress,
  Summary
} from "./ListEndpoint.ts"
export type {
  BodyTooLarge,
  CredentialsRejected,
  Forbidden,
  Incomplete,
  InvalidInput,
  Maintenance,
  MalformedResponse,
  NotFound,
  PaginationStalled,
  RateLimited,
  Reason,
  ServerFailure,
  TimedOut,
  Unauthorized,
  UnexpectedStatus,
  Unreachable
} from "./PiggyError.ts"
export { PiggyError } from "./PiggyError.ts"
export type { Contact, KnownStatus, Referral, Status } from "./Referral.ts"
export type { Collected, Filter, Page, Query, ReferralPage } from "./Referrals.ts"
export type { Options as RetryOptions } from "./RetryPolicy.ts"
export type { Duration, Input as DurationInput } from "effect/Duration"
export type { HttpClient } from "effect/http/HttpClient"

/** The referrals of a program. */
export interface ReferralsList extends List.List<"referrals", Referrals.Filter, Referral> {
  /** What the program achieved, counted in one pass over its referrals. The first call loads what counts. */
  readonly insights: (filter?: Referrals.Filter, options?: Counted.InsightsOptions) => Promise<Insights>
}

/** Can be closed. */
export interface Closable {
  /** Stops all calls in progress; later calls are refused. A client that is not closed is garbage collected. */
  readonly close: () => Promise<void>
  /** The same, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The referrals of a program over a client of their own. */
export interface ReferralsClient extends ReferralsList, Closable {}

/** A client of one account, shared by its lists. */
export interface Client extends Closable {
  readonly referrals: ReferralsList
  /** Another list, made by `ListEndpoint.make`. */
  readonly list: <Noun extends string, Filter, Row>(
    endpoint: ListEndpoint<Noun, Filter, Row>
  ) => List.List<Noun, Filter, Row>
}

const makeShared = (operation: string, options: Options): List.Client & Closable => {
  const scope = Scope.makeUnsafe()
  const underWay = UnderWay.make()
  const close = (): Promise<void> => {
    underWay.close()
    return Effect.runPromise(Scope.close(scope, Exit.void))
  }
  return { context: List.once(connect(operation, options, scope)), underWay, close, [Symbol.asyncDispose]: close }
}

const referralsOf = (client: List.Client): ReferralsList => {
  const calls = List.calls(client, Referrals.endpoint)
  const self: ReferralsList = {
    ...List.make(calls),
    insights: (filter, options = {}) =>
      calls.run(
        { name: "insights", options, takes: "stream", also: Counted.rules, caller: caller(self.insights) },
        (service) => {
          const { emails, limit, ...rest } = options
          return Effect.mapError(
            Counted.count(service.pages(filter, toCore(rest)), { emails, limit }),
            Rejection.withoutCheckpoint("Referrals.insights")
          )
        }
      )
  }
  return self
}

const closableOf = ({ close, [Symbol.asyncDispose]: dispose }: Closable): Closable => ({
  close,
  [Symbol.asyncDispose]: dispose
})

/**
 * A client of one account for several lists: one credential, one retry budget and one pace.
 *
 * @example
 * await using client = makeClient({ credentials: { clientId: 1, clientSecret: "…" } })
 * const { referrals } = await client.referrals.collect()
 */
export const makeClient = (options: Options): Client => {
  const client = makeShared("makeClient", options)
  return {
    ...closableOf(client),
    referrals: referralsOf(client),
    list: (endpoint) => List.make(List.calls(client, endpoint))
  }
}

/**
 * The referrals of a program over a client of their own. It needs no closing; nothing is checked or sent before the
 * first call.
 *
 * @example
 * const referrals = makeReferrals({ credentials: process.env.PIGGY_API_KEY ?? "" })
 * for await (const referral of referrals.stream({ status: "completed" })) console.log(referral.uuid)
 */
export const makeReferrals = (options: Options): ReferralsClient => {
  const client = makeShared("makeReferrals", options)
  return { ...closableOf(client), ...referralsOf(client) }
}
