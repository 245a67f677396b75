/**
 * Which contacts are in a cycle: the strongly connected parts of the graph, without recursion.
 *
 * @see Tarjan, "Depth-first search and linear graph algorithms" (1972)
 */
import type { ReferralGraph } from "./referralGraph.ts"

/** By contact: the part that it is in, from 1; 0 where it is in none with another contact. */
export type Parts = Uint32Array

/**
 * The parts of two contacts or more.
 *
 * @param candidates contacts outside of which there is no cycle
 */
export const partsOf = ({ contacts, from, to }: ReferralGraph, candidates: Uint32Array): Parts => {
  const parts = new Uint32Array(contacts)
  let count = 0
  // When a contact was met first, from 1, and the earliest one that it leads back to.
  const met = new Uint32Array(contacts)
  const earliest = new Uint32Array(contacts)
  let clock = 0
  // Contacts whose part is not known yet, and whether one is among them.
  const open = new Uint32Array(candidates.length)
  const isOpen = new Uint8Array(contacts)
  let opened = 0
  // The way to the contact that is looked at, and the next edge of each on it.
  const way = new Uint32Array(candidates.length)
  const edge = new Uint32Array(candidates.length)
  let depth = 0

  const enter = (contact: number): void => {
    met[contact] = earliest[contact] = ++clock
    open[opened++] = contact
    isOpen[contact] = 1
    way[depth] = contact
    edge[depth++] = from[contact] ?? 0
  }

  const lower = (contact: number, value: number): void => {
    if (value < (earliest[contact] ?? 0)) earliest[contact] = value
  }

  const leave = (contact: number): void => {
    depth--
    const before = way[depth - 1]
    if (depth > 0 && before !== undefined) lower(before, earliest[contact] ?? 0)
    if (earliest[contact] !== met[contact]) return
    const isAlone = open[opened - 1] === contact
    if (!isAlone) count++
    let last: number
    do {
      last = open[--opened] ?? 0
      isOpen[last] = 0
      if (!isAlone) parts[last] = count
    } while (last !== contact)
  }

  for (const start of candidates) {
    if (met[start] !== 0) continue
    enter(start)
    for (;;) {
      if (depth === 0) break
      const contact = way[depth - 1] ?? 0
      const next = edge[depth - 1] ?? 0
      if (next === from[contact + 1]) {
        leave(contact)
        continue
      }
      edge[depth - 1] = next + 1
      const target = to[next] ?? 0
      if (met[target] === 0) enter(target)
      else if (isOpen[target] === 1) lower(contact, met[target] ?? 0)
    }
  }
  return parts
}
