/**
 * A walk: one client going through the pages of one list, and what it did wrong on the way.
 */
import * as Schema from "effect/Schema"

const mistakeKinds = [
  "pageSkipped",
  "pageFetchedTwice",
  "filterChanged",
  "pagedPastTheEnd",
  "retryAfterNotWaitedFor",
  "unknownParameter"
] as const

export const Mistake = Schema.Struct({
  kind: Schema.Literals(mistakeKinds),
  page: Schema.Int,
  /** The journal's id of the request. */
  request: Schema.Int,
  message: Schema.String
})
export type Mistake = typeof Mistake.Type

export const Walk = Schema.Struct({
  client: Schema.String,
  /** As the client names itself. */
  userAgent: Schema.optionalKey(Schema.String),
  /** The query without `page`. */
  list: Schema.String,
  /** When its first request arrived, by the mock's clock. */
  at: Schema.Finite,
  requests: Schema.Int,
  /** Pages that were answered, ascending. */
  pages: Schema.Array(Schema.Int),
  rows: Schema.Int,
  /** Rows in the whole list, when its newest page was answered. */
  total: Schema.optionalKey(Schema.Int),
  /** True once an empty page told the client where the list ends; one that the scenario emptied does not. */
  ended: Schema.Boolean,
  /** True once it went back to a page it had read, as a table's user does: pages left out or read again are no mistake. */
  goesBack: Schema.Boolean,
  /** Statuses from 400 to 499 that refused it for good, each once: neither 408 nor 429, which ask it to come again. */
  refused: Schema.Array(Schema.Int),
  /** Its last request: where it stopped, unless it goes on. */
  last: Schema.Struct({
    /** The journal's id of it. */
    request: Schema.Int,
    /** When it had been answered, by the mock's clock. */
    at: Schema.Finite,
    page: Schema.Int,
    status: Schema.Int,
    rows: Schema.optionalKey(Schema.Int),
    /** What the scenario did to its answer. */
    faults: Schema.Array(Schema.String)
  }),
  mistakes: Schema.Array(Mistake)
})
export type Walk = typeof Walk.Type
