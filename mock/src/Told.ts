/**
 * What the control routes tell of a session.
 */
import { statuses } from "./Referral.ts"
import * as Scenario from "./Scenario.ts"
import type { Session } from "./Session.ts"
import * as SessionName from "./SessionName.ts"

export const program = (session: Session) => {
  const { run } = session.snapshot()
  const { rows } = run
  const dataset = run.dataset()
  return {
    seed: rows.seed,
    source: "data" in rows.origin ? "loaded" : "generated",
    referrals: dataset.count({}),
    statuses: Object.fromEntries(statuses.map((status) => [status, dataset.count({ status })]))
  }
}

export const playing = (session: Session) => {
  const { allowsInvalidRows, replay, run } = session.snapshot()
  const { scenario } = run
  return {
    settings: scenario.settings,
    behaviour: scenario.behaviour,
    steps: scenario.steps.length,
    stepsLeft: run.stepsLeft(),
    next: run.comingBehaviour(),
    promisesValidAnswers: !allowsInvalidRows && Scenario.promisesValidAnswers(scenario),
    replay: replay(),
    presets: Scenario.presets
  }
}

/** Limits and tokens are told apart by fractions of a millisecond; nobody outside needs them. */
export const clock = ({ clock: { now } }: Session) => ({ now: Math.round(now()) })

/** Clients that are told of each session. */
const clientsTold = 5

/**
 * One session among others; its key is a credential, and not told.
 *
 * @param idle seconds since its last request
 */
export const session = (one: Session, idle: number) => ({
  name: one.name,
  path: SessionName.baseOf(one.name),
  idle: Math.round(idle),
  requests: one.journal.counts().requests,
  clients: one.journal.clients().slice(0, clientsTold),
  program: program(one)
})
