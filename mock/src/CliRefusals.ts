/**
 * How the command refuses flags: what is wrong and where help is, in place of all the help there is.
 */
import * as Console from "effect/Console"
import type * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"

/** A flag that says itself what it takes needs no other sentence. */
const inWords = (error: CliError.NonShowHelpErrors): string =>
  error._tag === "InvalidValue" && error.expected.startsWith("--")
    ? `${error.expected}; got ${JSON.stringify(error.value)}`
    : error.message

/** Help goes out as ever when it was asked for. */
export const layer = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(
          [...event.errors.map((error) => `piggy-mock: ${inWords(error)}`), "piggy-mock --help lists the flags."].join(
            "\n"
          )
        )
      : CliOutput.defaultPresenter.present(event)
})
