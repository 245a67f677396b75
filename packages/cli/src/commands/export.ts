/**
 * `piggy export`: every referral into a file.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Account from "../Account.ts"
import * as Format from "../export/Format.ts"
import * as Job from "../export/Job.ts"
import * as Piped from "../export/Piped.ts"
import * as Failure from "../Failure.ts"
import * as FileFailure from "../FileFailure.ts"
import * as Numbers from "../Numbers.ts"
import * as Options from "../Options.ts"
import * as Reading from "../Reading.ts"
import * as Redaction from "../Redaction.ts"
import * as Telling from "../Telling.ts"

const flags = {
  out: Flag.File("out").pipe(
    Flag.withAlias("o"),
    Flag.withDescription("The file to write, FILE.partial until it is whole; - for stdout")
  ),
  format: Flag.Literals("format", Format.formats).pipe(
    Flag.optional,
    Flag.withDescription("Its format (default: what its name ends in)")
  ),
  checkpoint: Options.optionalFile(
    "checkpoint",
    "A file that says how far it has come: the same command goes on after a crash or Ctrl-C"
  ),
  escapeFormulas: Flag.Boolean("escape-formulas").pipe(
    Flag.withDefault(true),
    Flag.withDescription("In CSV, a ' before what a spreadsheet would run as a formula (default on)")
  ),
  ids: Flag.Literals("ids", ["uuid", "text"]).pipe(
    Flag.withDefault("uuid"),
    Flag.withDescription("In Parquet, ids as UUID, which refuses any other id, or as text (default uuid)")
  ),
  filter: Options.filter,
  concurrency: Options.concurrency,
  redaction: Options.redaction,
  connection: Options.connection
}

type Given = Command.Command.Config.Infer<typeof flags>

const formatOf = ({ format, out }: Given) => {
  const found = Option.getOrElse(format, () => Format.ofName(out))
  return found === undefined
    ? Failure.usage(
        `${Piped.isStdout(out) ? "stdout" : out} does not say its format: add --format ${Format.formats.join("|")}`
      )
    : Effect.succeed(found)
}

const exportAll = Effect.fnUntraced(function* (given: Given) {
  const { checkpoint, concurrency, escapeFormulas, filter, ids, out } = given
  const format = yield* formatOf(given)
  const redaction = yield* Redaction.of(given.redaction)
  if (redaction.key === "run" && Option.isSome(checkpoint)) {
    return yield* Failure.usage(
      "--checkpoint with --redact-emails needs --redact-key-file: the next run has no other key"
    )
  }
  const began = performance.now()
  const { path, rows, summary } = yield* (Piped.isStdout(out) ? Piped.run : Job.run)({
    out,
    format,
    settings: { escapeFormulas, ids },
    filter: Account.filterOf(filter),
    concurrency,
    redaction,
    checkpoint: Option.getOrUndefined(checkpoint),
    tell: Telling.note
  }).pipe(
    Effect.catchTag("PlatformError", FileFailure.cannotWrite(out)),
    Effect.catchTag("SchemaError", () => Failure.other(`what was gathered for ${out} cannot be read again`))
  )
  const how = Redaction.inWords(redaction)
  if (how !== undefined) yield* Telling.note(how)
  const took = Numbers.duration(performance.now() - began)
  const read = `${Numbers.of(rows, "referral")} in ${path} (${Numbers.of(summary.pages, "page")}, ${took})`
  if (!summary.complete) return yield* Failure.incomplete(`${Reading.doubtOf(summary)}; ${read}`)
  yield* Telling.note(`${read}, complete`)
})

export const command = Command.make("export", flags, (given) =>
  exportAll(given).pipe(Effect.provide(Account.referrals(given.connection)), Telling.as(given.connection))
).pipe(
  Command.withDescription("Write every referral to a file, which has its name only when it is whole"),
  Command.withExamples([
    { command: "piggy export --out referrals.csv", description: "A spreadsheet of the whole program" },
    { command: "piggy export --out completed.parquet --status completed", description: "For DuckDB, Spark or pandas" },
    {
      command: "piggy export --out all.ndjson --checkpoint all.checkpoint",
      description: "Goes on where it was when it is started again"
    },
    { command: "piggy export --out - --format ndjson | jq -r .status", description: "Into the next program of a pipe" }
  ])
)
