/**
 * What a consumer is told about a traversal: its progress, and how it went.
 */
import type { Checkpoint } from "../../Checkpoint.ts"

/** What ended a traversal. */
export type EndedBy = "emptyPage" | "lastPage" | "repeatedPage" | "refused" | "maxItems" | "maxPages"

/**
 * Why an end does not prove that the whole list was read.
 *
 * | doubt | what was seen |
 * | --- | --- |
 * | `unproven` | nothing shows that this is the end, or this page or a later one had rows in an earlier answer |
 * | `uneven` | a page was longer than an earlier one: rows may be hidden on each page |
 * | `missing` | the server's `meta` counts more rows than were served |
 * | `emptyInside` | three pages without rows in a row, while more follows |
 * | `resumedElsewhere` | no row of the checkpoint was found again: this may be another list |
 */
export type Doubt = "unproven" | "uneven" | "missing" | "emptyInside" | "resumedElsewhere"

/** How a traversal went. */
export interface Summary {
  /** Pages read, each counted once. An empty page counts, and so does the page that a resumed traversal reads again. */
  readonly pages: number
  /** Rows delivered. */
  readonly items: number
  /** Rows dropped because they had been delivered: from the two pages before, or in `collect` from any page. */
  readonly duplicates: number
  /** Rows delivered although a recent row had the same id and another key. */
  readonly conflicting: number
  /** Rows that the first pass missed; `collect` with `passes`. */
  readonly lateFinds: number
  /** Rows that did not decode. */
  readonly invalid: number
  /** Requests sent until the end was reached, including retries and pages past the end. */
  readonly requests: number
  /** What ended the traversal. */
  readonly endedBy: EndedBy
  /** Every page from the first to the end was read, and nothing that was seen speaks against the end. */
  readonly complete: boolean
  /** What speaks against the end; empty if the traversal is complete, or was cut before there was any doubt. */
  readonly doubts: ReadonlyArray<Doubt>
  /**
   * `"moved"`: rows moved while they were read, or two passes differed. `"none"`: two complete passes in a row agreed, so
   * the rows are the list as it stood between them. `"unknown"`: one pass, or a part of the list, cannot say.
   */
  readonly drift: "none" | "unknown" | "moved"
  /** Where to resume; present when `maxItems` or `maxPages` cut the traversal. */
  readonly checkpoint?: Checkpoint
}

/** How far a traversal has come, the page included. */
export interface Progress {
  /** Pages read. */
  readonly pages: number
  /** Rows delivered. */
  readonly items: number
  /** Rows dropped because they had been delivered. */
  readonly duplicates: number
  /** Rows that did not decode. */
  readonly invalid: number
  /** The number of the last page, if the server's `meta` gives it. */
  readonly lastPage: number | undefined
  /** The number of rows of the whole list, if the server's `meta` gives it. */
  readonly total: number | undefined
}
