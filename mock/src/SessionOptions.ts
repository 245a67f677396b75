/**
 * What a session can have of its own, and how it becomes a setup.
 */
import * as Result from "effect/Result"
import * as Credentials from "./Credentials.ts"
import type { Problem } from "./Invalid.ts"
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

type Problems = ReadonlyArray<Problem>

const within = (name: string, problems: Problems): Problems =>
  problems.map((problem) => ({ ...problem, path: problem.path === "" ? name : `${name}.${problem.path}` }))

const keyOf = (key: string | undefined): Result.Result<string | undefined, Problems> => {
  const message = key === undefined ? undefined : Credentials.keyProblem(key)
  return message === undefined ? Result.succeed(key) : Result.fail([{ path: "key", code: "format", message }])
}

const webhookOf = (
  webhook: Webhook.Options | undefined,
  standard: Setup
): Result.Result<Webhook.Target | undefined, Problems> =>
  webhook === undefined
    ? Result.succeed(standard.webhook)
    : Result.mapError(Webhook.parse(webhook), (message): Problems => [{ path: "webhook", code: "format", message }])

const scenarioOf = (scenario: unknown, standard: Setup): Result.Result<Scenario.Scenario, Problems> =>
  scenario === undefined
    ? Result.succeed(standard.scenario)
    : Result.mapError(Scenario.read(scenario), (problems) => within("scenario", problems))

export const toSetup = (
  standard: Setup,
  { clients, key, scenario, webhook, ...wanted }: Unjudged
): Result.Result<Setup, Problems> => {
  const parts = {
    rows: Rows.other(standard.rows, wanted),
    scenario: scenarioOf(scenario, standard),
    clients: Result.succeed(clients === undefined ? standard.clients : new Map(Object.entries(clients))),
    key: keyOf(key),
    webhook: webhookOf(webhook, standard)
  }
  const problems = Object.values(parts).flatMap((part) => (Result.isFailure(part) ? part.failure : []))
  return Result.mapError(Result.all(parts), () => problems)
}
