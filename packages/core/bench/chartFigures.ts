/**
 * The figures of a RESULTS.md, read back for the charts and for the page that shows them.
 */

export interface Row {
  /** The heading that it stands under; empty without one. */
  readonly part: string
  readonly name: string
  /** As it stands there: `3.78`, `1483 ms`. */
  readonly measured: string
  /** `≥ 3.85`, `≤ 1.1`, or empty. */
  readonly bound: string
  readonly isMet: boolean
}

/** Rows of tables of four columns: figure, measured, should be, met. */
export const rowsOf = (results: string): ReadonlyArray<Row> => {
  let part = ""
  return results.split("\n").flatMap((line) => {
    part = /^## (.+)$/.exec(line)?.[1] ?? part
    const cells = line.split("|").map((cell) => cell.trim())
    const [, name = "", measured = "", bound = "", met = ""] = cells
    return cells.length === 6 && /\d/.test(measured) ? [{ part, name, measured, bound, isMet: met !== "no" }] : []
  })
}

/** The last number of a text without what is in parentheses: `with 100 of them 72.5 MB (resident 253 MB)` is 72.5. */
export const numberIn = (text: string): number => {
  const found = text.replaceAll(/\(.*?\)/g, "").match(/\d[\d,]*(?:\.\d+)?/g)
  if (found === null) throw new Error(`no number in "${text}"`)
  return Number(found.at(-1)?.replaceAll(",", ""))
}

/**
 * A figure as a share of its bound.
 *
 * @returns 1 at the bound, less where there is room, more where it is missed
 */
export const shareOfBound = ({ bound, measured }: Row): number =>
  bound.startsWith("≥") ? numberIn(bound) / numberIn(measured) : numberIn(measured) / numberIn(bound)

/** A row of the mock's RESULTS.md: the figure, and the one beside it. */
export interface Pair {
  readonly what: string
  readonly measured: string
  readonly beside: string
  readonly wanted: string
  readonly isMet: boolean
}

/** Rows of tables of five columns: what, measured, beside, wanted, holds. */
export const pairsOf = (results: string): ReadonlyArray<Pair> =>
  results.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim())
    const [, what = "", measured = "", beside = "", wanted = "", holds = ""] = cells
    return cells.length === 7 && /\d/.test(measured) ? [{ what, measured, beside, wanted, isMet: holds !== "no" }] : []
  })
