/**
 * The journal as the page remembers it: newest first, and no more than it can show.
 *
 * Pure: events in, state out. `Feed` listens to the server.
 */
import type { Entry } from "../../src/Journal.ts"

export interface State {
  /** Newest first, by id. */
  readonly entries: ReadonlyArray<Entry>
}

export const empty: State = { entries: [] }

/** Entries that are remembered; older ones are forgotten. */
export const capacity = 500

/** Entries that are in the document at a time. */
export const shownAtMost = 150

/** Adds entries in whatever order they come; one that is there already counts once. */
export const added = (state: State, entries: ReadonlyArray<Entry>): State => {
  const byId = new Map([...state.entries, ...entries].map((entry) => [entry.id, entry]))
  return { entries: [...byId.values()].toSorted((one, other) => other.id - one.id).slice(0, capacity) }
}

/** True for what somebody who looks for a mistake wants to see. */
export const isTrouble = ({ faults, status, violations }: Entry): boolean =>
  status === 0 || status >= 400 || violations.length > 0 || faults.includes("truncated body")

export interface View {
  readonly onlyTrouble: boolean
  /** What the list stood at when it was paused. */
  readonly pausedAt: State | undefined
}

/** What is in the document, newest first. */
export const shown = (state: State, { onlyTrouble, pausedAt }: View): ReadonlyArray<Entry> => {
  const { entries } = pausedAt ?? state
  return (onlyTrouble ? entries.filter(isTrouble) : entries).slice(0, shownAtMost)
}

/** How many entries came since the list was paused. */
export const waiting = (state: State, { pausedAt }: View): number => {
  if (pausedAt === undefined) return 0
  const newest = pausedAt.entries[0]?.id ?? 0
  return state.entries.filter(({ id }) => id > newest).length
}
