/**
 * Collects a list, and reads it again until two passes agree.
 *
 * One pass cannot notice a row that moved to a page already read. When two passes in a row agree row for row, every
 * page was the same before and after the moment between them, so the rows are the list as it stood then (a double
 * collect, after Afek et al., "Atomic Snapshots of Shared Memory", 1993).
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Identity } from "./knownRows.ts"
import { isSameValue } from "./sameValue.ts"
import type { Summary } from "./summary.ts"
import type { Opened, Taken } from "./traversal.ts"

/** One reading of the list. */
interface Pass<Row> {
  readonly rows: ReadonlyArray<Row>
  /** The rows that did not decode, as text. */
  readonly unread: ReadonlyArray<string>
  readonly summary: Summary
}

/** Rows by key. A key has several rows if one pass delivered several. */
type Found<Row> = Map<string, Array<Row>>

// Merges a pass into what was found: known rows get their newest values, new rows are added.
const addPass = <Row>(found: Found<Row>, { rows }: Pass<Row>, { key }: Identity<Row>): void => {
  const inPass: Found<Row> = new Map()
  for (const row of rows) {
    const id = key(row)
    const twins = inPass.get(id)
    if (twins === undefined) inPass.set(id, [row])
    else twins.push(row)
  }
  for (const [id, twins] of inPass) {
    const more = found.get(id)?.slice(twins.length) ?? []
    found.set(id, [...twins, ...more])
  }
}

// How many of these rows the other pass did not deliver.
const missedBy = <Row>(other: Pass<Row>, rows: ReadonlyArray<Row>, { key }: Identity<Row>): number => {
  const counts = new Map<string, number>()
  for (const row of other.rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1)
  let missed = 0
  for (const row of rows) {
    const left = counts.get(key(row)) ?? 0
    if (left === 0) missed++
    else counts.set(key(row), left - 1)
  }
  return missed
}

// Whether two passes saw the same rows, with the same values, in the same order, and nothing that moved.
const isSame = <Row>(a: Pass<Row>, b: Pass<Row>): boolean =>
  a.summary.drift !== "moved" &&
  b.summary.drift !== "moved" &&
  a.rows.length === b.rows.length &&
  a.rows.every((row, index) => isSameValue(row, b.rows[index])) &&
  isSameValue(a.unread, b.unread)

const sum = (a: Summary, b: Summary): Summary => ({
  ...b,
  pages: a.pages + b.pages,
  duplicates: a.duplicates + b.duplicates,
  conflicting: Math.max(a.conflicting, b.conflicting),
  invalid: Math.max(a.invalid, b.invalid),
  requests: a.requests + b.requests,
  // Rows that moved during `b` make the two differ.
  drift: a.drift
})

/** All rows, and how the reading went. */
export interface Collected<Row> {
  readonly rows: ReadonlyArray<Row>
  readonly summary: Summary
}

/** What a `collect` had read when it failed. */
export interface Unfinished<Row> {
  readonly rows: ReadonlyArray<Row>
  /** Requests sent. */
  readonly requests: number
}

/** How to collect. */
export interface Options<Row, Invalid, E> {
  /** Begins to read the list, and calls `onEnd` with the summary at the end. */
  readonly open: (
    onEnd: (summary: Summary) => void
  ) => Effect.Effect<Opened<Taken<Row, Invalid>, E>, never, Scope.Scope>
  readonly identity: Identity<Row>
  /** The most times to read it; with 1, the result is what that reading delivered. */
  readonly passes: number
  /** The most rows to deliver. */
  readonly maxItems: number
  /** The time for all passes together, in milliseconds. */
  readonly deadline: number | undefined
  /** Makes the error of the call; `failed` is undefined when the deadline has passed. */
  readonly failure: (failed: E | undefined, unfinished: Unfinished<Row>) => E
}

/**
 * Collects the rows of a list.
 *
 * @returns the rows of the only pass; if two passes agree, those of the last one; if none agree, every row that any
 *   pass found. The summary covers all passes; `complete`, `doubts` and `endedBy` are those of the last
 */
export const collect = <Row, Invalid, E>(options: Options<Row, Invalid, E>): Effect.Effect<Collected<Row>, E> =>
  Effect.suspend(() => {
    const { deadline, failure, identity, maxItems, open, passes } = options
    const readings: Array<Opened<Taken<Row, Invalid>, E>> = []
    const found: Found<Row> = new Map()
    // The rows of the current pass.
    let rows: Array<Row> = []

    const readOnce = Effect.scoped(
      Effect.gen(function* () {
        let summary: Summary | undefined
        const unread: Array<string> = []
        rows = []
        const reading = yield* open((told) => {
          summary = told
        })
        readings.push(reading)
        const takeAll: Effect.Effect<never, E | Cause.Done> = Effect.forever(
          Effect.map(reading.pull, ({ items, read }) => {
            for (const row of items) rows.push(row)
            for (const text of read.unread) unread.push(text)
          }),
          { disableYield: true }
        )
        yield* Effect.catchIf(takeAll, Cause.isDone, () => Effect.void)
        if (summary === undefined) return yield* Effect.die("a traversal ended without a summary")
        return { rows, unread, summary } satisfies Pass<Row>
      })
    )

    const foundRows = () => [...found.values()].flat().slice(0, maxItems)

    const readAll = Effect.gen(function* () {
      const first = yield* readOnce
      if (passes === 1) return { rows: first.rows, summary: first.summary }
      addPass(found, first, identity)
      let last = first
      let { summary } = first
      for (let pass = 2; pass <= passes; pass++) {
        const again = yield* readOnce
        const same = isSame(last, again)
        const agreed = same && last.summary.complete === again.summary.complete
        summary = sum(summary, again.summary)
        if (!same) summary = { ...summary, drift: "moved" }
        addPass(found, again, identity)
        last = again
        if (agreed) {
          const lateFinds = missedBy(first, last.rows, identity)
          const drift = last.summary.complete ? "none" : summary.drift
          return { rows: last.rows, summary: { ...summary, items: last.rows.length, lateFinds, drift } }
        }
      }
      const all = foundRows()
      return { rows: all, summary: { ...summary, items: all.length, lateFinds: missedBy(first, all, identity) } }
    })

    const fail = (failed: E | undefined) => {
      const requests = readings.reduce((total, reading) => total + reading.requests(), 0)
      return failure(failed, { rows: found.size === 0 ? rows : foundRows(), requests })
    }
    const collected = Effect.mapError(readAll, fail)
    return deadline === undefined
      ? collected
      : Effect.timeoutOrElse(collected, { duration: deadline, orElse: () => Effect.fail(fail(undefined)) })
  })
