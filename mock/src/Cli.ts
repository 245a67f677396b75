/**
 * The `piggy-mock` command: its flags, and what it prints.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Dataset from "./Dataset.ts"
import * as MockServer from "./MockServer.ts"

const between = (minimum: number, maximum: number) =>
  Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

const flags = {
  port: Flag.Int("port").pipe(
    Flag.withSchema(between(0, 65_535)),
    Flag.withDefault(4010),
    Flag.withDescription("Port to listen on; 0 picks a free one")
  ),
  host: Flag.String("host").pipe(Flag.withDefault("127.0.0.1"), Flag.withDescription("Address to listen on")),
  referrals: Flag.Int("referrals").pipe(
    Flag.withSchema(between(0, Dataset.maxReferrals)),
    Flag.withDefault(Dataset.defaultReferrals),
    Flag.withDescription(`Referrals to generate, at most ${Dataset.maxReferrals}`)
  ),
  seed: Flag.String("seed").pipe(
    Flag.withDefault(String(Dataset.defaultSeed)),
    Flag.withDescription("The same seed gives the same data on every machine")
  ),
  contract: Flag.File("contract").pipe(
    Flag.optional,
    Flag.withDescription("OpenAPI document to answer from (default: the one in the package)")
  )
}

const serve = Effect.fnUntraced(function* (input: Command.Command.Config.Infer<typeof flags>) {
  const { contract, ...rest } = input
  const server = yield* MockServer.make({ ...rest, ...(Option.isSome(contract) && { contract: contract.value }) })
  yield* Console.log(`piggy-mock serves ${server.dataset.count({})} referrals at ${server.url}`)
  return yield* Effect.never
}, Effect.scoped)

/** A failure that was told on stderr in words; the process only has to end with 1. */
class Refused extends Data.Error {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

const inWords = (error: { readonly message: string }) =>
  Console.error(`piggy-mock: ${error.message}`).pipe(Effect.andThen(Effect.fail(new Refused())))

const command = Command.make("piggy-mock", flags, (input) =>
  serve(input).pipe(Effect.catchTags({ ContractError: inWords, ListenError: inWords }))
).pipe(Command.withDescription("A mock server for the Piggy referrals API, true to its contract"))

/** Runs the command with the process's arguments until it is interrupted. */
export const run = (version: string) => command.pipe(Command.run({ version }), Effect.provide(NodeServices.layer))
