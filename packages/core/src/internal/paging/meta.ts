/**
 * What the server's `meta` says of a list, and how far it can be believed.
 *
 * Pure. Spellings differ between the vendor's lists, and numbers come as strings.
 */
import * as Predicate from "effect/Predicate"

/** What a `meta` says: at least a total or a last page. */
export interface ListMeta {
  /** The page that it says it is about. */
  readonly echo?: number
  readonly lastPage?: number
  /** Rows of the whole list. */
  readonly total?: number
}

// A whole number, 0 or more.
const whole = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** Reads `meta`; undefined where it is silent, as `[]` and `{}` are. */
export const readMeta = (meta: unknown): ListMeta | undefined => {
  if (!Predicate.isObject(meta)) return undefined
  const lastPage = whole(meta["last_page"])
  const total = whole(meta["total"])
  if (lastPage === undefined && total === undefined) return undefined
  const echo = whole(meta["current_page"]) ?? whole(meta["page"])
  return {
    ...(echo === undefined ? {} : { echo }),
    ...(lastPage === undefined ? {} : { lastPage }),
    ...(total === undefined ? {} : { total })
  }
}

/** The last page, where `meta` can be believed: it is about the page that was asked for and contradicts nothing. */
export const usableLastPage = (said: ListMeta | undefined, page: number, delivered: number): number | undefined =>
  said?.echo === page && said.lastPage !== undefined && page <= said.lastPage && (said.total ?? Infinity) >= delivered
    ? said.lastPage
    : undefined

/** Whether more rows are said to follow a page. */
export const moreFollows = (said: ListMeta | undefined, page: number, read: number): boolean =>
  (said?.total ?? 0) > read || (said?.lastPage ?? 0) > page

/** Whether a page is said to exist. */
export const pageExists = (said: ListMeta | undefined, page: number, longest: number): boolean =>
  said?.lastPage === undefined ? (page - 1) * longest < (said?.total ?? 0) : page <= said.lastPage
