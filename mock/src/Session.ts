/**
 * Everything that a request can see or change: rows, scenario, clock, tokens, journal. Sessions share nothing of it.
 */
import * as Credentials from "./Credentials.ts"
import type * as Dataset from "./Dataset.ts"
import type * as Journal from "./Journal.ts"
import * as MockClock from "./MockClock.ts"
import * as Replay from "./Replay.ts"
import * as Run from "./Run.ts"
import * as RowEdits from "./RowEdits.ts"
import type { Rows } from "./Rows.ts"
import type { Scenario } from "./Scenario.ts"
import type * as Webhook from "./Webhook.ts"

/** How a session is made, and what a reset goes back to. */
export interface Setup {
  readonly rows: Rows
  readonly scenario: Scenario
  /** Client ids and their secrets; without any, every secret is taken but the word `wrong`. */
  readonly clients: ReadonlyMap<string, string>
  /** The one API key that is let in, and that leads to the session; without it, every bearer is. */
  readonly key: string | undefined
  /** Where referrals that become completed are posted, if anywhere. */
  readonly webhook: Webhook.Target | undefined
  /** Rows may break the contract. */
  readonly allowInvalidRows: boolean
}

/** What one request meets, taken when it arrives: a reset in between cannot mix two runs. */
export interface Snapshot {
  readonly run: Run.Run
  readonly credentials: Credentials.Credentials
  readonly clock: MockClock.MockClock
  readonly note: Journal.Pen
  readonly replay: () => string
  /** Rows may break the contract. */
  readonly allowsInvalidRows: boolean
}

export interface Session {
  readonly name: string
  readonly setup: () => Setup
  readonly journal: Journal.Journal
  readonly clock: MockClock.MockClock
  readonly snapshot: () => Snapshot
  /** Another scenario, from its first request on, over the rows as they were made, and what was done to them by hand. */
  readonly play: (scenario: Scenario) => void
  /** As the session was made; over other rows until the next reset, if they are given. */
  readonly reset: (rows?: Rows) => void
  /** Changes a row by hand; what was done stays when another scenario is played, until a reset. @returns false if nothing was */
  readonly edit: (edit: RowEdits.Edit) => boolean
  /** What was done to rows by hand, so that it can be done elsewhere too. */
  readonly edits: () => ReadonlyArray<RowEdits.Edit>
  /** Moves the clock of limits and tokens ahead. */
  readonly advance: (seconds: number) => void
  /** Calls the listener with every referral that becomes completed. @returns stops it */
  readonly onCompleted: (listener: Dataset.OnCompleted) => () => void
  /** Rows that take the place of those that the session was made with, under its own seed. */
  readonly replaceRows: (rows: Rows) => void
  /** A scenario that takes the place of the one that the session was made with; played from its beginning, if that one is. */
  readonly replaceScenario: (scenario: Scenario) => void
}

const replayOf = ({ rows, scenario }: Run.Run): (() => string) => {
  let token: string | undefined
  return () => (token ??= Replay.encode({ v: 1, seed: rows.seed, ...rows.origin, scenario: scenario.settings }))
}

export const make = (name: string, made: Setup, journal: Journal.Journal): Session => {
  const clock = MockClock.make()
  const listeners = new Set<Dataset.OnCompleted>()
  const completed: Dataset.OnCompleted = (referral) => {
    for (const listener of listeners) listener(referral)
  }
  let setup = made
  let edits: RowEdits.RowEdits | undefined
  const startRun = (rows: Rows, scenario: Scenario): Run.Run => {
    // Neither what is done again before the run begins, nor what a request of a former run still does, completes anything.
    const run: Run.Run = Run.start(rows, scenario, (referral) => {
      if (current.run === run) completed(referral)
    })
    edits?.repeat(run.movingDataset())
    return run
  }
  const begin = (run: Run.Run, credentials: Credentials.Credentials): Snapshot => ({
    run,
    credentials,
    clock,
    note: journal.pen(),
    replay: replayOf(run),
    allowsInvalidRows: setup.allowInvalidRows
  })
  const start = (rows: Rows): Snapshot =>
    begin(startRun(rows, setup.scenario), Credentials.make({ ...setup, seed: rows.seed, session: name }))
  let current = start(setup.rows)
  const play = (scenario: Scenario): void => {
    current = begin(startRun(current.run.rows, scenario), current.credentials)
    journal.mark({ kind: "scenario", at: clock.now(), settings: scenario.settings })
    journal.tell("scenario")
  }
  return {
    name,
    setup: () => setup,
    journal,
    clock,
    snapshot: () => current,
    play,
    replaceScenario: (scenario) => {
      const isPlayed = current.run.scenario === setup.scenario
      setup = { ...setup, scenario }
      if (isPlayed) play(scenario)
    },
    reset: (rows = setup.rows) => {
      journal.clear()
      clock.reset()
      edits = undefined
      current = start(rows)
    },
    edit: (edit) => {
      if (!(edits ??= RowEdits.make()).apply(current.run.movingDataset(), edit)) return false
      const uuid = RowEdits.uuidOf(edit)
      journal.mark({ kind: "row", at: clock.now(), did: RowEdits.said[edit.do], uuid })
      return true
    },
    edits: () => edits?.all() ?? [],
    advance: (seconds) => {
      clock.advance(seconds * 1000)
      journal.mark({ kind: "clock", at: clock.now(), seconds })
    },
    onCompleted: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    replaceRows: (rows) => {
      const { rows: played, scenario } = current.run
      const isPlayed = played.source === setup.rows.source
      setup = { ...setup, rows: { ...rows, seed: setup.rows.seed } }
      if (!isPlayed) return
      current = begin(startRun({ ...rows, seed: played.seed }, scenario), current.credentials)
      journal.mark({ kind: "rows", at: clock.now() })
      journal.tell("scenario")
    }
  }
}
