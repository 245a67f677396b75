/**
 * Collects a list, and reads it again until two passes agree.
 *
 * One pass cannot notice a row that moved to a page already read. When two passes in a row agree row for row, every
 * page was the same before and after the moment between them, so the rows are the list as it stood then (a double
 * collect, after Afek et al., "Atomic Snapshots of Shared Memory", 1993). Rows that only a later pass found are
 * appended.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Summary } from "./Traversal.ts"

interface Pass<Row> {
  readonly pages: ReadonlyArray<ReadonlyArray<Row>>
  readonly summary: Summary
}

/** Reads the list once: its rows, one chunk for each page. */
type Read<Row, E> = (onEnd: (summary: Summary) => void) => Stream.Stream<Row, E>

const readOnce = <Row, E>(read: Read<Row, E>): Effect.Effect<Pass<Row>, E> =>
  Effect.suspend(() => {
    const pages: Array<ReadonlyArray<Row>> = []
    let summary: Summary | undefined
    const rows = read((told) => {
      summary = told
    })
    const all = Stream.runForEachArray(rows, (page) => Effect.sync(() => void pages.push(page)))
    return Effect.flatMap(all, () =>
      summary === undefined ? Effect.die("a walk ended without a summary") : Effect.succeed({ pages, summary })
    )
  })

// Whether two passes saw the same rows, with the same values, in the same order, and nothing that moved.
const agree = <Row>(a: Pass<Row>, b: Pass<Row>): boolean =>
  a.summary.drift !== "moved" &&
  b.summary.drift !== "moved" &&
  a.summary.invalid === b.summary.invalid &&
  JSON.stringify(a.pages.flat()) === JSON.stringify(b.pages.flat())

interface Found<Row> {
  readonly rows: Array<Row>
  /** Where the rows of a key stand: as many as one page had of it. */
  readonly places: Map<string, Array<number>>
}

// Lays a pass over what was found: known rows take their newest values, unknown ones are appended.
const merge = <Row>(found: Found<Row>, pass: Pass<Row>, key: (row: Row) => string): number => {
  let added = 0
  for (const page of pass.pages) {
    const onPage = new Map<string, number>()
    for (const row of page) {
      const id = key(row)
      const nth = onPage.get(id) ?? 0
      onPage.set(id, nth + 1)
      const places = found.places.get(id) ?? []
      const place = places[nth]
      if (place === undefined) {
        found.places.set(id, [...places, found.rows.length])
        found.rows.push(row)
        added++
      } else {
        found.rows[place] = row
      }
    }
  }
  return added
}

const add = (a: Summary, b: Summary): Summary => ({
  ...b,
  pages: a.pages + b.pages,
  duplicates: a.duplicates + b.duplicates,
  conflicting: Math.max(a.conflicting, b.conflicting),
  invalid: Math.max(a.invalid, b.invalid),
  requests: a.requests + b.requests,
  drift: a.drift === "moved" ? a.drift : b.drift
})

/**
 * Collects the rows of a list.
 *
 * @param passes the most times to read it; 1 keeps what one walk delivers as it is
 * @returns the rows, and a summary over all passes whose `complete` and `endedBy` are those of the last
 */
export const collect = Effect.fnUntraced(function* <Row, E>(
  read: Read<Row, E>,
  options: {
    readonly passes?: number | undefined
    readonly onEnd?: ((summary: Summary) => Effect.Effect<unknown> | void) | undefined
  },
  key: (row: Row) => string
) {
  const passes = options.passes ?? 1
  let last = yield* readOnce(read)
  let { summary } = last
  let rows: ReadonlyArray<Row> = last.pages.flat()
  if (passes > 1) {
    const found: Found<Row> = { rows: [], places: new Map() }
    merge(found, last, key)
    let lateFinds = 0
    let agreed = false
    for (let pass = 2; pass <= passes && !agreed; pass++) {
      const again = yield* readOnce(read)
      const same = agree(last, again)
      agreed = same && last.summary.complete === again.summary.complete
      lateFinds += merge(found, again, key)
      summary = add(summary, again.summary)
      if (!same) summary = { ...summary, drift: "moved" }
      last = again
    }
    rows = found.rows
    summary = { ...summary, items: rows.length, lateFinds, drift: agreed && summary.complete ? "none" : summary.drift }
  }
  const told = options.onEnd?.(summary)
  if (Effect.isEffect(told)) yield* told
  return { referrals: rows, summary }
})
