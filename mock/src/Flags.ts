/**
 * The flags of `piggy-mock`, and how they become the options of a server.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Dataset from "./Dataset.ts"
import { latency, messageOf, rateLimit, read, seed, size, webhook, within } from "./FlagValues.ts"
import type { Options } from "./MockServer.ts"
import * as Place from "./Place.ts"
import * as Replay from "./Replay.ts"
import * as Scenario from "./Scenario.ts"
import * as ScenarioFile from "./ScenarioFile.ts"
import * as Sessions from "./Sessions.ts"
import * as Webhook from "./Webhook.ts"

export const flags = {
  port: Flag.Int("port").pipe(
    Flag.mapTryCatch(within("port", 0, 65_535), messageOf),
    Flag.withDefault(4010),
    Flag.withDescription("Port to listen on; 0 picks a free one (default 4010)")
  ),
  host: Flag.String("host").pipe(
    Flag.mapTryCatch(read("host", Place.readers.host), messageOf),
    Flag.withDefault("127.0.0.1"),
    Flag.withDescription("Address to listen on; 0.0.0.0 for all of the machine's (default 127.0.0.1)")
  ),
  basePath: Flag.String("base-path").pipe(
    Flag.mapTryCatch(read("base-path", Place.readers.basePath), messageOf),
    Flag.optional,
    Flag.withDescription("A path that a proxy leaves before the mock's own: /mock")
  ),
  referrals: Flag.String("referrals").pipe(
    Flag.mapTryCatch(size, messageOf),
    Flag.optional,
    Flag.withDescription(`Referrals to generate, or ${Dataset.sizesInWords} (default ${Dataset.defaultReferrals})`)
  ),
  seed: Flag.String("seed").pipe(
    Flag.mapTryCatch(seed, messageOf),
    Flag.optional,
    Flag.withDescription("The same seed gives the same data and the same faults on every machine (default 1)")
  ),
  data: Flag.File("data").pipe(
    Flag.optional,
    Flag.withDescription("Referrals of your own: a JSON array, or .ndjson with one a line")
  ),
  allowInvalidRows: Flag.Boolean("allow-invalid-rows").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Serve rows of your own that break the contract, as they are; answers and journal mark them")
  ),
  contract: Flag.File("contract").pipe(
    Flag.optional,
    Flag.withDescription("OpenAPI document to answer from (default: the one in the package)")
  ),
  scenario: Flag.String("scenario").pipe(
    Flag.optional,
    Flag.withDescription(`${Object.keys(Scenario.presets).join(", ")}; or settings in JSON, or a YAML or JSON file`)
  ),
  latency: Flag.String("latency").pipe(
    Flag.mapTryCatch(latency, messageOf),
    Flag.optional,
    Flag.withDescription("Wait before each answer, in milliseconds: 200 or 100-300")
  ),
  errorRate: Flag.Finite("error-rate").pipe(
    Flag.mapTryCatch(within("error-rate", 0, 1), messageOf),
    Flag.optional,
    Flag.withDescription("Share of requests that get an error, 0 to 1")
  ),
  errorStatus: Flag.ChoiceWithValue(
    "error-status",
    Scenario.errorStatuses.map((status) => [String(status), status] as const)
  ).pipe(Flag.optional, Flag.withDescription("The error's status (default 500)")),
  rateLimit: Flag.String("rate-limit").pipe(
    Flag.mapTryCatch(rateLimit, messageOf),
    Flag.optional,
    Flag.withDescription("Requests per seconds, then 429 with Retry-After: 5/10")
  ),
  limitClamp: Flag.Int("limit-clamp").pipe(
    Flag.mapTryCatch(within("limit-clamp", 1, 100), messageOf),
    Flag.optional,
    Flag.withDescription("The most rows granted, whatever `limit` asks for")
  ),
  meta: Flag.Literals("meta", ["array", "laravel"]).pipe(
    Flag.optional,
    Flag.withDescription("`meta` as an empty array (default) or as Laravel's paging object")
  ),
  replay: Flag.String("replay").pipe(
    Flag.optional,
    Flag.withDescription("The value of an X-Mock-Replay header: the same requests get the same bytes again")
  ),
  client: Flag.KeyValuePair("client").pipe(
    Flag.optional,
    Flag.withDescription("An OAuth client as id=secret; without any, every secret is taken but `wrong`")
  ),
  webhook: Flag.String("webhook").pipe(
    Flag.mapTryCatch(webhook, messageOf),
    Flag.optional,
    Flag.withDescription("Post referrals that become completed to this URL, which must be this machine's")
  ),
  webhookSecret: Flag.String("webhook-secret").pipe(
    Flag.optional,
    Flag.withDescription(`What webhooks are signed with (default ${Webhook.defaultSecret})`)
  ),
  maxSessions: Flag.Int("max-sessions").pipe(
    Flag.mapTryCatch(within("max-sessions", ...Sessions.bounds.most), messageOf),
    Flag.withDefault(Sessions.defaultLimits.most),
    Flag.withDescription(`Sessions at once (default ${Sessions.defaultLimits.most})`)
  ),
  sessionIdle: Flag.Finite("session-idle").pipe(
    Flag.mapTryCatch(within("session-idle", ...Sessions.bounds.idle), messageOf),
    Flag.withDefault(Sessions.defaultLimits.idle),
    Flag.withDescription(`Seconds without a request that end a session (default ${Sessions.defaultLimits.idle})`)
  ),
  watch: Flag.Boolean("watch").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Read contract, data and scenario file again when they are saved")
  ),
  allowRemote: Flag.Boolean("allow-remote").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Open the control routes under /__mock to other machines")
  ),
  allowHost: Flag.String("allow-host").pipe(
    Flag.mapTryCatch(read("allow-host", Place.readers.allowHost), messageOf),
    Flag.atLeast(0),
    Flag.withDescription("A name of this machine beside localhost, for the control routes: mock, .example.com")
  ),
  allowOrigin: Flag.String("allow-origin").pipe(
    Flag.mapTryCatch(read("allow-origin", Place.readers.allowOrigin), messageOf),
    Flag.atLeast(0),
    Flag.withDescription("An origin whose pages may use the control routes too: http://localhost:5173")
  ),
  detach: Flag.Boolean("detach").pipe(
    Flag.withDefault(false),
    Flag.withDescription("Go on when the npx, npm, pnpm, yarn or bun that started it is gone")
  )
}

/** Flags that say two things. */
export class FlagError extends Data.TaggedError("FlagError")<{ readonly reason: string }> {
  override get message() {
    return this.reason
  }
}

export type Given = Command.Command.Config.Infer<typeof flags>

/** The setting that a flag was given, under its name; nothing if it was not. */
const given = <Name extends string, A>(name: Name, value: Option.Option<A>): { readonly [K in Name]?: A } | object =>
  Option.isSome(value) ? { [name]: value.value } : {}

/** Rate and status stand each on what the scenario has: `--scenario flaky --error-status 503` fails as rarely as flaky. */
const errorsOf = (input: Given, { errors, preset = "happy" }: Scenario.Settings): Pick<Scenario.Settings, "errors"> => {
  if (Option.isNone(input.errorRate) && Option.isNone(input.errorStatus)) return {}
  return {
    errors: {
      ...(errors === undefined ? Scenario.presets[preset].errors : errors),
      ...(Option.isSome(input.errorRate) && { rate: input.errorRate.value }),
      ...(Option.isSome(input.errorStatus) && { status: input.errorStatus.value })
    }
  }
}

/** The file that the scenario is in, if it is in one. */
export const scenarioFile = ({ scenario }: Given): string | undefined =>
  Option.isSome(scenario) && ScenarioFile.isFile(scenario.value) ? scenario.value : undefined

/** Single flags stand on the scenario; a replay token brings rows and scenario, and flags stand on it too. */
export const toOptions = Effect.fnUntraced(function* (
  input: Given
): Effect.fn.Return<Options, ScenarioFile.ScenarioError | FlagError> {
  const replay = Option.isNone(input.replay)
    ? undefined
    : yield* Effect.fromResult(Replay.parse(input.replay.value)).pipe(
        Effect.mapError((reason) => new ScenarioFile.ScenarioError({ source: "of --replay", reason }))
      )
  if (replay?.data !== undefined && Option.isNone(input.data)) {
    const reason = "it was made over rows from a file: give the same file with --data"
    return yield* new ScenarioFile.ScenarioError({ source: "of --replay", reason })
  }
  if (Option.isSome(input.data) && Option.isSome(input.referrals)) {
    const reason = "--data brings rows of its own, and --referrals says how many to generate: leave one of them out"
    return yield* new FlagError({ reason })
  }
  if (Option.isSome(input.webhookSecret) && (Option.isNone(input.webhook) || input.webhookSecret.value === "")) {
    const reason = "--webhook-secret signs what --webhook posts: give both, and a secret that is not empty"
    return yield* new FlagError({ reason })
  }
  const named = Option.isNone(input.scenario) ? undefined : yield* ScenarioFile.load(input.scenario.value)
  const base = named ?? replay?.scenario ?? {}
  const settings: Scenario.Settings = {
    ...base,
    ...given("latency", input.latency),
    ...errorsOf(input, base),
    ...given("rateLimit", input.rateLimit),
    ...given("limitClamp", input.limitClamp),
    ...given("meta", input.meta)
  }
  const { settings: scenario } = yield* Effect.fromResult(Scenario.parse(settings)).pipe(
    Effect.mapError((reason) => new ScenarioFile.ScenarioError({ source: "of the flags", reason }))
  )
  return {
    port: input.port,
    host: input.host,
    watch: input.watch,
    allowInvalidRows: input.allowInvalidRows,
    allowRemote: input.allowRemote,
    maxSessions: input.maxSessions,
    sessionIdle: input.sessionIdle,
    allowHosts: input.allowHost,
    allowOrigins: input.allowOrigin,
    ...given("basePath", input.basePath),
    scenario,
    ...(replay !== undefined && { seed: replay.seed }),
    ...(replay?.data !== undefined && { dataDigest: replay.data }),
    ...(replay?.referrals !== undefined && { referrals: replay.referrals }),
    ...given("referrals", input.referrals),
    ...given("seed", input.seed),
    ...given("data", input.data),
    ...given("contract", input.contract),
    ...given("clients", input.client),
    ...(Option.isSome(input.webhook) && {
      webhook: { url: input.webhook.value, ...given("secret", input.webhookSecret) }
    })
  }
})
