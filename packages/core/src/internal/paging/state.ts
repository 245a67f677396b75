/**
 * The state of a traversal between two pages, and what is made from it: progress, checkpoint, summary.
 *
 * Pure.
 */
import type * as Checkpoint from "../../Checkpoint.ts"
import * as ListEnd from "./listEnd.ts"
import * as KnownRows from "./knownRows.ts"
import type { ListMeta } from "./meta.ts"
import * as Resume from "./resume.ts"
import type { Doubt, EndedBy, Progress, Summary } from "./summary.ts"

/** What stays the same during a traversal. */
export interface Rules<Row> extends Resume.Scope {
  readonly identity: KnownRows.Identity<Row>
  readonly from: Checkpoint.Checkpoint | undefined
  /** Infinity where there is no bound. */
  readonly maxItems: number
  readonly maxPages: number
  /** True to recognise rows from any earlier page, for a consumer that holds all rows. */
  readonly recogniseAll: boolean
  readonly filterDigest: string
}

/** A place to resume at. */
export interface Place<Row> {
  /** The first page that was not delivered completely. */
  readonly page: number
  readonly known: KnownRows.KnownRows<Row>
  readonly evidence: ListEnd.Evidence
  /** Keys of rows that were delivered from `page`, where it was cut. */
  readonly cut: ReadonlyArray<string>
}

/** The state of a traversal between two pages. */
export interface State<Row> {
  readonly next: Place<Row>
  /** After the last page that brought something new. */
  readonly progressed: Place<Row>
  /** Why the next page is requested a second time, if it is. */
  readonly askedAgain: "laterHasRows" | "said" | "moved" | "refused" | undefined
  /** The `meta` of the page before, in this leg. */
  readonly saidBefore: ListMeta | undefined
  /** The `meta` of the last page with rows, in this leg. */
  readonly saidWithRows: ListMeta | undefined
  /** How many of the latest pages in a row had no rows and were skipped. */
  readonly empties: number
  /** The checkpoint's keys are remembered up to this page. */
  readonly searchUntil: number
  readonly pages: number
  readonly items: number
  readonly duplicates: number
  /** Duplicates on the latest pages in a row that brought nothing new. */
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

/** The first page that no earlier leg delivered completely. */
export const firstNew = (from: Checkpoint.Checkpoint | undefined): number => from?.page ?? 1

/** The page a leg starts with: the one before the checkpoint's, where rows may have moved to. */
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

/** The last page worth reading ahead: as far as `maxItems` needs and `maxPages` allows. */
export const horizon = <Row>(rules: Rules<Row>, { items, next }: State<Row>): number => {
  const longest = ListEnd.longestOf(next.evidence) || rules.pageSize
  const needed = Math.ceil((rules.maxItems - items) / longest)
  return Math.min(next.page + needed, firstNew(rules.from) + rules.maxPages) - 1
}

// Whether rows moved. Duplicates show it, except those on the repeated pages that ended the list.
const hasMoved = ({ duplicates, idleDuplicates, moved }: State<unknown>, by?: Ended<unknown>["by"]): boolean =>
  moved || duplicates - (by === "repeatedPage" ? idleDuplicates : 0) > 0

/**
 * A checkpoint at a place, but never before the one that the leg resumed from: earlier pages were delivered by then.
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
    filterDigest: rules.filterDigest,
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
