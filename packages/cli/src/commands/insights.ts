/**
 * `piggy insights`: what the program achieved, on the terminal, as JSON, or as a report to hand on.
 */
import { PiggyClient } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { basename } from "node:path"
import * as Account from "../Account.ts"
import * as Failure from "../Failure.ts"
import * as FileFailure from "../FileFailure.ts"
import * as Options from "../Options.ts"
import * as Program from "../Program.ts"
import * as ProgramOutput from "../ProgramOutput.ts"
import * as Telling from "../Telling.ts"

const flags = {
  html: Options.optionalFile("html", "Write the report to this file: one page with charts that loads nothing"),
  json: Options.onlyIfGiven("json", "Every figure as JSON on stdout, in place of the text"),
  from: Options.optionalFile(
    "from",
    "Count a file that `piggy export` wrote as NDJSON or JSON, in place of asking the API"
  ),
  db: Flag.String("db").pipe(
    Flag.optional,
    Flag.withMetavar("<URL>"),
    Flag.withDescription(
      "Count the lists in a database of `piggy sync`, sqlite:FILE or postgres://…, in place of the API"
    )
  ),
  account: Flag.String("account").pipe(
    Flag.optional,
    Flag.withMetavar("<NAME>"),
    Flag.withDescription("With --db, only this account (default: all of them together)")
  ),
  top: Options.int("top", 1, 1000).pipe(
    Flag.withDefault(10),
    Flag.withDescription("How many contacts, and rows of each oddity, are named, 1 to 1000 (default 10)")
  ),
  showEmails: Options.onlyIfGiven(
    "show-emails",
    "Name contacts by their emails, in the report too; without, by their ids"
  ),
  filter: Options.filter,
  concurrency: Options.concurrency,
  connection: Options.connection
}

type Given = Command.Command.Config.Infer<typeof flags>

const filterInWords = ({ referrer, status }: Options.Filter): string | undefined => {
  const words = [
    ...(Option.isSome(status) ? [`only those that are ${status.value}`] : []),
    ...(Option.isSome(referrer) ? [`only those made by ${referrer.value}`] : [])
  ]
  return words.length === 0 ? undefined : words.join(", ")
}

const host = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

const ofApi = ({ concurrency, connection, filter }: Given, options: Program.Options) =>
  Effect.gen(function* () {
    const { origin } = yield* PiggyClient.PiggyClient
    const program = yield* Program.fromApi(Account.filterOf(filter), concurrency, options)
    return { program, source: host(origin) }
  }).pipe(Effect.provide(Account.both(connection)))

const insights = Effect.fnUntraced(function* (given: Given) {
  const { filter, from, html, json, showEmails, top } = given
  const options = { emails: showEmails, limit: top }
  const words = filterInWords(filter)
  if (Option.isSome(from) && words !== undefined) {
    return yield* Failure.usage("--status and --referrer ask the API, and --from reads a file: leave one of them out")
  }
  if (Option.isSome(given.account) && Option.isNone(given.db)) {
    return yield* Failure.usage("--account names a list in the database of --db: give both, or neither")
  }
  if (Option.isSome(given.db) && (words !== undefined || Option.isSome(from))) {
    return yield* Failure.usage("--db reads a database: leave out --from, --status and --referrer")
  }
  if (Option.isSome(html)) yield* FileFailure.refuseUnwritable(html.value)
  const { program, source } = Option.isSome(given.db)
    ? {
        program: yield* Program.fromDatabase(given.db.value, Option.getOrUndefined(given.account), options),
        source: Option.getOrElse(given.account, () => "all accounts")
      }
    : Option.isSome(from)
      ? { program: yield* Program.fromFile(from.value, options), source: basename(from.value) }
      : yield* ofApi(given, options)
  yield* ProgramOutput.show(program, { json, report: Option.getOrUndefined(html), source, filter: words })
})

export const command = Command.make("insights", flags, (given) =>
  insights(given).pipe(Telling.as(given.connection))
).pipe(
  Command.withDescription("Count what the program achieved: statuses, who brought most, chains, and what looks odd"),
  Command.withExamples([
    { command: "piggy insights", description: "On the terminal" },
    { command: "piggy insights --html report.html", description: "As a page to read, print and hand on" },
    { command: "piggy insights --from all.ndjson --json", description: "Of a file, every figure as JSON" },
    { command: "piggy insights --db sqlite:referrals.db", description: "Of all accounts that `piggy sync` has read" }
  ])
)
