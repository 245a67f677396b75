/**
 * What `meta` says, read a second time from the rules, for the reference model.
 */

/** What a page said of the list. */
export interface Speech {
  readonly echo: number | undefined
  readonly lastPage: number | undefined
  readonly total: number | undefined
}

const wholeNumber = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** Any whole `total` or `last_page` speaks; undefined where neither is there. */
export const listen = (meta: unknown): Speech | undefined => {
  if (typeof meta !== "object" || meta === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(meta))
  const speech = {
    echo: wholeNumber(fields.get("current_page")) ?? wholeNumber(fields.get("page")),
    lastPage: wholeNumber(fields.get("last_page")),
    total: wholeNumber(fields.get("total"))
  }
  return speech.lastPage === undefined && speech.total === undefined ? undefined : speech
}

/** `total` counts more rows than were read, or `last_page` is behind the page. */
export const moreFollows = (speech: Speech | undefined, page: number, read: number): boolean =>
  speech !== undefined && ((speech.total ?? 0) > read || (speech.lastPage ?? 0) > page)

/** Whether the page is said to exist. */
export const isSaidToExist = (speech: Speech | undefined, page: number, longest: number): boolean => {
  if (speech === undefined) return false
  if (speech.lastPage !== undefined) return page <= speech.lastPage
  return (page - 1) * longest < (speech.total ?? 0)
}

/** Whether a page is the last one by its own word, with all of the rows that it counts read. */
export const provesTheEnd = (speech: Speech | undefined, page: number, delivered: number, read: number): boolean =>
  speech !== undefined &&
  speech.echo === page &&
  speech.lastPage === page &&
  speech.total !== undefined &&
  delivered <= speech.total &&
  speech.total <= read
