/**
 * A list that changes while it is read, and remembers how it stood.
 */
import * as Schema from "effect/Schema"
import { between, indexOf, Place } from "./draw.ts"
import { key, type Row, row } from "./Row.ts"

/** A change, before the server reads the request of this number; requests are counted from 0, over all legs and passes. */
export const Move = Schema.Struct({
  before: between(0, 40),
  place: Place,
  /**
   * `close` lets a row leave a list that is filtered by status, and `reopen` brings back one that had left; `reuse` adds
   * a row under a known id, with other contacts; `swap` exchanges two neighbours; `touch` changes a value and no place.
   */
  kind: Schema.Literals(["insert", "remove", "close", "reopen", "reuse", "swap", "touch"])
})
export type Move = typeof Move.Type

export interface MovingList {
  /** The rows that are listed now. */
  readonly listed: () => ReadonlyArray<Row>
  /** Makes the changes that fall before a request. */
  readonly beforeRequest: (number: number) => void
  /** Makes a change. */
  readonly apply: (move: Pick<Move, "kind" | "place">) => void
  /** The list as it stood after each change, the first one before any. */
  readonly versions: ReadonlyArray<ReadonlyArray<Row>>
  /** Keys of the rows that were listed in each of the versions since the one of this index. */
  readonly throughout: (since?: number) => ReadonlySet<string>
}

export const make = (length: number, moves: ReadonlyArray<Move>): MovingList => {
  const all: Array<Row> = Array.from({ length }, (_, number) => row(number))
  let nextNumber = 1000
  const current = () => all.filter(({ status }) => status !== "closed")
  const versions: Array<ReadonlyArray<Row>> = [current()]
  const byRequest = Map.groupBy(moves, ({ before }) => before)

  const replace = (index: number, more: Partial<Row>) => {
    const one = all[index]
    if (one !== undefined) all[index] = { ...one, ...more }
  }

  const apply: MovingList["apply"] = ({ kind, place }) => {
    const index = indexOf(place, all.length)
    if (kind === "insert") all.splice(index, 0, row(nextNumber++))
    if (kind === "remove") all.splice(index, 1)
    if (kind === "close") replace(index, { status: "closed" })
    if (kind === "reopen") {
      const closed = all.findIndex(({ status }) => status === "closed")
      replace(closed, { status: "open" })
    }
    if (kind === "reuse") {
      const one = all[index]
      if (one !== undefined) all.splice(index, 0, { ...one, contacts: `c${nextNumber++}` })
    }
    if (kind === "swap") all.splice(index, 2, ...all.slice(index, index + 2).toReversed())
    if (kind === "touch") replace(index, { status: `s${nextNumber++}` })
    versions.push(current())
  }

  return {
    listed: () => versions.at(-1) ?? [],
    beforeRequest: (number) => {
      for (const move of byRequest.get(number) ?? []) apply(move)
    },
    apply,
    versions,
    throughout: (since = 0) => {
      const [first = [], ...later] = versions.slice(since)
      const kept = new Set(first.map(key))
      for (const version of later) {
        const keys = new Set(version.map(key))
        for (const one of kept) if (!keys.has(one)) kept.delete(one)
      }
      return kept
    }
  }
}
