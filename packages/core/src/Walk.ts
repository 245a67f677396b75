/**
 * The bookkeeping of a traversal: pages in order go in, what is delivered and how it ended come out.
 *
 * Pure. Everything that decides a walk (its end, its cuts, its counts) is decided here from pages in order, so it is
 * the same whatever the concurrency and whichever answer came first.
 */
import type * as Checkpoint from "./Checkpoint.ts"
import { version } from "./Checkpoint.ts"
import * as Evidence from "./Evidence.ts"
import * as Prefetch from "./Prefetch.ts"

/** What ended a walk. */
export type EndedBy = "emptyPage" | "lastPage" | "repeatedPage" | "refused" | "maxItems" | "maxPages"

/** How a walk went. */
export interface Summary {
  /** Pages read, the empty one and the one that a resumed walk reads again included. */
  readonly pages: number
  /** Rows delivered. */
  readonly items: number
  /** Rows dropped, since one of the two pages before had delivered them. */
  readonly duplicates: number
  /** Rows delivered although another row of the same id stood close by. */
  readonly conflicting: number
  /** Rows that only a later pass found; `collect` with `passes`. */
  readonly lateFinds: number
  /** Rows that did not decode. */
  readonly invalid: number
  /** Requests sent, pages past the end and tries again included; of one still in flight at the end, the first try. */
  readonly requests: number
  /** What ended the walk. */
  readonly endedBy: EndedBy
  /** Every page from the first to the end was read, and the end was evidenced. Says nothing of rows that moved. */
  readonly complete: boolean
  /**
   * `"moved"`: rows moved while they were read, or two passes differed. `"none"`: two complete passes in a row agreed, so
   * the rows are the list as it stood between them. `"unknown"`: one pass, or a part of the list, cannot say.
   */
  readonly drift: "none" | "unknown" | "moved"
  /** Where to go on; present when `maxItems` or `maxPages` cut the walk. */
  readonly checkpoint?: Checkpoint.Checkpoint
}

/** How far a walk has come, the page included. */
export interface Progress {
  /** Pages read. */
  readonly pages: number
  /** Rows delivered. */
  readonly items: number
  /** Rows dropped, since one of the two pages before had delivered them. */
  readonly duplicates: number
  /** Rows that did not decode. */
  readonly invalid: number
  /** The last page, where the server's `meta` says. */
  readonly lastPage: number | undefined
  /** The number of rows of the whole list, where the server's `meta` says. */
  readonly total: number | undefined
}

/** What a walk is bound to. */
export interface Rules<Row> extends Checkpoint.Scope {
  readonly identity: Evidence.Identity<Row>
  readonly concurrency: number
  readonly from: Checkpoint.Checkpoint | undefined
  /** Infinity where there is no bound. */
  readonly maxItems: number
  readonly maxPages: number
}

interface Place<Row> {
  /** The first page that was not delivered whole. */
  readonly page: number
  readonly history: Evidence.History<Row>
}

/** Where a walk stands between two pages. */
export interface State<Row> {
  readonly next: Place<Row>
  /** After the last page that brought something new. */
  readonly progressed: Place<Row>
  readonly window: number
  readonly pages: number
  readonly items: number
  readonly duplicates: number
  /** Those of the pages in a row, up to now, that brought nothing new. */
  readonly idleDuplicates: number
  readonly conflicting: number
  readonly invalid: number
  readonly ended: Ended<Row> | undefined
}

/** The end of a walk, and where it could go on. */
export interface Ended<Row> {
  readonly by: EndedBy | "stalled"
  readonly complete: boolean
  readonly resumeAt: Place<Row>
}

// The first page that no walk before this one delivered whole.
const firstNew = (from: Checkpoint.Checkpoint | undefined): number => from?.page ?? 1

/** The page a walk starts with: the one before the checkpoint's, so that rows which moved back are seen. */
export const firstPage = (from: Checkpoint.Checkpoint | undefined): number => Math.max(1, firstNew(from) - 1)

export const begin = (from: Checkpoint.Checkpoint | undefined): State<never> => {
  const place = {
    page: firstPage(from),
    history: from === undefined ? Evidence.beginning : Evidence.resumed(from)
  }
  return {
    next: place,
    progressed: place,
    window: Prefetch.initial,
    pages: 0,
    items: 0,
    duplicates: 0,
    idleDuplicates: 0,
    conflicting: 0,
    invalid: 0,
    ended: undefined
  }
}

/** What is delivered of a page. */
export interface Delivered<Row> {
  readonly state: State<Row>
  readonly items: ReadonlyArray<Row>
  readonly paging: Evidence.Paging | undefined
}

/** Takes the next page. */
export const accept = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  read: Evidence.PageRead<Row, unknown>
): Delivered<Row> => {
  const { history, page } = state.next
  const first = firstNew(rules.from)
  const judged = Evidence.judge(read, history, {
    page,
    pageSize: rules.pageSize,
    identity: rules.identity,
    reread: page < first,
    partial: page === first && rules.from?.keys[2] !== undefined
  })
  const wanted = rules.maxItems - state.items
  const items = judged.fresh.length > wanted ? judged.fresh.slice(0, wanted) : judged.fresh
  const left = judged.fresh.slice(items.length)
  // What a resumed walk reads again is no sign of drift.
  const duplicates = page <= first ? 0 : judged.duplicates
  const next = { page: page + 1, history: judged.history }
  const after: State<Row> = {
    next,
    progressed: judged.isNew ? next : state.progressed,
    window: Prefetch.resize(state.window, rules.concurrency, {
      ordinal: state.pages + 1,
      isNew: judged.isNew,
      asLong: !judged.history.shortened
    }),
    pages: state.pages + 1,
    items: state.items + items.length,
    duplicates: state.duplicates + duplicates,
    idleDuplicates: judged.isNew ? 0 : state.idleDuplicates + duplicates,
    conflicting: state.conflicting + judged.conflicting,
    invalid: state.invalid + read.invalid.length,
    ended: undefined
  }
  const ended =
    left.length > 0
      ? cut("maxItems", { page, history: Evidence.without(history, judged.history, left, rules.identity) })
      : endOf(rules, after, judged.verdict)
  return { state: { ...after, ended }, items, paging: judged.paging }
}

const cut = <Row>(by: "maxItems" | "maxPages", resumeAt: Place<Row>): Ended<Row> => ({ by, complete: false, resumeAt })

const endOf = <Row>(rules: Rules<Row>, after: State<Row>, verdict: Evidence.Verdict): Ended<Row> | undefined => {
  if (verdict === "continue") {
    if (after.items >= rules.maxItems) return cut("maxItems", after.next)
    return after.next.page - firstNew(rules.from) >= rules.maxPages ? cut("maxPages", after.next) : undefined
  }
  const complete = verdict === "emptyPage" || verdict === "lastPage"
  return { by: verdict, complete, resumeAt: complete ? after.next : after.progressed }
}

/** The next page was refused as past the end: complete only if the page before was already shorter than another. */
export const refused = <Row>(state: State<Row>): State<Row> => ({
  ...state,
  pages: state.pages + 1,
  ended: { by: "refused", complete: state.next.history.shortened, resumeAt: state.next }
})

/** The last page worth asking for ahead of need: what `maxItems` can need, and no more than `maxPages`. */
export const horizon = <Row>(rules: Rules<Row>, state: State<Row>): number => {
  const needed = Math.ceil((rules.maxItems - state.items) / Math.max(1, state.next.history.longest))
  return Math.min(state.next.page + needed, firstNew(rules.from) + rules.maxPages) - 1
}

/** Where the walk can go on: never before the place it went on from, whose page before was delivered by then. */
export const checkpoint = <Row>(rules: Rules<Row>, { history, page }: Place<Row>): Checkpoint.Checkpoint => ({
  version,
  origin: rules.origin,
  filter: rules.filter,
  pageSize: rules.pageSize,
  page: Math.max(page, firstNew(rules.from)),
  seen: history.seen,
  longest: history.longest,
  keys: Evidence.deliveredKeys(history, rules.identity)
})

/** How the walk went. */
export const summarize = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  ended: Ended<Row> & { readonly by: EndedBy },
  requests: number
): Summary => {
  const moved = state.duplicates - (ended.by === "repeatedPage" ? state.idleDuplicates : 0)
  return {
    pages: state.pages,
    items: state.items,
    duplicates: state.duplicates,
    conflicting: state.conflicting,
    lateFinds: 0,
    invalid: state.invalid,
    requests,
    endedBy: ended.by,
    complete: ended.complete,
    drift: moved > 0 ? "moved" : "unknown",
    ...(ended.by === "maxItems" || ended.by === "maxPages" ? { checkpoint: checkpoint(rules, ended.resumeAt) } : {})
  }
}
