/**
 * The longest chain of referrals, and the cycles that none goes through.
 */
import type { Parts } from "./cycles.ts"
import * as Cycles from "./cycles.ts"
import * as IdTable from "./idTable.ts"
import type { Insights } from "./figures.ts"
import { byContact, first, numbersWhere } from "./order.ts"
import type { ReferralGraph } from "./referralGraph.ts"
import type { State } from "./state.ts"

type IsLink = (contact: number, target: number) => boolean

// Contacts, each before those that it refers, as far as there is no cycle on the way (Kahn, 1962).
const sort = ({ contacts, from, to }: ReferralGraph, isLink: IsLink): Uint32Array => {
  const waiting = new Uint32Array(contacts)
  for (let contact = 0; contact < contacts; contact++) {
    for (let edge = from[contact] ?? 0; edge < (from[contact + 1] ?? 0); edge++) {
      const target = to[edge] ?? 0
      if (isLink(contact, target)) waiting[target] = (waiting[target] ?? 0) + 1
    }
  }
  const sorted = new Uint32Array(contacts)
  let length = 0
  for (let contact = 0; contact < contacts; contact++) if (waiting[contact] === 0) sorted[length++] = contact
  for (let done = 0; done < length; done++) {
    const contact = sorted[done] ?? 0
    for (let edge = from[contact] ?? 0; edge < (from[contact + 1] ?? 0); edge++) {
      const target = to[edge] ?? 0
      if (!isLink(contact, target)) continue
      const left = (waiting[target] ?? 0) - 1
      waiting[target] = left
      if (left === 0) sorted[length++] = target
    }
  }
  return sorted.subarray(0, length)
}

// By contact: the referrals of the longest chain that begins with it.
const lengths = ({ contacts, from, to }: ReferralGraph, sorted: Uint32Array, isLink: IsLink): Uint32Array => {
  const longest = new Uint32Array(contacts)
  for (let index = sorted.length - 1; index >= 0; index--) {
    const contact = sorted[index] ?? 0
    let most = 0
    for (let edge = from[contact] ?? 0; edge < (from[contact + 1] ?? 0); edge++) {
      const target = to[edge] ?? 0
      if (isLink(contact, target)) most = Math.max(most, 1 + (longest[target] ?? 0))
    }
    longest[contact] = most
  }
  return longest
}

/** The chains of a graph, and the parts of it that are cycles; undefined where there is none. */
export interface Chains {
  readonly chains: Insights["chains"]
  readonly parts: Parts | undefined
}

/** @param limit the most contacts of the longest chain to tell */
export const chainsOf = (state: State, graph: ReferralGraph, limit: number): Chains => {
  let isLink: IsLink = () => true
  let parts: Parts | undefined
  let sorted = sort(graph, isLink)
  if (sorted.length < graph.contacts) {
    const isSorted = new Uint8Array(graph.contacts)
    for (const contact of sorted) isSorted[contact] = 1
    const found = Cycles.partsOf(
      graph,
      numbersWhere(graph.contacts, (contact) => isSorted[contact] === 0)
    )
    parts = found
    isLink = (contact, target) => found[contact] === 0 || found[contact] !== found[target]
    sorted = sort(graph, isLink)
  }
  const longest = lengths(graph, sorted, isLink)
  const depth = longest.reduce((most, length) => Math.max(most, length), 0)
  const ids = byContact(state)
  const contacts: Array<string> = []
  let candidates =
    depth === 0 ? new Uint32Array() : numbersWhere(graph.contacts, (contact) => longest[contact] === depth)
  for (let left = depth; contacts.length < limit; left--) {
    const [contact] = first(1, candidates, ids)
    if (contact === undefined) break
    contacts.push(IdTable.idOf(state.contacts, contact))
    candidates = graph.to
      .subarray(graph.from[contact], graph.from[contact + 1])
      .filter((target) => isLink(contact, target) && longest[target] === left - 1)
  }
  return { chains: { depth, longest: contacts }, parts }
}
