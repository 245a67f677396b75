/**
 * `piggy sync`: the referrals of many accounts into a database, and how that stands.
 *
 * What reads them is loaded only here, since it takes longer than all the rest.
 */
import type { Status } from "@effect-piggy/sync"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Failure from "../Failure.ts"
import * as Numbers from "../Numbers.ts"
import * as Options from "../Options.ts"
import * as Output from "../Output.ts"
import * as Screen from "../Screen.ts"
import { Surroundings } from "../Surroundings.ts"
import * as Table from "../Table.ts"
import * as Telling from "../Telling.ts"

const load = Effect.promise(() => import("@effect-piggy/sync"))

const isAddress = /^(?<host>[^:\s]+|\[[0-9a-f:]+\]):(?<port>\d{1,5})$/i

const address = (flag: string) =>
  Flag.String(flag).pipe(
    Flag.withMetavar("<HOST:PORT>"),
    Flag.mapTryCatch((text) => {
      const { host = "", port = "" } = isAddress.exec(text)?.groups ?? {}
      if (host === "" || Number(port) > 65_535) throw new Error(`--${flag} must be HOST:PORT, such as 127.0.0.1:34431`)
      return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) }
    }, Options.messageOf),
    Flag.optional
  )

const database = Flag.String("db").pipe(
  Flag.optional,
  Flag.withMetavar("<URL>"),
  Flag.withDescription(
    "sqlite:FILE or postgres://USER@HOST/NAME (default PIGGY_DB, or else sqlite:referrals.db); a URL with a password belongs into PIGGY_DB"
  )
)

const run = Flag.String("run").pipe(
  Flag.optional,
  Flag.withMetavar("<NAME>"),
  Flag.withDescription("The sync's name (default: the one that has not ended, or a new one named after the time)")
)

const databaseOf = (given: Option.Option<string>): Effect.Effect<string> =>
  Effect.map(Surroundings, ({ env }) => Option.getOrElse(given, () => env["PIGGY_DB"] || "sqlite:referrals.db"))

const given = <A>(value: Option.Option<A>): A | undefined => Option.getOrUndefined(value)

/** How many accounts are in which state, and those that a person should look at. */
const tell = (status: Status.Status, screen: Screen.Screen): ReadonlyArray<string> => {
  const { accounts, added, changed, ended, items, pages, takeovers, troubles, vanished } = status
  const states = Object.entries(accounts).map(([state, count]) => `${Numbers.count(count)} ${state}`)
  const lines = [
    `sync ${status.run}, ${ended ? "ended" : "under way"}: ${states.length === 0 ? "no accounts yet" : states.join(", ")}`,
    `${Numbers.of(items, "referral")} on ${Numbers.of(pages, "page")}: ${Numbers.count(added)} new, ${Numbers.count(changed)} changed, ${Numbers.count(vanished)} vanished`
  ]
  if (takeovers > 0) lines.push(`${Numbers.of(takeovers, "time")} another runner went on with an account`)
  if (troubles.length === 0) return lines
  const columns: ReadonlyArray<Table.Column> = [
    { heading: "ACCOUNT", cut: "never" },
    { heading: "STATE", cut: "never" },
    { heading: "REASON", cut: "never" },
    { heading: "WHAT HAPPENED", cut: "end" }
  ]
  const rows = troubles.map(({ account, message, reason, state }) => [account, state, reason ?? "", message ?? ""])
  return [...lines, "", ...Table.lines(columns, rows, screen)]
}

const show = (status: Status.Status, asJson: boolean) =>
  Effect.flatMap(Screen.stdout, (screen) =>
    Output.lines(...(asJson || !screen.isTerminal ? [JSON.stringify(status)] : tell(status, screen)))
  )

const json = Options.onlyIfGiven("json", "JSON on a terminal too")

const statusFlags = {
  database,
  run,
  json,
  watch: Options.onlyIfGiven("watch", "Show it anew every second until the sync has ended"),
  ...Options.logging
}

const clear = "\u001b[H\u001b[2J"

const standing = Effect.fnUntraced(function* (asked: Command.Command.Config.Infer<typeof statusFlags>) {
  const { Program } = yield* load
  const where = yield* databaseOf(asked.database)
  const name = given(asked.run)
  const ask = Program.status(where, name).pipe(
    Effect.catchTag(["UnknownDatabase", "MissingDatabase"], ({ message }) => Failure.usage(message)),
    Effect.flatMap((status) =>
      status === undefined
        ? Failure.other(
            name === undefined
              ? "there is no sync in this database yet: `piggy sync` begins one"
              : `there is no sync ${name} in this database: without --run, the newest is shown`
          )
        : Effect.succeed(status)
    )
  )
  const isLive = asked.watch && (yield* Screen.stdout).isTerminal && !asked.json
  const once = Effect.tap(ask, (status) =>
    Effect.andThen(isLive ? Output.raw(clear) : Effect.void, show(status, asked.json))
  )
  yield* asked.watch
    ? Effect.repeat(once, { schedule: Schedule.spaced("1 second"), until: ({ ended }) => ended })
    : once
})

const status = Command.make("status", statusFlags, (asked) => standing(asked).pipe(Telling.as(asked))).pipe(
  Command.withDescription("Tell how a sync stands: accounts by state, and those that failed with their reasons")
)

const flags = {
  database,
  accounts: Flag.String("accounts").pipe(
    Flag.withDefault("accounts.yaml"),
    Flag.withMetavar("<FILE>"),
    Flag.withDescription("The accounts, YAML or JSON (default accounts.yaml); it names where keys are and holds none")
  ),
  run,
  atOnce: Options.int("at-once", 1, 1000).pipe(
    Flag.withDefault(4),
    Flag.withDescription("Accounts that this runner reads at once (default 4)")
  ),
  inFlight: Options.int("in-flight", 1, 10_000).pipe(
    Flag.withDefault(64),
    Flag.withDescription("Accounts given out at once to all runners together (default 64)")
  ),
  tries: Options.int("tries", 1, 1000).pipe(
    Flag.withDefault(10),
    Flag.withDescription("Times that an account is tried which cannot be read just now (default 10, about 5 minutes)")
  ),
  runner: address("runner").pipe(
    Flag.withDescription("Where other runners reach this one; without it, this process works alone. Needs PostgreSQL")
  ),
  health: address("health").pipe(Flag.withDescription("Answer /healthz and /readyz here")),
  redis: Flag.String("redis").pipe(
    Flag.optional,
    Flag.withMetavar("<URL>"),
    Flag.withDescription(
      "A Redis that keeps the accounts' limits for all who use the keys (default PIGGY_REDIS, or none)"
    )
  ),
  json,
  ...Options.logging
}

type Given = Command.Command.Config.Infer<typeof flags>

const sync = Effect.fnUntraced(function* (asked: Given) {
  const { accounts, atOnce, health, inFlight, redis, runner, tries } = asked
  const { env } = yield* Surroundings
  const where = yield* databaseOf(asked.database)
  if (Option.isSome(runner) && !where.startsWith("postgres")) {
    return yield* Failure.usage("--runner needs a database that machines can share: give --db postgres://…")
  }
  const { Program } = yield* load
  const ended = yield* Program.run(
    {
      database: where,
      accounts,
      run: given(asked.run),
      atOnce,
      inFlight,
      tries,
      address: given(runner),
      health: given(health),
      redis: given(redis) ?? (env["PIGGY_REDIS"] || undefined)
    },
    (name) => Telling.note(`takes part in the sync ${name}`)
  )
  yield* show(ended, asked.json)
  const count = ended.troubles.length
  if (count > 0) {
    return yield* Failure.incomplete(
      `${Numbers.of(count, "account")} could not be read whole; \`piggy sync status\` lists them with their reasons`
    )
  }
})

export const command = Command.make("sync", flags, (asked) => sync(asked).pipe(Telling.as(asked))).pipe(
  Command.withDescription("Read every referral of many accounts into a database, from one process or several"),
  Command.withSubcommands([status]),
  Command.withExamples([
    { command: "piggy sync --accounts accounts.yaml", description: "Into referrals.db; started again, it goes on" },
    {
      command: "piggy sync --db postgres://sync@db/referrals --runner 10.0.0.5:34431",
      description: "One of several machines"
    },
    { command: "piggy sync status --watch", description: "How it stands, until it has ended" }
  ])
)
