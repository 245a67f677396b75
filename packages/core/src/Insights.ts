/**
 * What a program achieved, counted in one pass over its referrals.
 *
 * Memory grows with the number of referring contacts, not with the number of referrals.
 */
import * as Sink from "effect/Sink"
import type { Contact, Referral } from "./Referral.ts"

/** The counts of a pass. */
export interface Insights {
  readonly total: number
  /** Referrals by status, in order of first appearance; words that the vendor does not document are kept. */
  readonly byStatus: ReadonlyMap<string, number>
  /** Completed referrals of those that are decided, completed or failed: 0 to 1; undefined while none is. */
  readonly conversionRate: number | undefined
  /** Contacts with at least one completed referral, most first; equal counts in order of their uuid. */
  readonly topReferrers: ReadonlyArray<{ readonly contact: Contact; readonly completed: number }>
}

interface Counts {
  total: number
  readonly byStatus: Map<string, number>
  readonly completedBy: Map<string, { readonly contact: Contact; completed: number }>
}

const count = (counts: Counts, referral: Referral): Counts => {
  counts.total++
  counts.byStatus.set(referral.status, (counts.byStatus.get(referral.status) ?? 0) + 1)
  if (referral.status === "completed") {
    const contact = referral.referring_contact
    const seen = counts.completedBy.get(contact.uuid) ?? { contact, completed: 0 }
    seen.completed++
    counts.completedBy.set(contact.uuid, seen)
  }
  return counts
}

const finish = ({ byStatus, completedBy, total }: Counts): Insights => {
  const completed = byStatus.get("completed") ?? 0
  const decided = completed + (byStatus.get("failed") ?? 0)
  return {
    total,
    byStatus,
    conversionRate: decided === 0 ? undefined : completed / decided,
    topReferrers: [...completedBy.values()].toSorted(
      (a, b) => b.completed - a.completed || (a.contact.uuid < b.contact.uuid ? -1 : 1)
    )
  }
}

/** Counts a stream of referrals: `Stream.run(referrals.stream(), Insights.sink)`. */
export const sink: Sink.Sink<Insights, Referral> = Sink.map(
  Sink.reduce((): Counts => ({ total: 0, byStatus: new Map(), completedBy: new Map() }), count),
  finish
)
