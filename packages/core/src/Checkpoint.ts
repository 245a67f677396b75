/**
 * Where a traversal can go on: a page boundary and what was delivered just before it.
 *
 * A checkpoint is plain JSON by {@link Checkpoint}: keep it in a file, a row or a message. It holds ids and the filter,
 * and no email and no credential.
 */
import * as Schema from "effect/Schema"
import { typeGuard } from "./internal/typeGuard.ts"

/** The version of the checkpoint's shape; one of another version is refused. */
export const version = 1

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Positive = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

export const Checkpoint = Schema.Struct({
  version: Schema.Literal(version),
  /** Origin of the base URL that was read, e.g. `https://api.piggy.eu`. */
  origin: Schema.String,
  /** The filter of the traversal as given: JSON that only the traversal understands. */
  filter: Schema.Unknown,
  /** Rows asked for on a page, 1 to 100. */
  pageSize: Positive,
  /** The first page that was not delivered whole, from 1. Resuming reads the page before it again. */
  page: Positive,
  /** Rows on the pages before `page` that brought anything new. */
  seen: Count,
  /** The length of the longest page before `page`. */
  longest: Count,
  /** Keys of the rows delivered from the last two pages, the older first, and from `page` if it was cut; resuming drops these. */
  keys: Schema.Array(Schema.Array(Schema.String))
})

/** Where a traversal can go on. */
export interface Checkpoint extends Schema.Schema.Type<typeof Checkpoint> {}

/** What a traversal reads: a checkpoint belongs to one. */
export interface Scope {
  readonly origin: string
  readonly filter: Schema.Json
  readonly pageSize: number
}

// Keys in order, so that two spellings of one filter are one text.
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part
  )

const isCheckpoint = typeGuard(Checkpoint)

/** Why a traversal cannot go on from a checkpoint; undefined when it can. */
export const refusal = (checkpoint: Checkpoint, scope: Scope): string | undefined => {
  if (!isCheckpoint(checkpoint))
    return `from is not a checkpoint of version ${version}: decode it by Checkpoint.Checkpoint, or start over`
  if (checkpoint.origin !== scope.origin)
    return `the checkpoint in from was made at ${checkpoint.origin}, and this client reads ${scope.origin}: use a client of that host, or start over`
  if (checkpoint.pageSize !== scope.pageSize) {
    return `the checkpoint in from was made with pageSize ${checkpoint.pageSize}, got ${scope.pageSize}: leave pageSize out to use the checkpoint's`
  }
  return canonical(checkpoint.filter) === canonical(scope.filter)
    ? undefined
    : "the checkpoint in from was made with another filter: give the same filter, or start over"
}
