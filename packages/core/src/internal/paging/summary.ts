/**
 * How a traversal went, in the words that its consumer gets.
 */
import type { Checkpoint } from "../../Checkpoint.ts"

/** What ended a traversal. */
export type EndedBy = "emptyPage" | "lastPage" | "repeatedPage" | "refused" | "maxItems" | "maxPages"

/**
 * Why an end is no proof that the list was read whole.
 *
 * | doubt | what was seen |
 * | --- | --- |
 * | `unproven` | nothing shows that this is the end |
 * | `uneven` | a page was longer than an earlier one: rows may be hidden on each page |
 * | `missing` | the server's `meta` counts more rows than were served |
 * | `emptyInside` | three pages without rows in a row, while more follows |
 * | `resumedElsewhere` | the list around the checkpoint is not the one that the checkpoint was made on |
 */
export type Doubt = "unproven" | "uneven" | "missing" | "emptyInside" | "resumedElsewhere"

/** How a traversal went. */
export interface Summary {
  /** Pages read, the empty one and the one that a resumed traversal reads again included; each counts once. */
  readonly pages: number
  /** Rows delivered. */
  readonly items: number
  /** Rows dropped because they had been delivered: from the two pages before, or by `collect` from any. */
  readonly duplicates: number
  /** Rows delivered although a recent row had the same id and another key. */
  readonly conflicting: number
  /** Rows that the first pass missed; `collect` with `passes`. */
  readonly lateFinds: number
  /** Rows that did not decode. */
  readonly invalid: number
  /** Requests sent, pages past the end and tries again included; of one still in flight at the end, the first try. */
  readonly requests: number
  /** What ended the traversal. */
  readonly endedBy: EndedBy
  /** Every page from the first to the end was read, and nothing that was seen speaks against the end. */
  readonly complete: boolean
  /** What speaks against it; empty when the traversal is complete, or was cut before there was any doubt. */
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
  /** The last page, where the server's `meta` says. */
  readonly lastPage: number | undefined
  /** The number of rows of the whole list, where the server's `meta` says. */
  readonly total: number | undefined
}
