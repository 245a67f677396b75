/**
 * Every referral of a program, with promises and async iterables, in one module that needs nothing else.
 *
 * The code is `@effect-piggy/core/promise`; the types are plain.
 */
import * as Facade from "@effect-piggy/core/promise"
import * as Durations from "effect/Duration"
import type { PiggyError as PiggyErrorType } from "./errors.ts"
import type { Insights, InsightsOptions } from "./insights.ts"
import type {
  CallOptions,
  Collected,
  CollectOptions,
  Duration,
  Filter,
  Options,
  Page,
  Query,
  Readable,
  Referral,
  ReferralPage,
  StreamOptions
} from "./types.ts"

export type {
  BodyTooLarge,
  CredentialsRejected,
  Incomplete,
  InvalidInput,
  MalformedResponse,
  PaginationStalled,
  Reason,
  TimedOut,
  Unreachable
} from "./errors.ts"
export type { Insights, InsightsOptions } from "./insights.ts"
export type * from "./types.ts"

/** The referrals of a program. */
export interface Referrals {
  /** One page, as the server grants it: it may be shorter than `limit`. */
  readonly list: (query?: Query, options?: CallOptions) => Promise<ReferralPage>
  /** Every referral at once, with the summary. A failure hands over what had come by `error.collected()`. */
  readonly collect: (filter?: Filter, options?: CollectOptions) => Promise<Collected>
  /** Every referral, one by one; leaving the loop aborts the requests in flight. */
  readonly stream: (filter?: Filter, options?: StreamOptions) => Readable<Referral>
  /** Every referral, page by page, each page with progress and a checkpoint. */
  readonly pages: (filter?: Filter, options?: StreamOptions) => Readable<Page>
  /** What the program achieved, counted in one pass over its referrals. */
  readonly insights: (filter?: Filter, options?: InsightsOptions) => Promise<Insights>
  /** Stops all that is under way; later calls are refused. A client that is dropped needs no closing. */
  readonly close: () => Promise<void>
  /** The same, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** What every call rejects with: `error instanceof PiggyError`. */
export interface PiggyError extends PiggyErrorType {}
// Minifying shortens a class's own name, which Node prints.
export const PiggyError: abstract new (...args: never) => PiggyError = Object.defineProperty(
  Facade.PiggyError,
  "name",
  { value: "PiggyError" }
)

/**
 * The referrals of a program. Nothing is checked or sent before the first call.
 *
 * @example
 * const referrals = makeReferrals({ credentials: process.env.PIGGY_API_KEY ?? "" })
 * for await (const referral of referrals.stream({ status: "completed" })) console.log(referral.uuid)
 */
export const makeReferrals: (options: Options) => Referrals = Facade.makeReferrals

/** A length of time of an error, such as `retryAfter`, in milliseconds. */
export const toMillis = (duration: Duration): number =>
  Durations.isDuration(duration) ? Durations.toMillis(duration) : NaN
