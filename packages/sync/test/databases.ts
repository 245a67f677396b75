/**
 * Both databases, empty, with the tables made.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Database, Tables } from "@effect-piggy/sync"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Postgres from "./Postgres.ts"

/** A folder that is gone with the scope. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "piggy-sync-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const withTables = (url: Effect.Effect<string>) =>
  Layer.unwrap(
    Effect.map(url, (text) => {
      const client = Database.layerFromText(text)
      return Layer.provideMerge(Layer.effectDiscard(Tables.migrate), client)
    })
  )

export const sqlite = Layer.unwrap(
  Effect.map(temporaryFolder, (folder) => withTables(Effect.succeed(`sqlite:${join(folder, "referrals.db")}`)))
)

export const postgres = Layer.unwrap(Effect.map(Postgres.make, ({ database }) => withTables(database)))

/** Each database by name, and whether tests of it are left out on this machine. */
export const databases = [
  { name: "SQLite", layer: sqlite, isMissing: false },
  { name: "PostgreSQL", layer: postgres, isMissing: Postgres.isMissing }
] as const
