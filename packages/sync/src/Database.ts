/**
 * Which database: `sqlite:referrals.db` for a file, `postgres://user:password@host:5432/name` for PostgreSQL.
 *
 * The tables are the same on both; what the two spell differently stands in `Dialect`.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import * as SqliteClient from "./SqliteClient.ts"

/** A database that is named in no known way. */
export class UnknownDatabase extends Schema.TaggedError<UnknownDatabase>()("UnknownDatabase", {}) {
  override get message() {
    return "the database must be sqlite:PATH, such as sqlite:referrals.db, or postgres://USER@HOST:5432/NAME"
  }
}

/** A file that is to be read, and is not there. */
export class MissingDatabase extends Schema.TaggedError<MissingDatabase>()("MissingDatabase", {
  path: Schema.String
}) {
  override get message() {
    return `there is no database ${this.path}: name the file that \`piggy sync\` wrote`
  }
}

/** Where rows are kept. */
export type Location =
  | { readonly kind: "sqlite"; readonly filename: string }
  /** The URL may hold a password, so it is never printed. */
  | { readonly kind: "postgres"; readonly url: Redacted.Redacted }

/** Reads a location; its error does not repeat it, since it may hold a password. */
export const parse = (text: string): Result.Result<Location, UnknownDatabase> => {
  const sqlite = /^sqlite:(?:\/\/)?(.+)$/.exec(text)
  if (sqlite?.[1] !== undefined) return Result.succeed({ kind: "sqlite", filename: sqlite[1] })
  return /^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text)
    ? Result.succeed({ kind: "postgres", url: Redacted.make(text, { label: "database url" }) })
    : Result.fail(new UnknownDatabase())
}

/** Settings of a client. */
export interface Options {
  /** Connections to PostgreSQL at the most; default 10. SQLite has one. */
  readonly maxConnections?: number | undefined
  /** What PostgreSQL calls the sessions; default `piggy-sync`. */
  readonly applicationName?: string | undefined
}

/** The client of a location, for as long as the layer lives. */
export const layer = (location: Location, options: Options = {}): Layer.Layer<SqlClient, SqlError> =>
  location.kind === "sqlite"
    ? SqliteClient.layer({ filename: location.filename })
    : PgClient.layer({
        url: location.url,
        applicationName: options.applicationName ?? "piggy-sync",
        maxConnections: options.maxConnections ?? 10
      })

/** The client of a location that is written as text. */
export const layerFromText = (text: string, options?: Options): Layer.Layer<SqlClient, SqlError | UnknownDatabase> =>
  Layer.unwrap(Effect.map(Effect.fromResult(parse(text)), (location) => layer(location, options)))

/** The same for who only reads: makes no file where there is none. */
export const layerOfExisting = (
  text: string,
  options?: Options
): Layer.Layer<SqlClient, SqlError | UnknownDatabase | MissingDatabase> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const location = yield* Effect.fromResult(parse(text))
      if (location.kind === "sqlite" && !existsSync(location.filename)) {
        return yield* new MissingDatabase({ path: resolve(location.filename) })
      }
      return layer(location, options)
    })
  )
