/**
 * What is odd about the referrals of a program, with the rows that show it.
 */
import type { Parts } from "./cycles.ts"
import * as IdTable from "./idTable.ts"
import type { Insights } from "./figures.ts"
import { byContact, byRowId, type Compare, first, numbersWhere, type Run, runsOf } from "./order.ts"
import { repeatedIdsOf } from "./repeatedIds.ts"
import * as State from "./state.ts"

type Anomalies = Insights["anomalies"]

interface Rows {
  readonly referrals: number
  readonly rows: ReadonlyArray<string>
}

const tell = (state: State.State, rows: Uint32Array, limit: number): Rows => ({
  referrals: rows.length,
  rows: first(limit, rows, byRowId(state)).map((row) => State.idOf(state, row))
})

/** Rows that belong together, two or more each. */
const group = <Told extends object>(
  state: State.State,
  limit: number,
  candidates: Uint32Array,
  compare: Compare<number>,
  say: (row: number, rows: Uint32Array) => Told
) => {
  const sorted = candidates.toSorted(compare)
  let count = 0
  let referrals = 0
  function* counted(): Generator<Run> {
    for (const run of runsOf(sorted, compare)) {
      count++
      referrals += run.to - run.from
      yield run
    }
  }
  const at = ({ from }: Run): number => sorted[from] ?? 0
  const top = first(limit, counted(), (a, b) => b.to - b.from - (a.to - a.from) || compare(at(a), at(b)))
  const groups = top.map((run) => {
    const rows = sorted.subarray(run.from, run.to)
    return Object.assign(say(at(run), rows), tell(state, rows, limit))
  })
  return { count, referrals, groups }
}

/** @param parts the parts of the graph that are cycles; undefined where there is none */
export const anomaliesOf = (state: State.State, parts: Parts | undefined, limit: number): Anomalies => {
  const { contacts, total } = state
  const referring = (row: number): number => state.referring[row] ?? 0
  const referred = (row: number): number => state.referred[row] ?? 0
  const partOf = (contact: number): number => parts?.[contact] ?? 0
  const idOf = (contact: number): string => IdTable.idOf(contacts, contact)
  const ids = byContact(state)

  const times = new Uint32Array(contacts.count)
  for (let row = 0; row < total; row++) times[referred(row)] = (times[referred(row)] ?? 0) + 1
  const again = numbersWhere(total, (row) => (times[referred(row)] ?? 0) > 1)

  const between = numbersWhere(
    total,
    (row) =>
      partOf(referring(row)) !== 0 &&
      partOf(referring(row)) === partOf(referred(row)) &&
      referring(row) !== referred(row)
  )
  const firsts = firstOfEach(parts, ids)

  return {
    selfReferrals: tell(
      state,
      numbersWhere(total, (row) => referring(row) === referred(row)),
      limit
    ),
    referredTwice: group(
      state,
      limit,
      again,
      (a, b) => ids(referred(a), referred(b)),
      (row) => ({ contact: idOf(referred(row)) })
    ),
    repeatedPairs: group(
      state,
      limit,
      again,
      (a, b) => ids(referring(a), referring(b)) || ids(referred(a), referred(b)),
      (row) => ({ referring: idOf(referring(row)), referred: idOf(referred(row)) })
    ),
    repeatedIds: group(state, limit, repeatedIdsOf(state), byRowId(state), (row) => ({ uuid: State.idOf(state, row) })),
    cycles: group(
      state,
      limit,
      between,
      (a, b) => ids(firsts[partOf(referring(a))] ?? 0, firsts[partOf(referring(b))] ?? 0),
      (_, rows) => {
        const members = new Set(Array.from(rows, referring))
        return { size: members.size, contacts: first(limit, members, ids).map(idOf) }
      }
    )
  }
}

// By part: the contact in it that is the first by its id.
const firstOfEach = (parts: Parts | undefined, ids: Compare<number>): ReadonlyArray<number> => {
  const firsts: Array<number> = []
  parts?.forEach((part, contact) => {
    const known = firsts[part]
    if (part !== 0 && (known === undefined || ids(contact, known) < 0)) firsts[part] = contact
  })
  return firsts
}
