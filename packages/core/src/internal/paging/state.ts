/**
 * Where a traversal stands between two pages, and what can be told of it: progress, a checkpoint, a summary.
 *
 * Pure.
 */
import type * as Checkpoint from "../../Checkpoint.ts"
import * as ListEnd from "./listEnd.ts"
import * as KnownRows from "./knownRows.ts"
import type { ListMeta } from "./meta.ts"
import * as Resume from "./resume.ts"
import type { Doubt, EndedBy, Progress, Summary } from "./summary.ts"

/** What a traversal is bound to. */
export interface Rules<Row> extends Resume.Scope {
  readonly identity: KnownRows.Identity<Row>
  readonly from: Checkpoint.Checkpoint | undefined
  /** Infinity where there is no bound. */
  readonly maxItems: number
  readonly maxPages: number
  /** True to recognise rows however far back: for a consumer that holds them all. */
  readonly recogniseAll: boolean
}

/** A place to resume at. */
export interface Place<Row> {
  /** The first page that was not delivered whole. */
  readonly page: number
  readonly known: KnownRows.KnownRows<Row>
  readonly evidence: ListEnd.Evidence
  /** Keys of rows that were delivered from `page`, where it was cut. */
  readonly cut: ReadonlyArray<string>
}

/** Where a traversal stands between two pages. */
export interface State<Row> {
  readonly next: Place<Row>
  /** After the last page that brought something new. */
  readonly progressed: Place<Row>
  /** Why the next page is asked for a second time, if it is. */
  readonly askedAgain: "laterHasRows" | "said" | "moved" | "refused" | undefined
  /** What the page before said, in this leg. */
  readonly saidBefore: ListMeta | undefined
  /** What the last page with rows said, in this leg. */
  readonly saidWithRows: ListMeta | undefined
  /** Pages without rows in a row, up to now, that were passed over. */
  readonly empties: number
  /** The checkpoint's rows are kept in mind up to this page. */
  readonly searchUntil: number
  readonly pages: number
  readonly items: number
  readonly duplicates: number
  /** Those of the pages in a row, up to now, that brought nothing new. */
  readonly idleDuplicates: number
  readonly conflicting: number
  readonly invalid: number
  readonly moved: boolean
  readonly ended: Ended<Row> | undefined
}

/** The end of a traversal, and where it could resume. */
export interface Ended<Row> {
  readonly by: EndedBy | "stalled"
  readonly doubts: ReadonlyArray<Doubt>
  readonly resumeAt: Place<Row>
}

/** The first page that no leg before this one delivered whole. */
export const firstNew = (from: Checkpoint.Checkpoint | undefined): number => from?.page ?? 1

/** The page a leg starts with: the one before the checkpoint's, so that rows which moved back are seen. */
export const firstPage = (from: Checkpoint.Checkpoint | undefined): number => Math.max(1, firstNew(from) - 1)

const noKeys: KnownRows.SavedKeys = { older: [], newer: [], cut: [] }

export const begin = <Row>({ from, recogniseAll }: Rules<Row>): State<Row> => {
  const saved = from === undefined ? noKeys : Resume.savedKeys(from)
  const place: Place<Row> = {
    page: firstPage(from),
    known: KnownRows.begin(saved, recogniseAll),
    evidence: from === undefined ? ListEnd.noEvidence : Resume.evidenceOf(from),
    cut: saved.cut
  }
  return {
    next: place,
    progressed: place,
    askedAgain: undefined,
    saidBefore: undefined,
    saidWithRows: undefined,
    empties: 0,
    searchUntil: 0,
    pages: 0,
    items: 0,
    duplicates: 0,
    idleDuplicates: 0,
    conflicting: 0,
    invalid: 0,
    moved: from?.evidence?.moved ?? false,
    ended: undefined
  }
}

/** The last page worth asking for ahead of need: what `maxItems` can need, and no more than `maxPages`. */
export const horizon = <Row>(rules: Rules<Row>, { items, next }: State<Row>): number => {
  const longest = ListEnd.longestOf(next.evidence) || rules.pageSize
  const needed = Math.ceil((rules.maxItems - items) / longest)
  return Math.min(next.page + needed, firstNew(rules.from) + rules.maxPages) - 1
}

// Whether rows moved: of the pages at the end that brought nothing, only a repeated page is no sign of it.
const hasMoved = ({ duplicates, idleDuplicates, moved }: State<unknown>, by?: Ended<unknown>["by"]): boolean =>
  moved || duplicates - (by === "repeatedPage" ? idleDuplicates : 0) > 0

/**
 * A checkpoint at a place: never before the one that the leg resumed from, whose page before was delivered by then.
 *
 * @param now milliseconds since 1970
 */
export const checkpoint = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  { cut, evidence, known, page }: Place<Row>,
  now: number
): Checkpoint.Checkpoint =>
  Resume.makeCheckpoint(rules, {
    page: Math.max(page, firstNew(rules.from)),
    keys: { ...KnownRows.savedKeys(known, rules.identity), cut },
    evidence,
    moved: hasMoved(state),
    now
  })

/** How far the traversal has come. */
export const progressOf = ({ duplicates, invalid, items, next, pages }: State<unknown>): Progress => ({
  pages,
  items,
  duplicates,
  invalid,
  lastPage: next.evidence.said?.lastPage,
  total: next.evidence.said?.total
})

/** How the traversal went. */
export const summarize = <Row>(
  state: State<Row>,
  { by, doubts }: Ended<Row> & { readonly by: EndedBy },
  requests: number,
  at: Checkpoint.Checkpoint
): Summary => {
  const isCut = by === "maxItems" || by === "maxPages"
  return {
    pages: state.pages,
    items: state.items,
    duplicates: state.duplicates,
    conflicting: state.conflicting,
    lateFinds: 0,
    invalid: state.invalid,
    requests,
    endedBy: by,
    complete: !isCut && doubts.length === 0,
    doubts,
    drift: hasMoved(state, by) ? "moved" : "unknown",
    ...(isCut ? { checkpoint: at } : {})
  }
}
