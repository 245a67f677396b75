/**
 * Rows sorted into groups, each group ascending: two typed arrays, filled in one pass.
 */

export interface Grouping {
  /** Group g holds `rows` from `starts[g]` up to `starts[g + 1]`, exclusive. */
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

/** Counting sort of the rows 0 to `size` - 1 by `groupOf`, a number in [0, `groups`). */
export const make = (size: number, groups: number, groupOf: (row: number) => number): Grouping => {
  const starts = new Uint32Array(groups + 1)
  for (let row = 0; row < size; row++) {
    const next = groupOf(row) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let group = 0; group < groups; group++) starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0)
  const ends = starts.slice(0, groups)
  const rows = new Uint32Array(size)
  for (let row = 0; row < size; row++) {
    const group = groupOf(row)
    const end = ends[group] ?? 0
    rows[end] = row
    ends[group] = end + 1
  }
  return { starts, rows }
}
