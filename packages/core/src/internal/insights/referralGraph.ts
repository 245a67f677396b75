/**
 * The referrals as a graph: who referred whom, contact by contact, without those of a contact by itself.
 */
import type { State } from "./state.ts"

/** The edges in the order of the contacts that refer. */
export interface ReferralGraph {
  /** How many contacts there are. */
  readonly contacts: number
  /** The edges of a contact are those from its own place to before that of the next. */
  readonly from: Uint32Array
  /** The contact that an edge leads to. */
  readonly to: Uint32Array
}

export const make = ({ contacts: { count: contacts }, referred, referring, total }: State): ReferralGraph => {
  const from = new Uint32Array(contacts + 1)
  let edges = 0
  for (let row = 0; row < total; row++) {
    const contact = referring[row] ?? 0
    if (contact === referred[row]) continue
    from[contact + 1] = (from[contact + 1] ?? 0) + 1
    edges++
  }
  for (let contact = 0; contact < contacts; contact++) {
    from[contact + 1] = (from[contact + 1] ?? 0) + (from[contact] ?? 0)
  }
  const to = new Uint32Array(edges)
  // Filled from the end, so that each contact's place is its first edge in the end.
  const place = from.slice(1)
  for (let row = 0; row < total; row++) {
    const contact = referring[row] ?? 0
    const target = referred[row] ?? 0
    if (contact === target) continue
    const at = (place[contact] ?? 0) - 1
    place[contact] = at
    to[at] = target
  }
  return { contacts, from, to }
}
