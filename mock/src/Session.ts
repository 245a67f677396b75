/**
 * One run of a scenario over one set of rows: everything that starts anew when either is replaced.
 */
import type * as Dataset from "./Dataset.ts"
import * as Faults from "./Faults.ts"
import type { Seed } from "./Random.ts"
import * as RateLimit from "./RateLimit.ts"
import * as Replay from "./Replay.ts"
import { type Behaviour, behaviourAt, type Scenario } from "./Scenario.ts"

/** Where rows come from; enough of it to find them again. */
export interface Rows {
  readonly source: Dataset.Source
  readonly seed: Seed
  /** How many were generated, or the digest of the file that they were read from. */
  readonly origin: { readonly referrals: number } | { readonly data: string }
}

export interface Session {
  readonly rows: Rows
  readonly scenario: Scenario
  readonly dataset: Dataset.MovingDataset
  readonly schedule: Faults.Schedule
  /** The token that brings this session back. */
  readonly replay: string
  /** What the next request meets; each call is one request. */
  readonly nextBehaviour: () => Behaviour
  /** Counts one page as read. @returns pages read so far */
  readonly pageRead: () => number
  /** Asks the limiter for one request. Every limit has windows of its own: a step's and a header's count for themselves. */
  readonly admit: (limit: RateLimit.Limit, now: number) => RateLimit.Verdict
}

/** Limits whose windows are remembered; requests can bring any number in their headers. */
const rememberedLimits = 1000

export const start = (rows: Rows, scenario: Scenario): Session => {
  let requests = 0
  let pagesRead = 0
  const windows = new Map<string, RateLimit.Window>()
  return {
    rows,
    scenario,
    dataset: rows.source.start(),
    schedule: Faults.schedule(rows.seed),
    replay: Replay.encode({ v: 1, seed: rows.seed, ...rows.origin, scenario: scenario.settings }),
    nextBehaviour: () => behaviourAt(scenario, requests++),
    pageRead: () => ++pagesRead,
    admit: (limit, now) => {
      const name = `${limit.requests}/${limit.window}`
      const verdict = RateLimit.admit(limit, windows.get(name), now)
      windows.set(name, verdict.window)
      const [oldest] = windows.keys()
      if (windows.size > rememberedLimits && oldest !== undefined) windows.delete(oldest)
      return verdict
    }
  }
}
