/**
 * What a session can have of its own, and how it becomes a setup.
 */
import * as Result from "effect/Result"
import * as Credentials from "./Credentials.ts"
import type { Problem } from "./Invalid.ts"
import * as InlineRows from "./InlineRows.ts"
import * as InvalidRow from "./InvalidRow.ts"
import type { Engine } from "./Prism.ts"
import * as RowCheck from "./RowCheck.ts"
import * as Rows from "./Rows.ts"
import type * as RowsByHand from "./RowsByHand.ts"
import * as Scenario from "./Scenario.ts"
import type { Setup } from "./Session.ts"
import * as Webhook from "./Webhook.ts"

/** Rows of another session that break the contract are told one by one up to here. */
const shownProblems = 20

/** What is absent is as in the default session. */
export interface SessionOptions extends Omit<Rows.Wanted, "rows"> {
  /**
   * Rows of its own, the first of the list first: what is not given of one is made up. Or `"generated"`, needed where rows
   * were loaded: they are not replaced by accident.
   */
  readonly rows?: "generated" | ReadonlyArray<RowsByHand.Given> | undefined
  /** Its rows may break the contract, and go out as they are. Default: as in the default session. */
  readonly allowInvalidRows?: boolean | undefined
  /** The API key that leads to this session, and the only one that it lets in. Default: every bearer is let in. */
  readonly key?: string | undefined
  readonly scenario?: Scenario.Settings | undefined
  /** Client ids and their secrets. */
  readonly clients?: Readonly<Record<string, string>> | undefined
  /** Where referrals that become completed are posted. */
  readonly webhook?: Webhook.Options | undefined
}

/** Options whose scenario and rows nobody has looked at yet. */
type Unjudged = Omit<SessionOptions, "scenario" | "rows"> & {
  readonly scenario?: unknown
  readonly rows?: "generated" | ReadonlyArray<unknown> | undefined
}

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

const twoSources: Problems = [
  { path: "referrals", code: "taken", message: "`rows` brings the rows, and `referrals` says how many to generate" }
]

/** What is wrong with rows that were let in elsewhere. */
const contractProblems = async (engine: Engine, { source }: Rows.Rows): Promise<Problems> => {
  const rows = source.untouched.slice({}, 0, Infinity)
  const complaints = await RowCheck.complaints(engine, rows.map(InvalidRow.written))
  return complaints.slice(0, shownProblems).map(({ message, path, row }) => {
    const place = path === "" ? "" : `${path} `
    return {
      path: "allowInvalidRows",
      code: "contract",
      message: `the rows break the contract: ${rows[row]?.uuid}: ${place}${message}`
    }
  })
}

const rowsOf = async (
  engine: Engine,
  standard: Setup,
  { allowInvalidRows = standard.allowInvalidRows, referrals, rows, seed }: Unjudged
): Promise<Result.Result<Rows.Rows, Problems>> => {
  if (rows === undefined || rows === "generated") {
    const found = Rows.other(standard.rows, { referrals, rows, seed })
    const isStricter = standard.allowInvalidRows && !allowInvalidRows
    if (!isStricter || Result.isFailure(found) || found.success.source !== standard.rows.source) return found
    const problems = await contractProblems(engine, found.success)
    return problems.length === 0 ? found : Result.fail(problems)
  }
  if (referrals !== undefined) return Result.fail(twoSources)
  return InlineRows.make(engine, rows, { seed: seed ?? standard.rows.seed, allowInvalidRows })
}

/** How a session with these options is made, or what is wrong with them. @internal */
export const toSetup = async (
  engine: Engine,
  standard: Setup,
  options: Unjudged
): Promise<Result.Result<Setup, Problems>> => {
  const { allowInvalidRows = standard.allowInvalidRows, clients, key, scenario, webhook } = options
  const parts = {
    rows: await rowsOf(engine, standard, options),
    scenario: scenarioOf(scenario, standard),
    clients: Result.succeed(clients === undefined ? standard.clients : new Map(Object.entries(clients))),
    key: keyOf(key),
    webhook: webhookOf(webhook, standard),
    allowInvalidRows: Result.succeed(allowInvalidRows)
  }
  const all: ReadonlyArray<Result.Result<unknown, Problems>> = Object.values(parts)
  const problems = all.flatMap((part) => (Result.isFailure(part) ? part.failure : []))
  return Result.mapError(Result.all(parts), () => problems)
}
