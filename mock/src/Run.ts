/**
 * One run of a scenario over one set of rows: everything that starts anew when either is replaced.
 */
import type * as Dataset from "./Dataset.ts"
import * as Faults from "./Faults.ts"
import type { Seed } from "./Random.ts"
import * as RateLimit from "./RateLimit.ts"
import type { Rows } from "./Rows.ts"
import { type Behaviour, behaviourAt, type Scenario } from "./Scenario.ts"

/** What counts requests: how often each came, and what is left of each limit. */
export interface Counters {
  readonly schedule: Faults.Schedule
  /** Asks the limiter for one request. Every limit has windows of its own. */
  readonly admit: (limit: RateLimit.Limit, now: number) => RateLimit.Verdict
}

export interface Run {
  readonly rows: Rows
  readonly scenario: Scenario
  /** The rows, to read. */
  readonly dataset: () => Dataset.Dataset
  /** The rows, to change; until then they cost nothing, for they are everybody's. */
  readonly movingDataset: () => Dataset.MovingDataset
  /** For requests that play the scenario of this run. */
  readonly counters: Counters
  /** For requests that bring a scenario of their own: they use up nothing of the run. */
  readonly guestCounters: () => Counters
  /** What the next request meets; each call is one request. */
  readonly nextBehaviour: () => Behaviour
  /** What the next request would meet. */
  readonly comingBehaviour: () => Behaviour
  /** How many of the next requests are scripted. */
  readonly stepsLeft: () => number
  /** Counts one page as read. @returns pages read so far */
  readonly pageRead: () => number
}

/** Limits whose windows are remembered; requests can bring any number in their headers. */
const rememberedLimits = 1000

const makeCounters = (seed: Seed): Counters => {
  const windows = new Map<string, RateLimit.Window>()
  return {
    schedule: Faults.schedule(seed),
    admit: (limit, now) => {
      const name = `${limit.requests}/${limit.window}`
      const verdict = RateLimit.admit(limit, windows.get(name), now)
      windows.set(name, verdict.window)
      const [oldest] = windows.size > rememberedLimits ? windows.keys() : []
      if (oldest !== undefined) windows.delete(oldest)
      return verdict
    }
  }
}

export const start = (rows: Rows, scenario: Scenario, onCompleted: Dataset.OnCompleted): Run => {
  let requests = 0
  let pagesRead = 0
  let moving: Dataset.MovingDataset | undefined
  let guests: Counters | undefined
  return {
    rows,
    scenario,
    dataset: () => moving ?? rows.source.untouched,
    movingDataset: () => (moving ??= rows.source.start(onCompleted)),
    counters: makeCounters(rows.seed),
    guestCounters: () => (guests ??= makeCounters(rows.seed)),
    nextBehaviour: () => behaviourAt(scenario, requests++),
    comingBehaviour: () => behaviourAt(scenario, requests),
    stepsLeft: () => Math.max(0, scenario.steps.length - requests),
    pageRead: () => ++pagesRead
  }
}
