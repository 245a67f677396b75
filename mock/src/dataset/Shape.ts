/**
 * Who refers whom, in numbers: the contacts who refer most, and how long the chains of referrals are.
 */

/** The referrals, by number. */
export interface Links {
  /** Contacts are numbered from 0 up to this, exclusive. */
  readonly contacts: number
  readonly rows: ReadonlyArray<number>
  readonly referrerOf: (row: number) => number
  /** Nothing for somebody who refers nobody. */
  readonly referredOf: (row: number) => number | undefined
}

export interface Shape {
  /** Numbers of the contacts who refer most, and how many they referred. */
  readonly most: ReadonlyArray<{ readonly contact: number; readonly referrals: number }>
  /**
   * At position n: how many were referred by somebody who stands n referrals behind a contact that came by itself.
   */
  readonly depths: ReadonlyArray<number>
  /** One of the longest chains, from a contact who came by itself to the last one who refers. */
  readonly longest: ReadonlyArray<number>
}

const nobody = -1
const unknown = -1
/** Stands while the depth of a contact is being counted: who is met again then refers in a circle. */
const counting = -2

/** @param shown how many of those who refer most */
export const of = ({ contacts, referredOf, referrerOf, rows }: Links, shown: number): Shape => {
  const counts = new Uint32Array(contacts)
  const referrers = new Int32Array(contacts).fill(nobody)
  for (const row of rows) {
    const referrer = referrerOf(row)
    counts[referrer] = (counts[referrer] ?? 0) + 1
    const referred = referredOf(row)
    // Whoever was referred twice came by the first of them.
    if (referred !== undefined && referrers[referred] === nobody) referrers[referred] = referrer
  }

  const known = new Int32Array(contacts).fill(unknown)
  const depthOf = (contact: number): number => {
    const way: Array<number> = []
    let at = contact
    while (at !== nobody && known[at] === unknown) {
      known[at] = counting
      way.push(at)
      at = referrers[at] ?? nobody
    }
    let depth = at === nobody || known[at] === counting ? nobody : (known[at] ?? nobody)
    for (const one of way.toReversed()) known[one] = ++depth
    return known[contact] ?? 0
  }

  const depths: Array<number> = []
  let deepest: number | undefined
  let deepestDepth = nobody
  for (const row of rows) {
    const referrer = referrerOf(row)
    const depth = depthOf(referrer)
    depths[depth] = (depths[depth] ?? 0) + 1
    if (depth <= deepestDepth) continue
    deepestDepth = depth
    deepest = referrer
  }

  const longest: Array<number> = []
  for (let at = deepest ?? nobody; at !== nobody && longest.length <= deepestDepth; at = referrers[at] ?? nobody) {
    longest.push(at)
  }

  const most: Array<{ readonly contact: number; readonly referrals: number }> = []
  for (let contact = 0; contact < contacts; contact++) {
    const referrals = counts[contact] ?? 0
    if (referrals === 0 || (most.length === shown && referrals <= (most.at(-1)?.referrals ?? 0))) continue
    const place = most.findIndex((other) => other.referrals < referrals)
    most.splice(place === -1 ? most.length : place, 0, { contact, referrals })
    if (most.length > shown) most.pop()
  }

  return { most, depths: Array.from(depths, (count) => count ?? 0), longest: longest.toReversed() }
}
