/**
 * From a count to its figures.
 */
import { anomaliesOf } from "./anomalies.ts"
import { chainsOf } from "./chains.ts"
import type { Insights } from "./figures.ts"
import { broughtBy, concentration, inOrder, leaderboard } from "./leaderboard.ts"
import { numbersWhere } from "./order.ts"
import * as ReferralGraph from "./referralGraph.ts"
import type { State } from "./state.ts"
import { treesOf } from "./trees.ts"

/** What to tell of a count. */
export interface FigureOptions {
  /** The most entries of the leaderboard, of the longest chain, and of each list of anomalies; 1 or more, default 100. */
  readonly limit?: number | undefined
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

const conversionOf = (state: State, counts: Uint32Array): Insights["conversion"] => {
  const count = (status: string): number => counts[state.statusNumbers.get(status) ?? -1] ?? 0
  const completed = count("completed")
  const failed = count("failed")
  return {
    completed,
    failed,
    ofDecided: shareOf(completed, completed + failed),
    ofAll: shareOf(completed, state.total)
  }
}

const countByStatus = ({ status, statuses, total }: State): Uint32Array => {
  const counts = new Uint32Array(statuses.length)
  for (let row = 0; row < total; row++) counts[status[row] ?? 0] = (counts[status[row] ?? 0] ?? 0) + 1
  return counts
}

const contactsOf = ({ contacts, referred, total }: State, brought: Uint32Array): Insights["contacts"] => {
  const isReferred = new Uint8Array(contacts.count)
  for (let row = 0; row < total; row++) isReferred[referred[row] ?? 0] = 1
  return {
    total: contacts.count,
    referring: numbersWhere(contacts.count, (contact) => (brought[contact] ?? 0) > 0).length,
    referred: numbersWhere(contacts.count, (contact) => isReferred[contact] === 1).length
  }
}

/** The figures of a count, which may go on afterwards. It takes about a second of CPU for a million referrals. */
export const summarize = (state: State, { limit = 100 }: FigureOptions = {}): Insights => {
  const counts = countByStatus(state)
  const brought = broughtBy(state)
  const { chains, parts } = chainsOf(state, ReferralGraph.make(state), limit)
  return {
    total: state.total,
    statuses: inOrder(state.statuses.map((status, number) => ({ status, referrals: counts[number] ?? 0 }))).map(
      ({ referrals, status }) => ({ status, referrals, share: shareOf(referrals, state.total) })
    ),
    conversion: conversionOf(state, counts),
    contacts: contactsOf(state, brought.referrals),
    leaderboard: leaderboard(state, brought, limit),
    concentration: concentration(state, brought),
    chains,
    trees: treesOf(state),
    anomalies: anomaliesOf(state, parts, limit)
  }
}
