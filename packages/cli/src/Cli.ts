/**
 * The `piggy` command: its subcommands, its help, and what it ends with.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as CliConfig from "effect/cli/CliConfig"
import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import { commands } from "./commands/index.ts"
import * as ExitCode from "./ExitCode.ts"
import type * as Options from "./Options.ts"
import * as Output from "./Output.ts"
import * as Telling from "./Telling.ts"

const { usage } = ExitCode.codes

/** The command, for what was typed. */
export const command = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const subcommands = yield* Effect.promise(() => commands(args))
  return Command.make("piggy").pipe(
    Command.withDescription("A Piggy (Leat) referral program on the command line: its data, and what it achieved"),
    Command.withSubcommands(subcommands),
    Command.withExamples([
      { command: "piggy insights --html report.html", description: "What the program achieved, as a page to hand on" },
      { command: "piggy export --out referrals.csv", description: "Every referral" }
    ])
  )
})

const inWords = (error: CliError.NonShowHelpErrors): string => {
  if (error._tag !== "InvalidValue") return error.message
  const { expected, option, value } = error
  // A flag that says itself what it takes needs no other sentence, and what is wrong with a path is nothing expected.
  if (expected.startsWith("--")) return `${expected}; got ${JSON.stringify(value)}`
  return expected.startsWith("Path ") ? `--${option}: ${expected.replace("Path", "path")}` : error.message
}

// Help that was asked for goes to stdout; what is wrong, and where help is, to stderr.
const presenter = (format: Options.Logging["logFormat"]) =>
  CliOutput.layerPresenter({
    present: (event) => {
      if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
      const messages = event.errors.map(inWords)
      const help = `\`${event.commandPath.join(" ")} --help\` says more`
      return format === "json"
        ? Output.notes(...messages.map((message) => Telling.asJson({ message, hint: help, exitCode: usage })))
        : Output.notes(...messages.map((message) => `piggy: ${message}`), `usage: ${event.helpDoc.usage}`, help)
    }
  })

const flags = CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })

const isAskedFor = (error: CliError.ShowHelp): boolean => error.errors.length === 0

/** Runs the command; fails only by `Told`, with the code to end with. */
export const run = (version: string, args: ReadonlyArray<string>): Effect.Effect<void, Telling.Told> => {
  const format = Telling.formatOf(args)
  return command(args).pipe(
    Effect.flatMap((piggy) => Command.runWith(piggy, { version })(args)),
    Effect.catchTag("ShowHelp", (error) =>
      isAskedFor(error) ? Effect.void : Effect.fail(new Telling.Told({ exitCode: usage }))
    ),
    Telling.told(format),
    Effect.provide([NodeServices.layer, presenter(format), flags])
  )
}
