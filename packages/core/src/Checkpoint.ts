/**
 * Where a traversal can go on: a page boundary and what was delivered just before it.
 *
 * A checkpoint is plain JSON by {@link Checkpoint}: keep it in a file, a row or a message. It holds ids, and no email
 * and no credential.
 */
import * as Schema from "effect/Schema"

/** The version of the checkpoint's shape; one of another version is refused. */
export const version = 1

export const Checkpoint = Schema.Struct({
  version: Schema.Literal(version),
  /** Origin of the base URL that was read, e.g. `https://api.piggy.eu`. */
  origin: Schema.String,
  /** The filter of the traversal, as given. */
  filter: Schema.Json,
  /** Rows asked for on a page, 1 to 100. */
  pageSize: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** The first page that was not delivered whole, from 1. Resuming reads the page before it again. */
  page: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** Keys of the rows delivered from the last two pages, the older page first; resuming drops these rows. */
  keys: Schema.Array(Schema.Array(Schema.String))
})

/** Where a traversal can go on. */
export interface Checkpoint extends Schema.Schema.Type<typeof Checkpoint> {}
