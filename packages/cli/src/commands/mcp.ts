/**
 * `piggy mcp`: the program as tools for an assistant, by the Model Context Protocol over stdin and stdout.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Command from "effect/cli/Command"
import packageJson from "../../package.json" with { type: "json" }
import * as Account from "../Account.ts"
import * as Options from "../Options.ts"
import * as Redaction from "../Redaction.ts"
import * as Telling from "../Telling.ts"

const flags = {
  showEmails: Options.onlyIfGiven("show-emails", "Let the assistant see emails; without, it sees keyed hashes"),
  redactKeyFile: Options.redaction.redactKeyFile,
  concurrency: Options.concurrency,
  connection: Options.connection
}

type Given = Command.Command.Config.Infer<typeof flags>

const instructions =
  "Referrals of a loyalty program: who brought whom, and what became of it. Emails are keyed hashes unless the server was started with --show-emails; equal emails have equal hashes."

const serve = Effect.fnUntraced(function* ({ concurrency, connection, redactKeyFile, showEmails }: Given) {
  const redaction = showEmails ? Redaction.none : yield* Redaction.of({ redactEmails: true, redactKeyFile })
  const [McpServer, McpProtocol, Handlers, Lines, { tools }] = yield* Effect.promise(() =>
    Promise.all([
      import("effect/ai/McpServer"),
      import("effect/ai/McpProtocol"),
      import("../mcp/Handlers.ts"),
      import("../mcp/Lines.ts"),
      import("../mcp/Tools.ts")
    ])
  )
  const registrations = McpServer.toolkit(tools).pipe(
    Layer.provide(Handlers.layer({ concurrency, redaction })),
    Layer.provide(Account.referrals(connection))
  )
  const server = McpServer.layerStdio({
    name: "piggy",
    version: packageJson.version,
    instructions,
    protocols: [
      McpProtocol.v2026_07_28,
      McpProtocol.v2025_11_25,
      McpProtocol.v2025_06_18,
      McpProtocol.v2025_03_26,
      McpProtocol.v2024_11_05
    ],
    registrations
  }).pipe(Layer.provide(Lines.layer))
  // The server interrupts who launched it when its client closes stdin: an end, and no failure.
  const exit = yield* Effect.flatMap(Effect.forkChild(Layer.launch(server)), Fiber.await)
  if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) return yield* Effect.failCause(exit.cause)
})

export const command = Command.make("mcp", flags, (given) => serve(given).pipe(Telling.as(given.connection))).pipe(
  Command.withDescription("Serve the program to an assistant: tools by the Model Context Protocol on stdin and stdout"),
  Command.withExamples([
    { command: "piggy mcp", description: "What a client's configuration starts; emails are hashed" },
    { command: "piggy mcp --show-emails", description: "Where the assistant may see emails" }
  ])
)
