/**
 * What the server's `meta` says of a list, and how far it can be believed.
 *
 * Pure. Spellings differ between the vendor's lists, and numbers come as strings.
 */
import * as Predicate from "effect/Predicate"

/** A `meta` that gives at least a total or a last page. */
export interface ListMeta {
  /** The page that it claims to describe. */
  readonly echo?: number
  readonly lastPage?: number
  /** Rows of the whole list. */
  readonly total?: number
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

// A whole number, 0 or more.
const whole = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value
  return isWhole(number) ? number : undefined
}

/** Reads `meta`; undefined if it gives neither a total nor a last page, as with `[]` and `{}`. */
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

/** The last page, if `meta` can be believed: it describes the requested page and contradicts nothing that was seen. */
export const usableLastPage = (said: ListMeta | undefined, page: number, delivered: number): number | undefined =>
  said?.echo === page && page <= (said.lastPage ?? 0) && (said.total ?? Infinity) >= delivered
    ? said.lastPage
    : undefined

/** Whether `meta` says that more rows follow a page. */
export const moreFollows = (said: ListMeta | undefined, page: number, read: number): boolean =>
  (said?.total ?? 0) > read || (said?.lastPage ?? 0) > page

/** Whether `meta` says that a page exists. */
export const pageExists = (said: ListMeta | undefined, page: number, longest: number): boolean =>
  said?.lastPage === undefined ? (page - 1) * longest < (said?.total ?? 0) : page <= said.lastPage
