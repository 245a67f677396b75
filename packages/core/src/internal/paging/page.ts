/**
 * A page of a numbered list: as answered, as read, and as handed to the consumer.
 */
import type * as Result from "effect/Result"
import type { Checkpoint } from "../../Checkpoint.ts"
import type { ListMeta } from "./meta.ts"
import type { Progress } from "./summary.ts"

/** The rows of a page. */
export interface PageRead<Row, Invalid> {
  readonly rows: ReadonlyArray<Row>
  /** Rows that did not decode. */
  readonly invalid: ReadonlyArray<Invalid>
  /** The text of each row that did not decode, to recognise it when it comes again. Not for the consumer. */
  readonly unread: ReadonlyArray<string>
}

/** A page as answered. Its rows are decoded later, after the next request was sent. */
export interface Answered<Row, Invalid, E> {
  /** Rows on the page, whether they decode or not. */
  readonly length: number
  /** The answer's `meta`; undefined if it gives neither a total nor a last page. */
  readonly said: ListMeta | undefined
  readonly decode: () => Result.Result<PageRead<Row, Invalid>, E>
}

/** A page in order, without the rows that were delivered before. */
export interface Page<Row, Invalid> {
  /** The page's number, from 1. */
  readonly number: number
  /** Its rows, in order, without those that were delivered from the two pages before. */
  readonly items: ReadonlyArray<Row>
  /** Its rows that did not decode, with `invalidItems: "report"`. */
  readonly invalid: ReadonlyArray<Invalid>
  /** How far the traversal has come, this page included. */
  readonly progress: Progress
  /** Resumes after this page. */
  readonly checkpoint: Checkpoint
}
