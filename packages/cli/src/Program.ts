/**
 * A program's figures, and what is known of how whole they are: counted from the API, or from a file of an export.
 */
import { Insights, Referral, type Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import * as Failure from "./Failure.ts"
import * as FileFailure from "./FileFailure.ts"
import * as Reading from "./Reading.ts"

/** What was counted. */
export interface Program {
  readonly insights: Insights.Insights
  /** What speaks against these being all referrals; undefined where nothing does. */
  readonly doubt: string | undefined
}

/** How to count. */
export interface Options {
  /** Whether the leaderboard names emails. */
  readonly emails: boolean
  /** The most entries of each list of the result. */
  readonly limit: number
}

/** Counts what the API has. */
export const fromApi = Effect.fnUntraced(function* (
  filter: Referrals.Filter,
  concurrency: number,
  { emails, limit }: Options
) {
  const state = Insights.empty({ emails })
  const summary = yield* Reading.pages(filter, { concurrency }, ({ items }) =>
    Effect.sync(() => void Insights.add(state, items))
  )
  const program: Program = {
    insights: Insights.summarize(state, { limit }),
    doubt: summary.complete ? undefined : Reading.doubtOf(summary)
  }
  return program
})

const rowOf = Schema.decodeUnknownEffect(Referral.Referral)

// A line of NDJSON, or one of the array that `piggy export` writes a row of on each line.
const parse = (line: string) =>
  Effect.flatMap(
    Effect.try(() => JSON.parse(line.replace(/,\s*$/, "")) as unknown),
    (value) => rowOf(value)
  )

const isRow = (line: string): boolean => !/^\s*[[\]]?\s*$/.test(line) && line.trim() !== "[]"

/** Counts what a file holds: one that `piggy export` wrote as NDJSON or JSON. */
export const fromFile = Effect.fnUntraced(function* (path: string, { emails, limit }: Options) {
  if (/\.(?:csv|parquet)$/i.test(path)) {
    return yield* Failure.usage(`${path}: --from reads NDJSON and JSON; \`piggy export --out all.ndjson\` writes it`)
  }
  const files = yield* FileSystem.FileSystem
  const state = Insights.empty({ emails })
  let number = 0
  yield* files.stream(path).pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.mapEffect((line) => {
      number++
      const at = number
      if (!isRow(line)) return Effect.succeed([])
      return Effect.mapBoth(parse(line), {
        onFailure: () => Failure.usage(`${path}, line ${at}: no referral; --from reads what \`piggy export\` writes`),
        onSuccess: (row) => [row]
      })
    }),
    Stream.grouped(1000),
    Stream.runForEach((rows) => Effect.sync(() => void Insights.add(state, rows.flat()))),
    Effect.catchTag("PlatformError", (error) => Failure.usage(`${path} cannot be read: ${FileFailure.wordOf(error)}`))
  )
  const program: Program = {
    insights: Insights.summarize(state, { limit }),
    doubt: path.endsWith(".partial") ? "the file is of an export that did not end" : undefined
  }
  return program
})

/** Counts what a database of `piggy sync` has: one account's list, or those of all. */
export const fromDatabase = Effect.fnUntraced(function* (
  database: string,
  account: string | undefined,
  { emails, limit }: Options
): Effect.fn.Return<Program, Failure.Failure | SqlError> {
  const { Database, DatabaseInsights, Tables } = yield* Effect.promise(() => import("@effect-piggy/sync"))
  const accounts = account === undefined ? undefined : [account]
  const nothing = Failure.other("the database has no referrals of that: `piggy sync` reads accounts into it")
  return yield* Effect.gen(function* () {
    if (!(yield* Tables.exist)) return yield* nothing
    const insights = yield* DatabaseInsights.count({ accounts, emails, limit })
    const unread = yield* DatabaseInsights.neverRead(accounts)
    if (insights.total === 0 && unread.length === 0) return yield* nothing
    const doubt =
      unread.length === 0
        ? undefined
        : `the lists of ${unread.join(", ")} were never read whole: see \`piggy sync status\``
    const program: Program = { insights, doubt }
    return program
  }).pipe(
    Effect.provide(Database.layerOfExisting(database)),
    Effect.catchTag(["UnknownDatabase", "MissingDatabase"], ({ message }) => Failure.usage(message))
  )
})
