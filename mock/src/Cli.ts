/**
 * The `piggy-mock` command: starts a server, says where it is, and refuses in words.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import * as Command from "effect/cli/Command"
import { flags, type Given, scenarioFile, toOptions } from "./Flags.ts"
import * as CliRefusals from "./CliRefusals.ts"
import * as Launcher from "./Launcher.ts"
import * as MockServer from "./MockServer.ts"
import * as Reload from "./Reload.ts"
import * as Scenario from "./Scenario.ts"
import type { Sessions } from "./Sessions.ts"
import * as Watch from "./Watch.ts"

/** What is played, by name: a preset, a preset with changes, or a scenario that has none. */
const nameOf = ({ preset, ...others }: Scenario.Settings = {}): string => {
  const isChanged = Object.keys(others).length > 0
  if (preset === undefined) return isChanged ? "a scenario of your own" : "happy"
  return isChanged ? `${preset} with changes` : preset
}

/** Plays the scenario's file from its beginning after each save, with the flags on top as at the start. */
const watchScenario = (input: Given, sessions: Sessions): Effect.Effect<void, never, Scope.Scope> => {
  const path = scenarioFile(input)
  if (path === undefined || !input.watch) return Effect.void
  const reload = Effect.map(toOptions(input), ({ scenario = {} }) => sessions.replaceScenario(Scenario.make(scenario)))
  return Watch.onSave(() => [path], Reload.told("scenario", path, reload))
}

/** Waits until one of the package managers that started this process has ended: its name. */
const gone = (launchers: ReadonlyArray<Launcher.Process>): Effect.Effect<string> =>
  Effect.callback((resume) => {
    const stop = Launcher.watch(launchers, (name) => resume(Effect.succeed(name)))
    return Effect.sync(stop)
  })

const serve = Effect.fnUntraced(function* (input: Given, launchers: ReadonlyArray<Launcher.Process>) {
  const options = yield* toOptions(input)
  const { server, sessions } = yield* MockServer.open(options)
  yield* watchScenario(input, sessions)
  const rows = server.dataset.count({})
  yield* Console.log(`piggy-mock serves ${rows} referrals, playing ${nameOf(options.scenario)}, at ${server.url}`)
  yield* Console.log(`the contract is at ${server.url}/docs, the console at ${server.url}/; Ctrl-C ends it`)
  const manager = yield* gone(input.detach ? [] : launchers)
  yield* Console.error(`piggy-mock ends: the ${manager} that started it is gone. --detach keeps it running.`)
}, Effect.scoped)

/** A failure that was told on stderr in words; the process only has to end with 1. */
class Refused extends Data.Error {
  override readonly [Runtime.errorExitCode] = 1
  override readonly [Runtime.errorReported] = false
}

const inWords = (error: { readonly message: string }) =>
  Console.error(`piggy-mock: ${error.message}`).pipe(Effect.andThen(Effect.fail(new Refused())))

/** What the one who runs the command says. */
export interface Host<E> {
  /** The package managers that it ends with. */
  readonly launchers: () => ReadonlyArray<Launcher.Process>
  /** Tells what is wrong with flags and files, or with the port. */
  readonly refuse: (error: { readonly message: string }) => Effect.Effect<never, E>
}

/** The command under a name; it ends when one of those that started it is gone. */
export const make = <const Name extends string, E>(name: Name, { launchers, refuse }: Host<E>) =>
  Command.make(name, flags, (input) =>
    Effect.suspend(() => serve(input, launchers())).pipe(
      Effect.catchTags({
        ContractError: refuse,
        DataError: refuse,
        FlagError: refuse,
        ListenError: (error) => refuse({ message: error.inWords("--port 0") }),
        OptionError: refuse,
        ScenarioError: refuse
      })
    )
  ).pipe(Command.withDescription("A mock server for the Piggy referrals API, true to its contract"))

const command = (launchers: ReadonlyArray<Launcher.Process>) =>
  make("piggy-mock", { launchers: () => launchers, refuse: inWords }).pipe(
    Command.withExamples([
      { command: "piggy-mock --scenario flaky", description: "Errors, resets and truncated bodies, now and then" },
      { command: "piggy-mock --referrals page-and-one", description: "A list that ends right after its first page" }
    ])
  )

/** Runs the command until it is interrupted, or until one of those that started it is gone. */
export const run = (version: string, args: ReadonlyArray<string>, launchers: ReadonlyArray<Launcher.Process> = []) =>
  Command.runWith(command(launchers), { version })(args).pipe(Effect.provide([NodeServices.layer, CliRefusals.layer]))
