/**
 * Contacts that are linked by referrals, over whatever others: how many such trees there are, and how large.
 *
 * @see Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms" (1984): union by size, path halving
 */
import * as IdTable from "./idTable.ts"
import type { Insights } from "./figures.ts"
import { byContact, first, numbersWhere } from "./order.ts"
import type { State } from "./state.ts"

export const treesOf = (state: State): Insights["trees"] => {
  const { referred, referring, total } = state
  const { count } = state.contacts
  const above = Uint32Array.from({ length: count }, (_, contact) => contact)
  const size = new Uint32Array(count).fill(1)
  const isReferred = new Uint8Array(count)

  const topOf = (contact: number): number => {
    let at = contact
    for (;;) {
      const next = above[at] ?? at
      if (next === at) return at
      const far = above[next] ?? next
      above[at] = far
      at = far
    }
  }

  for (let row = 0; row < total; row++) {
    const by = referring[row] ?? 0
    const whom = referred[row] ?? 0
    if (by === whom) continue
    isReferred[whom] = 1
    const a = topOf(by)
    const b = topOf(whom)
    if (a === b) continue
    const [small, large] = (size[a] ?? 0) < (size[b] ?? 0) ? [a, b] : [b, a]
    above[small] = large
    size[large] = (size[large] ?? 0) + (size[small] ?? 0)
  }

  const tops = numbersWhere(count, (contact) => above[contact] === contact)
  const bySize = new Map<number, number>()
  for (const top of tops) bySize.set(size[top] ?? 0, (bySize.get(size[top] ?? 0) ?? 0) + 1)
  return {
    count: tops.length,
    largest: largest(state, { above: Uint32Array.from(above, (_, contact) => topOf(contact)), size, isReferred, tops }),
    sizes: [...bySize].map(([contacts, trees]) => ({ contacts, trees })).toSorted((a, b) => a.contacts - b.contacts)
  }
}

interface Found {
  /** By contact: the one that stands for its tree. */
  readonly above: Uint32Array
  /** By the contact that stands for a tree. */
  readonly size: Uint32Array
  readonly isReferred: Uint8Array
  readonly tops: Uint32Array
}

const largest = (state: State, { above, isReferred, size, tops }: Found): Insights["trees"]["largest"] => {
  const contacts = tops.reduce((most, top) => Math.max(most, size[top] ?? 0), 0)
  if (contacts === 0) return null
  const referrals = new Map<number, number>()
  for (const top of tops) if (size[top] === contacts) referrals.set(top, 0)
  for (let row = 0; row < state.total; row++) {
    const top = above[state.referring[row] ?? 0] ?? 0
    const rows = referrals.get(top)
    if (rows !== undefined) referrals.set(top, rows + 1)
  }
  const most = [...referrals.values()].reduce((a, b) => Math.max(a, b), 0)
  const roots = numbersWhere(
    state.contacts.count,
    (contact) => isReferred[contact] === 0 && referrals.get(above[contact] ?? 0) === most
  )
  const [root] = first(1, roots, byContact(state))
  return { contacts, referrals: most, root: root === undefined ? null : IdTable.idOf(state.contacts, root) }
}
