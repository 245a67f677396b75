/**
 * `piggy list`: one page of referrals, a table on a terminal and JSON lines in a pipe.
 */
import { type Referral, Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Account from "../Account.ts"
import * as Options from "../Options.ts"
import * as Output from "../Output.ts"
import * as Redaction from "../Redaction.ts"
import * as Screen from "../Screen.ts"
import * as Table from "../Table.ts"
import * as Telling from "../Telling.ts"

const flags = {
  filter: Options.filter,
  limit: Options.int("limit", 1, 100).pipe(
    Flag.withDefault(30),
    Flag.withDescription("Referrals on the page, 1 to 100 (default 30); `piggy export` writes all of them")
  ),
  page: Options.int("page", 1, Number.MAX_SAFE_INTEGER).pipe(
    Flag.withDefault(1),
    Flag.withDescription("Which page, from 1 (default 1)")
  ),
  json: Options.onlyIfGiven("json", "JSON lines on a terminal too, every field of the API's"),
  redaction: Options.redaction,
  connection: Options.connection
}

type Given = Command.Command.Config.Infer<typeof flags>

const columns: ReadonlyArray<Table.Column> = [
  { heading: "REFERRAL", cut: "never" },
  { heading: "STATUS", cut: "never" },
  { heading: "REFERRED BY", cut: "end" },
  { heading: "CONTACT", cut: "end" }
]

/** Who a contact is: the email, or the id of one that has none. */
const nameOf = ({ email, uuid }: Referral.Contact): string => email ?? uuid

const table = (rows: ReadonlyArray<Referral.Referral>, screen: Screen.Screen): ReadonlyArray<string> =>
  rows.length === 0
    ? ["no referrals on this page"]
    : Table.lines(
        columns,
        rows.map((row) => [row.uuid, row.status, nameOf(row.referring_contact), nameOf(row.referred_contact)]),
        screen
      )

const list = Effect.fnUntraced(function* ({ filter, json, limit, page, redaction: given }: Given) {
  const referrals = yield* Referrals.Referrals
  const redaction = yield* Redaction.of(given)
  const { data } = yield* referrals.list({ ...Account.filterOf(filter), limit, page })
  const rows = data.map(redaction.referral)
  const screen = yield* Screen.stdout
  yield* Output.lines(...(screen.isTerminal && !json ? table(rows, screen) : rows.map((row) => JSON.stringify(row))))
  const how = Redaction.inWords(redaction)
  if (how !== undefined && Option.isNone(given.redactKeyFile)) yield* Telling.note(how)
})

export const command = Command.make("list", flags, (given) =>
  list(given).pipe(Effect.provide(Account.referrals(given.connection)), Telling.as(given.connection))
).pipe(
  Command.withDescription("Show one page of referrals: a table on a terminal, JSON lines in a pipe"),
  Command.withExamples([
    { command: "piggy list --status completed", description: "The first 30 completed referrals" },
    { command: "piggy list --limit 100 --page 2 | jq -r .uuid", description: "The ids on the second page" }
  ])
)
