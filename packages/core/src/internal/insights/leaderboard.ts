/**
 * Who brought most, and how much of the program a few of them did.
 */
import * as IdTable from "./idTable.ts"
import type { Insights } from "./figures.ts"
import { byContact, first, numbersWhere } from "./order.ts"
import type { State } from "./state.ts"

type OfStatus = Insights["leaderboard"]["top"][number]["statuses"][number]

/** Statuses with most referrals first, then by the word. */
export const inOrder = (counts: Iterable<OfStatus>): ReadonlyArray<OfStatus> =>
  [...counts].toSorted((a, b) => b.referrals - a.referrals || (a.status < b.status ? -1 : 1))

/** How many referrals each contact made, and how many of them are completed. */
export interface Brought {
  readonly referrals: Uint32Array
  readonly completed: Uint32Array
}

export const broughtBy = (state: State): Brought => {
  const referrals = new Uint32Array(state.contacts.count)
  const completed = new Uint32Array(state.contacts.count)
  const wanted = state.statusNumbers.get("completed")
  for (let row = 0; row < state.total; row++) {
    const contact = state.referring[row] ?? 0
    referrals[contact] = (referrals[contact] ?? 0) + 1
    if (state.status[row] === wanted) completed[contact] = (completed[contact] ?? 0) + 1
  }
  return { referrals, completed }
}

// The referrals of a few contacts by the number of their status.
const statusesOf = (state: State, contacts: ReadonlyArray<number>): ReadonlyMap<number, Map<number, number>> => {
  const found = new Map(contacts.map((contact) => [contact, new Map<number, number>()]))
  for (let row = 0; row < state.total; row++) {
    const counts = found.get(state.referring[row] ?? 0)
    const status = state.status[row] ?? 0
    counts?.set(status, (counts.get(status) ?? 0) + 1)
  }
  return found
}

/** The first `limit` of the contacts that refer others. */
export const leaderboard = (state: State, brought: Brought, limit: number): Insights["leaderboard"] => {
  const referralsOf = (contact: number): number => brought.referrals[contact] ?? 0
  const completedOf = (contact: number): number => brought.completed[contact] ?? 0
  const ids = byContact(state)
  const top = first(
    limit,
    numbersWhere(state.contacts.count, (contact) => referralsOf(contact) > 0),
    (a, b) => completedOf(b) - completedOf(a) || referralsOf(b) - referralsOf(a) || ids(a, b)
  )
  const statuses = statusesOf(state, top)
  const last = completedOf(top.at(-1) ?? 0)
  const upToLast = numbersWhere(
    state.contacts.count,
    (contact) => referralsOf(contact) > 0 && completedOf(contact) >= last
  ).length
  let rank = 1
  return {
    top: top.map((contact, index) => {
      const before = top[index - 1]
      if (before !== undefined && completedOf(before) > completedOf(contact)) rank = index + 1
      const counts = [...(statuses.get(contact) ?? [])]
      return {
        rank,
        contact: IdTable.idOf(state.contacts, contact),
        ...(state.emails !== undefined && { email: state.emails.get(contact) ?? null }),
        referrals: referralsOf(contact),
        completed: completedOf(contact),
        statuses: inOrder(counts.map(([number, referrals]) => ({ status: state.statuses[number] ?? "", referrals })))
      }
    }),
    tied: upToLast - top.length
  }
}

/** How much of all referrals the top percents of the referring contacts brought. */
export const concentration = (state: State, brought: Brought): Insights["concentration"] => {
  const counts = brought.referrals.filter((count) => count > 0).toSorted()
  if (counts.length === 0) return { top1Percent: null, top10Percent: null, curve: [] }
  let contacts = 0
  let referrals = 0
  const upTo = (percent: number) => {
    const wanted = Math.ceil((counts.length * percent) / 100)
    while (contacts < wanted) referrals += counts[counts.length - ++contacts] ?? 0
    return { percent, contacts, referrals, share: referrals / state.total }
  }
  const curve = Array.from({ length: 100 }, (_, index) => upTo(index + 1))
  return { top1Percent: curve[0] ?? null, top10Percent: curve[9] ?? null, curve }
}
