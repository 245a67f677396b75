/**
 * Contacts that are linked by referrals, over whatever others: how many such trees there are, and how large.
 *
 * @see Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms" (1984): union by size, path halving
 */
import * as IdTable from "./idTable.ts"
import type { Insights } from "./figures.ts"
import { byContact, first, numbersWhere } from "./order.ts"
import type { State } from "./state.ts"

/** Which tree each contact is in. */
interface Forest {
  /** By contact: the one that stands for its tree. */
  readonly tops: Uint32Array
  /** By the contact that stands for a tree: the contacts in it; 0 for any other. */
  readonly sizes: Uint32Array
  /** By contact: 1 where another one referred it. */
  readonly isReferred: Uint8Array
}

const forestOf = ({ contacts: { count }, referred, referring, total }: State): Forest => {
  const above = new Uint32Array(count)
  for (let contact = 0; contact < count; contact++) above[contact] = contact
  const sizes = new Uint32Array(count).fill(1)
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
    const large = (sizes[a] ?? 0) < (sizes[b] ?? 0) ? b : a
    const small = large === a ? b : a
    above[small] = large
    sizes[large] = (sizes[large] ?? 0) + (sizes[small] ?? 0)
    sizes[small] = 0
  }
  for (let contact = 0; contact < count; contact++) above[contact] = topOf(contact)
  return { tops: above, sizes, isReferred }
}

const largestOf = (state: State, { isReferred, sizes, tops }: Forest): Insights["trees"]["largest"] => {
  const contacts = sizes.reduce((most, size) => Math.max(most, size), 0)
  if (contacts === 0) return null
  const referrals = new Uint32Array(sizes.length)
  let most = 0
  for (let row = 0; row < state.total; row++) {
    const top = tops[state.referring[row] ?? 0] ?? 0
    if (sizes[top] !== contacts) continue
    referrals[top] = (referrals[top] ?? 0) + 1
    most = Math.max(most, referrals[top] ?? 0)
  }
  const roots = numbersWhere(
    sizes.length,
    (contact) => isReferred[contact] === 0 && referrals[tops[contact] ?? 0] === most
  )
  const [root] = first(1, roots, byContact(state))
  return { contacts, referrals: most, root: root === undefined ? null : IdTable.idOf(state.contacts, root) }
}

export const treesOf = (state: State): Insights["trees"] => {
  const forest = forestOf(state)
  const trees = new Map<number, number>()
  let count = 0
  for (const size of forest.sizes) {
    if (size === 0) continue
    count++
    trees.set(size, (trees.get(size) ?? 0) + 1)
  }
  const bySize = [...trees].toSorted(([a], [b]) => a - b)
  return {
    count,
    largest: largestOf(state, forest),
    sizes: bySize.map(([contacts, amount]) => ({ contacts, trees: amount }))
  }
}
