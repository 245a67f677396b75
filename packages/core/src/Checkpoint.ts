/**
 * Where a traversal can resume: a page boundary, the rows delivered just before it, and the evidence so far.
 *
 * A checkpoint is plain JSON by {@link Checkpoint}: keep it in a file, a row or a message. It holds keys of rows, which are
 * ids where the list's description makes them of ids, and a digest of the filter; no value of the filter, no email and no
 * credential.
 */
import * as Schema from "effect/Schema"

/** The version of a checkpoint that is made now. Those of versions 1 and 2 are read too. */
export const version = 3

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Positive = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** What the pages before `page` have shown. */
const Evidence = Schema.Struct({
  /** Milliseconds since 1970 when the checkpoint was made. */
  at: Count,
  /** Rows delivered, by all legs of the traversal. */
  delivered: Count,
  /** The longest page before the last one; 0 where there is none. */
  longest: Count,
  /** The shortest page before the last one; null where there is none. */
  shortest: Schema.NullOr(Count),
  /** The length of the last page; null where there is none. */
  last: Schema.NullOr(Count),
  /** The newest `meta` that gave a total or a last page. */
  said: Schema.optionalKey(
    Schema.Struct({
      echo: Schema.optionalKey(Count),
      lastPage: Schema.optionalKey(Count),
      total: Schema.optionalKey(Count)
    })
  ),
  /** How many pages in a row, just before, brought no new row. */
  idle: Count,
  /** Whether one of those had as many rows as were asked for. */
  idleFull: Schema.Boolean,
  /** Whether rows moved. */
  moved: Schema.Boolean,
  /** Whether a page was longer than an earlier one. */
  uneven: Schema.Boolean,
  /** Whether an earlier resume did not find the rows of its checkpoint. */
  resumedElsewhere: Schema.Boolean
})

export const Checkpoint = Schema.Struct({
  version: Schema.Literals([1, 2, version]),
  /** Origin of the base URL that was read, e.g. `https://api.piggy.eu`. */
  origin: Schema.String,
  /** The path of the list on its host, that of the base URL included. In version 2 without that; absent in version 1. */
  path: Schema.optionalKey(Schema.String),
  /**
   * A digest of the filter, by which another one is refused. It is short and unkeyed: who has it can check a guess. In
   * versions 1 and 2, the filter as given.
   */
  filter: Schema.Unknown,
  /** Rows asked for on a page, 1 to 100. */
  pageSize: Positive,
  /** The first page that was not delivered completely, from 1. Resuming reads the page before it again. */
  page: Positive,
  /** Rows read on the pages before `page`, without pages that repeat a recent one. */
  seen: Count,
  /** The length of the longest page before `page`. */
  longest: Count,
  /**
   * Keys of the rows on the two pages before `page`, the older first; then, if `maxItems` cut `page`, those of the rows
   * delivered from it. Resuming drops these rows.
   */
  keys: Schema.Array(Schema.Array(Schema.String)),
  /** Absent in version 1. */
  evidence: Schema.optionalKey(Evidence)
})

/** Where a traversal can resume. */
export interface Checkpoint extends Schema.Schema.Type<typeof Checkpoint> {}
