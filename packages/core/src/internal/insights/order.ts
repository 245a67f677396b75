/**
 * The first few of many, and rows that belong together, in an order that does not depend on the rows' own.
 */
import * as IdTable from "./idTable.ts"
import * as State from "./state.ts"

export type Compare<A> = (a: A, b: A) => number

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const compareWords = (words: Uint32Array, a: number, b: number): number => {
  for (let word = 0; word < 4; word++) {
    const difference = (words[4 * a + word] ?? 0) - (words[4 * b + word] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

// The digits of two UUIDs stand in the same order as their words do.
const byId =
  (texts: ReadonlyMap<number, string>, words: Uint32Array, idOf: (number: number) => string): Compare<number> =>
  (a, b) =>
    texts.size === 0 || !(texts.has(a) || texts.has(b)) ? compareWords(words, a, b) : compareTexts(idOf(a), idOf(b))

/** Contacts by their ids. */
export const byContact = ({ contacts }: State.State): Compare<number> =>
  byId(contacts.texts, contacts.words, (number) => IdTable.idOf(contacts, number))

/** Rows by their ids. */
export const byRowId = (state: State.State): Compare<number> =>
  byId(state.texts, state.ids, (row) => State.idOf(state, row))

/** The first few, in order; of many it keeps no more than twice as many as are wanted. */
export const first = <A>(limit: number, items: Iterable<A>, compare: Compare<A>): ReadonlyArray<A> => {
  let kept: Array<A> = []
  let last: A | undefined
  for (const item of items) {
    if (last !== undefined && compare(item, last) >= 0) continue
    kept.push(item)
    if (kept.length < 2 * limit) continue
    kept = kept.toSorted(compare).slice(0, limit)
    last = kept.at(-1)
  }
  return kept.toSorted(compare).slice(0, limit)
}

/** Rows that belong together, from one place of an array to before another. */
export interface Run {
  readonly from: number
  readonly to: number
}

/** The runs, of more than one row each, of rows that are sorted so that those which belong together are neighbours. */
export function* runsOf(sorted: Uint32Array, compare: Compare<number>): Generator<Run> {
  let from = 0
  for (let to = 1; to <= sorted.length; to++) {
    if (to < sorted.length && compare(sorted[from] ?? 0, sorted[to] ?? 0) === 0) continue
    if (to - from > 1) yield { from, to }
    from = to
  }
}

/** The numbers below a count that pass a test. */
export const numbersWhere = (count: number, test: (number: number) => boolean): Uint32Array => {
  let length = 0
  for (let number = 0; number < count; number++) if (test(number)) length++
  const numbers = new Uint32Array(length)
  let at = 0
  for (let number = 0; number < count; number++) if (test(number)) numbers[at++] = number
  return numbers
}
