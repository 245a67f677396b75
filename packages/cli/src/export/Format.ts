/**
 * Which format a file has, and what writes it.
 */
import * as Effect from "effect/Effect"
import type { Encoder } from "./Encoder.ts"
import * as Json from "./Json.ts"
import type { Ids } from "./Parquet.ts"

/** The formats. */
export const formats = ["ndjson", "json", "csv", "parquet"] as const

/** One of the formats. */
export type Format = (typeof formats)[number]

/** What a format can be told. */
export interface Settings {
  readonly escapeFormulas: boolean
  readonly ids: Ids
}

/** The format that a file's name speaks of. */
export const ofName = (name: string): Format | undefined => {
  const ending = /\.([a-z]+)$/.exec(name.toLowerCase())?.[1]
  return ending === "jsonl" ? "ndjson" : formats.find((format) => format === ending)
}

/** What writes a new file. Loads no more than the format needs. */
export const encoder = (format: Format, { escapeFormulas, ids }: Settings): Effect.Effect<Encoder> => {
  switch (format) {
    case "ndjson":
      return Effect.succeed(Json.ndjson)
    case "json":
      return Effect.succeed(Json.json)
    case "csv":
      return Effect.promise(async () => (await import("./Csv.ts")).csv(escapeFormulas))
    case "parquet":
      return Effect.promise(async () => (await import("./Parquet.ts")).parquet(ids))
  }
}

/** Whether a file of this format can be cut at the end of any page and gone on with. */
export const canGoOn = (format: Format): boolean => format !== "parquet"
