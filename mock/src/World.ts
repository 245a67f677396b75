/**
 * What the server is at this moment: the session that it plays, its clock, its journal, and the contract it is true to.
 *
 * The API and the control routes share one; each of them only reads it or replaces the session as a whole.
 */
import * as Credentials from "./Credentials.ts"
import * as Dataset from "./Dataset.ts"
import * as Journal from "./Journal.ts"
import * as MockClock from "./MockClock.ts"
import type * as Prism from "./Prism.ts"
import type { Seed } from "./Random.ts"
import type { Scenario } from "./Scenario.ts"
import * as Session from "./Session.ts"

export interface World {
  readonly clock: MockClock.MockClock
  readonly journal: Journal.Journal
  readonly session: () => Session.Session
  readonly credentials: () => Credentials.Credentials
  readonly engine: () => Prism.Engine
  /** Another scenario, from its first request on, over the rows as they were made. Tokens stay good. */
  readonly play: (scenario: Scenario) => void
  /** Everything from the beginning: rows, scenario, journal, tokens and clock; with another program, if asked. */
  readonly reset: (program: { readonly seed?: Seed; readonly referrals?: number | Dataset.SizeName }) => void
  readonly replaceEngine: (engine: Prism.Engine) => void
  readonly replaceRows: (rows: Session.Rows) => void
}

/** Requests that the journal remembers. */
const journalCapacity = 2000

export interface Options {
  readonly rows: Session.Rows
  readonly scenario: Scenario
  readonly engine: Prism.Engine
  readonly clients: ReadonlyMap<string, string>
}

/** Rows that are computed. */
export const generatedRows = (seed: Seed, referrals: number): Session.Rows => ({
  source: Dataset.generate({ seed, referrals }),
  seed,
  origin: { referrals }
})

const otherRows = (rows: Session.Rows, seed: Seed, referrals: number | Dataset.SizeName | undefined): Session.Rows => {
  if ("data" in rows.origin && referrals === undefined) return { ...rows, seed }
  const size = Dataset.sizeOf(referrals ?? ("referrals" in rows.origin ? rows.origin.referrals : 0))
  const same = seed === rows.seed && "referrals" in rows.origin && size === rows.origin.referrals
  return same ? rows : generatedRows(seed, size)
}

export const make = (options: Options): World => {
  const clock = MockClock.make()
  const journal = Journal.make(journalCapacity)
  let engine = options.engine
  let session = Session.start(options.rows, options.scenario)
  let credentials = Credentials.make(options.rows.seed, options.clients)
  const begin = (rows: Session.Rows, scenario: Scenario): void => {
    session = Session.start(rows, scenario)
  }
  return {
    clock,
    journal,
    session: () => session,
    credentials: () => credentials,
    engine: () => engine,
    play: (scenario) => {
      begin(session.rows, scenario)
      journal.tellScenario()
    },
    reset: ({ referrals, seed }) => {
      const rows = otherRows(session.rows, seed ?? session.rows.seed, referrals)
      begin(rows, session.scenario)
      credentials = Credentials.make(rows.seed, options.clients)
      journal.clear()
      clock.reset()
    },
    replaceEngine: (next) => {
      engine = next
    },
    replaceRows: (rows) => {
      begin(rows, session.scenario)
      journal.tellScenario()
    }
  }
}
