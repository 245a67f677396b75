/**
 * `piggy doctor`: what is wrong between here and the API, and what mends it.
 */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Checkup from "../Checkup.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Options from "../Options.ts"
import * as Output from "../Output.ts"
import * as Screen from "../Screen.ts"
import * as Telling from "../Telling.ts"

const flags = { connection: Options.connection }

const inWords = ({ isWell, mend, what, words }: Checkup.Finding, screen: Screen.Screen): ReadonlyArray<string> => {
  const mark = isWell ? Screen.green(screen, "ok   ") : Screen.red(screen, "wrong")
  return [
    `${mark}  ${what.padEnd(7)}  ${Output.plain(words)}`,
    ...(mend === undefined ? [] : [`                mend it:  ${Screen.bold(screen, Output.plain(mend))}`])
  ]
}

const doctor = Effect.fnUntraced(function* (connection: Options.Connection) {
  const { failure, findings } = yield* Checkup.run(connection)
  const screen = yield* Screen.stdout
  yield* Output.lines(...findings.flatMap((finding) => inWords(finding, screen)))
  if (findings.every(({ isWell }) => isWell)) return yield* Output.lines("nothing is wrong")
  // What is wrong was told, and where.
  return yield* new Telling.Told({ exitCode: failure === undefined ? ExitCode.codes.other : ExitCode.of(failure) })
})

export const command = Command.make("doctor", flags, ({ connection }) =>
  doctor(connection).pipe(Telling.as(connection))
).pipe(
  Command.withDescription("Check the key, the address, the clock and one request, and say what mends them"),
  Command.withExamples([
    { command: "piggy doctor", description: "With what the environment says" },
    { command: "piggy doctor --base-url http://127.0.0.1:4010", description: "Against the mock" }
  ])
)
