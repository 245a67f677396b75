/**
 * Why a list ends: judges from each page whether the list goes on, ends, or the page must be requested again.
 *
 * Pure. The API gives no total and no next link, so the end is judged from the pages, in order. Whatever speaks against
 * an end is reported as a doubt.
 */
import { moreFollows, pageExists, type ListMeta, usableLastPage } from "./meta.ts"
import type { Doubt } from "./summary.ts"

/** What the pages so far have shown. A checkpoint carries it from leg to leg. */
export interface Evidence {
  /**
   * Rows on all pages, duplicates included, without pages that repeat a recent one. A page that was read twice counts
   * once, by its longer reading.
   */
  readonly read: number
  /** Rows delivered. */
  readonly delivered: number
  /** The longest page before the last one; 0 where there is none. */
  readonly longest: number
  /** The shortest page before the last one; Infinity where there is none. */
  readonly shortest: number
  /** The length of the last page. */
  readonly last: number | undefined
  /** The newest `meta` that gave a total or a last page. */
  readonly said: ListMeta | undefined
  /** How many of the latest pages in a row brought no new row. */
  readonly idle: number
  /** Whether one of those had as many rows as were asked for. */
  readonly idleFull: boolean
  /** Whether a page was longer than an earlier one. */
  readonly uneven: boolean
  /** True while a resumed traversal has not found a row of its checkpoint. */
  readonly resumedElsewhere: boolean
}

/** Before the first page. */
export const noEvidence: Evidence = {
  read: 0,
  delivered: 0,
  longest: 0,
  shortest: Infinity,
  last: undefined,
  said: undefined,
  idle: 0,
  idleFull: false,
  uneven: false,
  resumedElsewhere: false
}

/** This many pages in a row without a new row, or without any row, end the traversal. */
export const mostIdlePages = 3

/** The longest page so far. */
export const longestOf = ({ last = 0, longest }: Evidence): number => Math.max(longest, last)

/** Whether a page brought anything new. */
interface News {
  readonly isNew: boolean
  /** Whether it had as many rows as were asked for. */
  readonly isFull: boolean
}

const standstill = ({ idle, idleFull }: Evidence, { isFull, isNew }: News) =>
  isNew ? { idle: 0, idleFull: false } : { idle: idle + 1, idleFull: idleFull || isFull }

/** The evidence with one more page. */
export const withPage = (
  before: Evidence,
  page: {
    readonly length: number
    readonly said: ListMeta | undefined
    /** True for the page that a resumed traversal reads again: it replaces the earlier reading. */
    readonly reread: boolean
    /** Its rows that count: none of a page that repeats a recent one, row for row. */
    readonly counted: number
    readonly delivered: number
    /** Undefined if the page says nothing about a standstill. */
    readonly news: News | undefined
  }
): Evidence => {
  const { length, reread } = page
  const longest = reread ? before.longest : longestOf(before)
  const shortest = reread ? before.shortest : Math.min(before.shortest, before.last ?? Infinity)
  // A page that is read again was counted before: only what it has grown by is added.
  const grown = Math.max(0, length - (before.last ?? length))
  return {
    ...before,
    ...(page.news === undefined ? {} : standstill(before, page.news)),
    read: before.read + (reread ? grown : page.counted),
    delivered: before.delivered + page.delivered,
    longest,
    shortest,
    last: length,
    said: page.said ?? before.said,
    uneven: before.uneven || length > shortest
  }
}

/** What a page means for the traversal. */
export type Verdict =
  | { readonly _tag: "continue" }
  /** Request the page once more, and what was read ahead of it. */
  | { readonly _tag: "askAgain" }
  /** Skip this page without rows, and go on. */
  | { readonly _tag: "passOver" }
  | { readonly _tag: "stalled" }
  | {
      readonly _tag: "end"
      readonly by: "emptyPage" | "lastPage" | "repeatedPage" | "refused"
      readonly doubts: ReadonlyArray<Doubt>
    }

const end = (
  by: "emptyPage" | "lastPage" | "repeatedPage" | "refused",
  after: Evidence,
  ...doubts: ReadonlyArray<Doubt | false>
): Verdict => ({
  _tag: "end",
  by,
  doubts: [
    ...doubts.filter((doubt) => doubt !== false),
    ...(after.uneven && by !== "lastPage" ? (["uneven"] as const) : []),
    ...(after.resumedElsewhere ? (["resumedElsewhere"] as const) : [])
  ]
})

const goOn: Verdict = { _tag: "continue" }

/** Judges a page with rows; `after` is the evidence with this page. */
export const judgeRows = (
  after: Evidence,
  page: {
    readonly number: number
    readonly length: number
    readonly pageSize: number
    readonly said: ListMeta | undefined
    /** Whether it repeats the page before, row for row. */
    readonly repeatsPageBefore: boolean
    /** Whether a later page has already arrived with rows. */
    readonly laterHasRows: boolean
  }
): Verdict => {
  const { length, number, said } = page
  const isToldLast = usableLastPage(said, number, after.delivered) === number
  if (isToldLast && (said?.total ?? Infinity) <= after.read && !page.laterHasRows) return end("lastPage", after)
  const repeated = () =>
    end("repeatedPage", after, "unproven", moreFollows(after.said, number, after.read) && "missing")
  if (page.repeatsPageBefore && length < page.pageSize && after.longest <= length) return repeated()
  if (after.idle < mostIdlePages) return goOn
  return after.idleFull ? { _tag: "stalled" } : repeated()
}

/** Judges a page without rows; `before` is the evidence without this page. */
export const judgeEmpty = (
  before: Evidence,
  page: {
    readonly number: number
    readonly said: ListMeta | undefined
    readonly laterHasRows: boolean
    readonly hadRows: boolean
    /** Why it was requested a second time, if it was. */
    readonly askedAgain: "laterHasRows" | "said" | undefined
    /** Whether the traversal that made the checkpoint skipped this page. */
    readonly wasPassedOver: boolean
    /** How many pages without rows were skipped just before it. */
    readonly emptiesBefore: number
    /** The `meta` of the last page with rows. */
    readonly saidWithRows: ListMeta | undefined
  }
): Verdict => {
  const { askedAgain, number, said } = page
  const newest = said ?? before.said
  const more = moreFollows(newest, number, before.read)
  const isInside = page.laterHasRows || page.wasPassedOver || (more && pageExists(newest, number, longestOf(before)))
  if (isInside && askedAgain === undefined && !page.wasPassedOver) return { _tag: "askAgain" }
  if (isInside || askedAgain === "laterHasRows") {
    return page.emptiesBefore + 1 < mostIdlePages ? { _tag: "passOver" } : end("emptyPage", before, "emptyInside")
  }
  if (!more) return end("emptyPage", before, page.hadRows && "unproven")
  // It is the newest total that counts more rows. They are missing if that of the last rows did too.
  const isMissing = (page.saidWithRows?.total ?? 0) > before.read
  return end("emptyPage", before, isMissing ? "missing" : "unproven")
}

/** Judges a page that the server refused because it does not exist. */
export const judgeRefused = (
  before: Evidence,
  page: {
    readonly number: number
    readonly pageSize: number
    readonly laterHasRows: boolean
    readonly hadRows: boolean
  }
): Verdict => {
  // A page that was skipped for its lack of rows is not the short page of an end.
  const { last = Infinity } = before
  const isShort = last > 0 && (last < before.longest || (page.number === 2 && last < page.pageSize))
  const more = page.laterHasRows || moreFollows(before.said, page.number, before.read)
  const isProven = !more && !page.hadRows && isShort
  return end("refused", before, !isProven && "unproven", more && "missing")
}
