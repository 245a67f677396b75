/**
 * A sorted list of row numbers that can lose and gain members and still finds its k-th one in logarithmic time.
 *
 * The bulk is a slice of a typed array that never changes; what changed since lies beside it in two short sorted lists.
 */

/** Sorted, distinct row numbers that never change. */
export interface Rows {
  readonly length: number
  readonly at: (position: number) => number
  /** How many members are below `row`. */
  readonly rank: (row: number) => number
}

/** All rows from 0 to `size` - 1. */
export const allRows = (size: number): Rows => ({
  length: size,
  at: (position) => position,
  rank: (row) => Math.min(Math.max(row, 0), size)
})

/** How many members of `sorted` in [from, to) are below `row`, given that they ascend. */
const lowerBound = (sorted: ArrayLike<number>, row: number, from: number, to: number): number => {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Infinity) < row) low = middle + 1
    else high = middle
  }
  return low - from
}

/** The members of `sorted` from position `from` up to `to`, exclusive. */
export const slice = (sorted: Uint32Array, from: number, to: number): Rows => ({
  length: to - from,
  at: (position) => sorted[from + position] ?? 0,
  rank: (row) => lowerBound(sorted, row, from, to)
})

/** What was taken from and added to a list of rows; both ascend. New rows have negative numbers: they stand in front. */
export interface Changes {
  readonly removed: Array<number>
  readonly added: Array<number>
}

export const noChanges = (): Changes => ({ removed: [], added: [] })

const insert = (sorted: Array<number>, row: number): void => {
  sorted.splice(lowerBound(sorted, row, 0, sorted.length), 0, row)
}
const withdraw = (sorted: Array<number>, row: number): boolean => {
  const position = lowerBound(sorted, row, 0, sorted.length)
  if (sorted[position] !== row) return false
  sorted.splice(position, 1)
  return true
}

/** Takes a member out. */
export const remove = (changes: Changes, row: number): void => {
  if (!withdraw(changes.added, row)) insert(changes.removed, row)
}

/** Puts a row in that is not a member. */
export const add = (changes: Changes, row: number): void => {
  if (!withdraw(changes.removed, row)) insert(changes.added, row)
}

export const length = (rows: Rows, changes: Changes): number =>
  rows.length - changes.removed.length + changes.added.length

/** How many members are below `row`. */
const rank = (rows: Rows, changes: Changes, row: number): number =>
  rows.rank(row) -
  lowerBound(changes.removed, row, 0, changes.removed.length) +
  lowerBound(changes.added, row, 0, changes.added.length)

export const has = (rows: Rows, changes: Changes, row: number): boolean =>
  rank(rows, changes, row + 1) > rank(rows, changes, row)

/**
 * The members from position `offset` on, at most `limit`, in order.
 *
 * @returns row numbers; the time grows with `limit` and with the logarithm of the list and its changes
 */
export const page = (rows: Rows, changes: Changes, offset: number, limit: number): Array<number> => {
  const found: Array<number> = []
  const total = length(rows, changes)
  if (offset >= total) return found
  let low = Math.min(changes.added[0] ?? 0, 0)
  let high = Math.max(rows.length === 0 ? 0 : rows.at(rows.length - 1), changes.added.at(-1) ?? 0)
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (rank(rows, changes, middle + 1) > offset) high = middle
    else low = middle + 1
  }
  let base = rows.rank(low)
  let removed = lowerBound(changes.removed, low, 0, changes.removed.length)
  let added = lowerBound(changes.added, low, 0, changes.added.length)
  while (found.length < limit && found.length + offset < total) {
    const next = base < rows.length ? rows.at(base) : Infinity
    const extra = changes.added[added] ?? Infinity
    if (extra < next) {
      found.push(extra)
      added++
    } else {
      if (changes.removed[removed] === next) removed++
      else found.push(next)
      base++
    }
  }
  return found
}
