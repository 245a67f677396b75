/**
 * What is known of where a list ends. The API gives no total: pages that were seen are all there is to go by.
 */

export interface Known {
  /** Rows that each page brought, by its number. */
  readonly rows: ReadonlyMap<number, number>
  /** `meta.last_page`, where the answers carry a paging object. */
  readonly promised: number | undefined
}

/** Before the first page of a list. */
export const nothing: Known = { rows: new Map(), promised: undefined }

export interface Page {
  readonly number: number
  readonly rows: number
  /** `meta.last_page`, if the answer had it. */
  readonly lastPage?: number | undefined
}

/** What is known once a page was read. */
export const seen = (known: Known, { lastPage, number, rows }: Page): Known => ({
  rows: new Map(known.rows).set(number, rows),
  promised: lastPage
})

export interface End {
  /** The last page that has rows, 0 if none has. */
  readonly page: number
  /** `short` is no proof: a server may grant fewer rows than were asked for. */
  readonly evidence: "empty" | "meta" | "short"
}

/** Where the list ends, as far as its pages tell. @param limit rows that were asked for */
export const end = ({ promised, rows }: Known, limit: number): End | undefined => {
  const emptyPages = [...rows].filter(([, count]) => count === 0).map(([number]) => number)
  if (emptyPages.length > 0) return { page: Math.min(...emptyPages) - 1, evidence: "empty" }
  if (promised !== undefined) return { page: promised, evidence: "meta" }
  const granted = rows.size > 1 ? Math.max(...rows.values()) : limit
  const short = [...rows].filter(([, count]) => count < granted).map(([number]) => number)
  return short.length > 0 ? { page: Math.max(...short), evidence: "short" } : undefined
}

/** Whether there may be rows after a page. A short page forbids nothing. */
export const mayGoOn = (ends: End | undefined, page: number): boolean =>
  ends === undefined || ends.evidence === "short" || page < ends.page

/** The end in words, for beside the page's number. */
export const endInWords = (ends: End | undefined, page: number): string => {
  if (ends === undefined) return "end not seen yet"
  if (ends.evidence !== "short" && page > Math.max(1, ends.page)) return "past the end"
  if (ends.evidence === "short") return page === ends.page ? "perhaps the last" : `of perhaps ${ends.page}`
  return `of ${ends.page}`
}
