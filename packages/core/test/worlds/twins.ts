/**
 * What is delivered of a list with twins.
 *
 * All rows, in order. But a row whose key stands on one of the two pages before, or on any for `collect`, cannot be told
 * from a row that moved, and is dropped. Twins on one page are all delivered.
 */
import { key, type Row } from "./Row.ts"

/** For each row of a list, whether it is delivered. */
export const isDelivered = (rows: ReadonlyArray<Row>, size: number, remembersAll: boolean): ReadonlyArray<boolean> =>
  rows.map((one, index) => {
    const start = Math.floor(index / size) * size
    const before = rows.slice(remembersAll ? 0 : Math.max(0, start - 2 * size), start)
    return !one.isBroken && !before.some((other) => !other.isBroken && key(other) === key(one))
  })

/** Whether nothing of some page is delivered: it looks like one that comes again, and proves nothing. */
export const hasIdlePage = (delivered: ReadonlyArray<boolean>, size: number): boolean =>
  Array.from({ length: Math.ceil(delivered.length / size) }, (_, page) => page * size).some(
    (start) => !delivered.slice(start, start + size).includes(true)
  )
