/**
 * `piggy mock`: the mock server.
 *
 * Its flags are the mock's own. The mock is loaded only where they are needed, since it takes as long as all the rest.
 */
import * as Command from "effect/cli/Command"
import * as Failure from "../Failure.ts"

const shell = Command.make("mock").pipe(
  Command.withDescription("A mock server for the Piggy referrals API, true to its contract")
)

const examples = Command.withExamples([
  { command: "piggy mock", description: "2,537 referrals on port 4010" },
  {
    command: "piggy mock --scenario rate-limited --port 0",
    description: "Few requests allowed, on a port that is free"
  }
])

/** Whether what was typed needs the flags: the subcommand itself, or completions of all. */
const isNeeded = (args: ReadonlyArray<string>): boolean =>
  args[0] === "mock" || args.some((arg) => arg.startsWith("--completions"))

const whole = async () => {
  const { findLaunchers, make } = await import("@effect-piggy/mock/command")
  return make("mock", { launchers: findLaunchers, refuse: ({ message }) => Failure.usage(message) }).pipe(examples)
}

/** The subcommand, for what was typed. */
export const command = async (args: ReadonlyArray<string>) => (isNeeded(args) ? whole() : shell)
