/**
 * The referrals of a program: one page by `list`, all of them by `stream`, `pages` or `collect`, what became of them by
 * `changes`.
 *
 * @see vendor page "List Referrals"; `openapi.yaml` says the same as a contract
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Poll from "./internal/changes/poll.ts"
import type { Snapshot } from "./internal/changes/snapshot.ts"
import * as ListEndpoint from "./ListEndpoint.ts"
import type { PiggyClient } from "./PiggyClient.ts"
import type { PiggyError } from "./PiggyError.ts"
import * as Referral from "./Referral.ts"

export { Snapshot } from "./internal/changes/snapshot.ts"
export type { Change, KnownReferral } from "./internal/changes/snapshot.ts"
export type { Poll, PollOptions, ReadOptions } from "./internal/changes/poll.ts"

/** Which referrals: all of them, or those of one contact, in one state. */
export interface Filter {
  /** Only referrals made by this contact: its UUID. */
  readonly referring_contact_uuid?: string
  /** Only referrals in this state. */
  readonly status?: Referral.KnownStatus
}

/** What may be asked for by `list`: `limit` is 1 to 100, default 30. */
export interface Query extends Filter, ListEndpoint.PageQuery {}

/** Per-call overrides. */
export type CallOptions = ListEndpoint.CallOptions

/** How to read all referrals. */
export type StreamOptions = ListEndpoint.StreamOptions

/** How to collect them. */
export type CollectOptions = ListEndpoint.CollectOptions

/** How a traversal went. */
export type Summary = ListEndpoint.Summary

/** One page as answered. */
export type ReferralPage = ListEndpoint.ListPage<Referral.Referral>

/** A page in order, without the referrals that were delivered before. */
export type Page = ListEndpoint.Page<Referral.Referral>

/** All referrals, and how the reading went. */
export type Collected = ListEndpoint.Collected<"referrals", Referral.Referral>

/** The list of referrals. */
export const endpoint = /* #__PURE__ */ ListEndpoint.make({
  noun: "referrals",
  path: "/api/v3/oauth/clients/referrals",
  query: {
    fields: {
      referring_contact_uuid: Schema.optionalKey(Schema.String.check(Schema.isGUID())),
      status: Schema.optionalKey(Referral.KnownStatus)
    },
    must: {
      referring_contact_uuid: "must be a UUID, such as 2e70ea71-631f-4b3c-8097-8e0284751c96",
      status: `must be one of ${Referral.statuses.map((status) => `"${status}"`).join(", ")}`
    }
  },
  row: Referral.Referral,
  identity: { key: Referral.key, id: (row) => row.uuid }
})

/** The referrals of one account; `layer` builds it over a `PiggyClient`. */
export class Referrals extends Context.Service<Referrals, ListEndpoint.List<"referrals", Filter, Referral.Referral>>()(
  "@effect-piggy/core/Referrals"
) {}

/** The service; needs a `PiggyClient`. Every place that provides it gets one over its own client. */
export const layer: Layer.Layer<Referrals, never, PiggyClient> = /* #__PURE__ */ ListEndpoint.layer(Referrals, endpoint)

/**
 * What is known of the referrals now, to compare with later: of all of them, or of those that one contact made.
 *
 * Reads the list until two readings in a row agree, at most `passes` times.
 */
export const snapshot = (
  filter?: Pick<Filter, "referring_contact_uuid">,
  options?: Poll.ReadOptions
): Effect.Effect<Snapshot, PiggyError, Referrals> =>
  Effect.flatMap(Referrals, (referrals) => Poll.snapshot(referrals, filter, options))

/**
 * Compares a snapshot with the referrals as they are now: which appeared, which changed their status, which vanished.
 *
 * A reading that fails has found nothing. One that is not settled, because the list moved all the while, tells what it
 * saw and leaves what vanished to the next.
 */
export const changesSince = (
  before: Snapshot,
  options?: Poll.ReadOptions
): Effect.Effect<Poll.Poll, PiggyError, Referrals> =>
  Effect.flatMap(Referrals, (referrals) => Poll.changesSince(referrals, before, options))

/**
 * Polls: compares a snapshot with the referrals at once, and then, time and again, what was known last. Each comparison
 * is an element, whether it found anything or not.
 */
export const changes = (
  before: Snapshot,
  options?: Poll.PollOptions
): Stream.Stream<Poll.Poll, PiggyError, Referrals> =>
  Stream.unwrap(Effect.map(Referrals, (referrals) => Poll.changes(referrals, before, options)))
