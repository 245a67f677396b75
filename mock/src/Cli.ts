/**
 * The `piggy-mock` command: starts a server, says where it is, and refuses in words.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Command from "effect/cli/Command"
import { flags, type Given, toOptions } from "./Flags.ts"
import * as MockServer from "./MockServer.ts"

const serve = Effect.fnUntraced(function* (input: Given) {
  const server = yield* MockServer.make(yield* toOptions(input))
  yield* Console.log(`piggy-mock serves ${server.dataset.count({})} referrals at ${server.url}`)
  yield* Console.log(`the contract is at ${server.url}/docs, the console at ${server.url}/; Ctrl-C ends it`)
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
  serve(input).pipe(
    Effect.catchTags({ ContractError: inWords, DataError: inWords, ListenError: inWords, ScenarioError: inWords })
  )
).pipe(
  Command.withDescription("A mock server for the Piggy referrals API, true to its contract"),
  Command.withExamples([
    { command: "piggy-mock --scenario flaky", description: "Errors, resets and truncated bodies, now and then" },
    { command: "piggy-mock --referrals page-and-one", description: "A list that ends right after its first page" }
  ])
)

/** Runs the command until it is interrupted. */
export const run = (version: string, args: ReadonlyArray<string>) =>
  Command.runWith(command, { version })(args).pipe(Effect.provide(NodeServices.layer))
