/**
 * What a program achieved, as figures: plain JSON. A share is from 0 to 1, and null where there is nothing to take a
 * share of.
 *
 * The page "Insights" of the docs says what each figure means.
 */
import type { StreamOptions } from "./types.ts"

/** How to read for figures, and what to tell of them. */
export interface InsightsOptions extends StreamOptions {
  /** Whether the leaderboard shows the contacts' emails; default false. */
  readonly emails?: boolean | undefined
  /** The most entries of each list in the figures, 1 or more. */
  readonly limit?: number | undefined
}

interface OfStatus {
  readonly status: string
  readonly referrals: number
}

interface Rows {
  readonly referrals: number
  /** By their uuids. */
  readonly rows: ReadonlyArray<string>
}

interface Groups<Group> {
  readonly count: number
  readonly referrals: number
  readonly groups: ReadonlyArray<Group & Rows>
}

interface Concentration {
  /** This part of the referring contacts, those that brought most, in percent. */
  readonly percent: number
  readonly contacts: number
  readonly referrals: number
  readonly share: number | null
}

/** What a program achieved. */
export interface Insights {
  readonly total: number
  readonly statuses: ReadonlyArray<OfStatus & { readonly share: number | null }>
  readonly conversion: {
    readonly completed: number
    readonly failed: number
    /** Completed of those that are completed or failed. */
    readonly ofDecided: number | null
    /** Completed of all referrals. */
    readonly ofAll: number | null
  }
  readonly contacts: { readonly total: number; readonly referring: number; readonly referred: number }
  readonly leaderboard: {
    readonly top: ReadonlyArray<{
      readonly rank: number
      readonly contact: string
      readonly email?: string | null
      readonly referrals: number
      readonly completed: number
      readonly statuses: ReadonlyArray<OfStatus>
    }>
    /** Contacts that share the last rank in `top` and are not in it. */
    readonly tied: number
  }
  readonly concentration: {
    readonly top1Percent: Concentration | null
    readonly top10Percent: Concentration | null
    readonly curve: ReadonlyArray<Concentration>
  }
  /** `depth` counts the referrals of the longest chain. */
  readonly chains: { readonly depth: number; readonly longest: ReadonlyArray<string> }
  readonly trees: {
    readonly count: number
    readonly largest: { readonly contacts: number; readonly referrals: number; readonly root: string | null } | null
    readonly sizes: ReadonlyArray<{ readonly contacts: number; readonly trees: number }>
  }
  readonly anomalies: {
    readonly selfReferrals: Rows
    readonly referredTwice: Groups<{ readonly contact: string }>
    readonly repeatedPairs: Groups<{ readonly referring: string; readonly referred: string }>
    readonly repeatedIds: Groups<{ readonly uuid: string }>
    readonly cycles: Groups<{ readonly size: number; readonly contacts: ReadonlyArray<string> }>
  }
}
