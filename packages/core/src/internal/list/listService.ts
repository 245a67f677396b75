/**
 * The service of a list, in the types that its users see.
 */
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { PiggyError } from "../../PiggyError.ts"
import type * as Calls from "../http/callOptions.ts"
import type * as Paging from "../paging/page.ts"
import type * as Summaries from "../paging/summary.ts"
import type * as DecodePage from "./decodePage.ts"
import type * as ListOptions from "./listOptions.ts"

/** Per-call overrides. */
export type CallOptions = Calls.CallOptions

/** How to read all rows. */
export type StreamOptions = ListOptions.StreamOptions

/** How to collect all rows. */
export type CollectOptions = ListOptions.CollectOptions

/** How a traversal went. */
export type Summary = Summaries.Summary

/** How far a traversal has come. */
export type Progress = Summaries.Progress

/** A row that did not decode: where it stood and what is wrong there. */
export type InvalidItem = DecodePage.InvalidItem

/** A page in order, without the rows that were delivered before. */
export type Page<Row> = Paging.Page<Row, InvalidItem>

/** One page as answered. */
export interface ListPage<Row> {
  /** The rows on it, in the server's order. */
  readonly data: ReadonlyArray<Row>
  /** What the server sent: an array, an object, or nothing. */
  readonly meta?: unknown
}

/** All rows under the list's own noun, and how the reading went. */
export type Collected<Noun extends string, Row> = { readonly [Name in Noun]: ReadonlyArray<Row> } & {
  readonly summary: Summary
}

/** The fields of a query that are not part of the filter. */
export interface PageQuery {
  /** The most rows to return, from 1; default: the server's own. The server may return fewer. */
  readonly limit?: number
  /** The page within the list, from 1; default 1. */
  readonly page?: number
}

/** What a list can do. */
export interface List<Noun extends string, Filter, Row> {
  /** One page. The server may return fewer rows than `limit`. */
  readonly list: (query?: Filter & PageQuery, options?: CallOptions) => Effect.Effect<ListPage<Row>, PiggyError>
  /** Every row, in the server's order. */
  readonly stream: (filter?: Filter, options?: StreamOptions) => Stream.Stream<Row, PiggyError>
  /** Every row, page by page, each page with progress and a checkpoint. */
  readonly pages: (filter?: Filter, options?: StreamOptions) => Stream.Stream<Page<Row>, PiggyError>
  /** Every row at once, with the summary. Reads up to `passes` times, until two passes agree. */
  readonly collect: (filter?: Filter, options?: CollectOptions) => Effect.Effect<Collected<Noun, Row>, PiggyError>
}
