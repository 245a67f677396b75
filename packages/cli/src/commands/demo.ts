/**
 * `piggy demo`: a mock of the API, everything read from it, and what came out.
 */
import type { MockServer } from "@effect-piggy/mock"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { join } from "node:path"
import * as FileFailure from "../FileFailure.ts"
import * as Options from "../Options.ts"
import * as Output from "../Output.ts"
import * as Program from "../Program.ts"
import * as ProgramOutput from "../ProgramOutput.ts"
import * as Telling from "../Telling.ts"

type Preset = NonNullable<NonNullable<NonNullable<Parameters<typeof MockServer.layer>[0]>["scenario"]>["preset"]>

const scenarios = ["happy", "flaky", "slow", "rate-limited", "drifting"] as const satisfies ReadonlyArray<Preset>

const flags = {
  scenario: Flag.Literals("scenario", scenarios).pipe(
    Flag.withDefault("happy"),
    Flag.withDescription("What the mock does to its clients (default happy)")
  ),
  referrals: Options.int("referrals", 0, 1_000_000).pipe(
    Flag.withDefault(2537),
    Flag.withDescription("How many referrals it has (default 2537)")
  ),
  html: Options.optionalFile("html", "Where the report is written (default: a new folder for temporary files)"),
  concurrency: Options.concurrency,
  logging: Options.logging
}

type Given = Command.Command.Config.Infer<typeof flags>

const demo = Effect.fnUntraced(function* ({ concurrency, html, referrals, scenario }: Given) {
  const files = yield* FileSystem.FileSystem
  if (Option.isSome(html)) yield* FileFailure.refuseUnwritable(html.value)
  const { MockServer } = yield* Effect.promise(() => import("@effect-piggy/mock"))
  const mock = yield* MockServer.make({ referrals, scenario: { preset: scenario } })
  yield* Output.lines(`piggy-mock serves ${referrals} referrals, playing ${scenario}, at ${mock.url}`, "")
  const account = Referrals.layer.pipe(
    Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("demo")), baseUrl: mock.url })),
    Layer.provide(FetchHttpClient.layer)
  )
  const program = yield* Program.fromApi({}, concurrency, { emails: false, limit: 10 }).pipe(Effect.provide(account))
  const report = Option.isSome(html)
    ? html.value
    : join(yield* files.makeTempDirectory({ prefix: "piggy-demo-" }), "report.html")
  yield* ProgramOutput.show(program, { json: false, report, source: "piggy-mock", filter: undefined })
}, Effect.scoped)

export const command = Command.make("demo", flags, (given) => demo(given).pipe(Telling.as(given.logging))).pipe(
  Command.withDescription("Start a mock of the API, read every referral of its program, and show what it achieved"),
  Command.withExamples([
    { command: "piggy demo", description: "From nothing to a report, without a key" },
    { command: "piggy demo --scenario rate-limited", description: "The same where the server allows few requests" }
  ])
)
