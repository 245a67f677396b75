/**
 * What a session can have of its own, and how it becomes a setup.
 */
import * as Result from "effect/Result"
import * as Credentials from "./Credentials.ts"
import * as Rows from "./Rows.ts"
import * as Scenario from "./Scenario.ts"
import type { Setup } from "./Session.ts"
import * as Webhook from "./Webhook.ts"

/** What is absent is as in the default session. */
export interface SessionOptions extends Rows.Wanted {
  /** The API key that leads to this session, and the only one that it lets in. Default: every bearer is let in. */
  readonly key?: string | undefined
  readonly scenario?: Scenario.Settings | undefined
  /** Client ids and their secrets. */
  readonly clients?: Readonly<Record<string, string>> | undefined
  /** Where referrals that become completed are posted. */
  readonly webhook?: Webhook.Options | undefined
}

/** Options whose scenario nobody has looked at yet. */
type Unjudged = Omit<SessionOptions, "scenario"> & { readonly scenario?: unknown }

const scenarioOf = (scenario: unknown, standard: Setup): Result.Result<Scenario.Scenario, string> =>
  scenario === undefined
    ? Result.succeed(standard.scenario)
    : Result.mapError(Scenario.parse(scenario), (reason) => `scenario: ${reason}`)

export const toSetup = (
  standard: Setup,
  { clients, key, scenario, webhook, ...wanted }: Unjudged
): Result.Result<Setup, string> => {
  const problem = key === undefined ? undefined : Credentials.keyProblem(key)
  if (problem !== undefined) return Result.fail(`key: ${problem}`)
  return Result.all({
    rows: Rows.other(standard.rows, wanted),
    scenario: scenarioOf(scenario, standard),
    clients: Result.succeed(clients === undefined ? standard.clients : new Map(Object.entries(clients))),
    key: Result.succeed(key),
    webhook:
      webhook === undefined
        ? Result.succeed(standard.webhook)
        : Result.mapError(Webhook.parse(webhook), (reason) => `webhook: ${reason}`)
  })
}
