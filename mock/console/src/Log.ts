/**
 * The journal as the page remembers it: requests and what was done between them, and those of them that are shown.
 *
 * Pure but for its own memory: entries in, a list out. What a filter shows is kept up to date entry by entry, so that a
 * busy client costs what it sends, and not what there is.
 */
import type { Entry } from "../../src/Journal.ts"
import type { Mark } from "../../src/Mark.ts"
import { everything, type Filter, isFiltering, matcher } from "./Filter.ts"

export type Item = { readonly entry: Entry } | { readonly mark: Mark }

const isRequest = (item: Item): item is Extract<Item, { readonly entry: Entry }> => "entry" in item

/** Requests that are remembered; older ones are forgotten. */
export const capacity = 10_000

/** What is beyond the capacity is dropped in pieces: dropping one by one would move all others each time. */
const slack = 500

export interface Log {
  /** Adds entries in whatever order they come; one that is there already counts once. */
  readonly add: (entries: ReadonlyArray<Entry>, marks: ReadonlyArray<Mark>) => void
  readonly clear: () => void
  /** Shows other entries, from the beginning. */
  readonly filter: (filter: Filter) => void
  /** What is shown, oldest first; grows in place. */
  readonly shown: () => ReadonlyArray<Item>
  /** How many requests there are to show, whatever the filter. */
  readonly remembered: () => number
  readonly shownRequests: () => number
  readonly find: (id: number) => Entry | undefined
  /** The neighbour of a request among those that are shown: 1 is the next newer one, -1 the next older one. */
  readonly beside: (id: number, way: 1 | -1) => Entry | undefined
  /** How many OPTIONS requests are remembered. */
  readonly preflights: () => number
  readonly paths: () => ReadonlyArray<string>
  readonly clients: () => ReadonlyArray<Pick<Entry, "client" | "userAgent">>
}

export const make = (): Log => {
  let entries: Array<Entry> = []
  let marks: Array<Mark> = []
  let shown: Array<Item> = []
  let shownRequests = 0
  let preflights = 0
  let wanted = everything
  let matches = matcher(wanted)
  const paths = new Map<string, number>()
  const clients = new Map<string, Pick<Entry, "client" | "userAgent">>()

  const show = (entry: Entry): void => {
    if (!matches.entry(entry)) return
    shown.push({ entry })
    shownRequests++
  }
  /** Among requests that were picked from others, marks would tell of what happened between other requests. */
  const showMark = (mark: Mark): void => {
    if (!isFiltering(wanted)) shown.push({ mark })
  }
  /** Shows requests, and marks behind the request that they came after. */
  const showInTurn = (added: ReadonlyArray<Entry>, between: ReadonlyArray<Mark>): void => {
    let next = 0
    const showMarks = (before: number): void => {
      for (let mark = between[next]; mark !== undefined && mark.after < before; mark = between[++next]) showMark(mark)
    }
    for (const entry of added) {
      showMarks(entry.id)
      show(entry)
    }
    showMarks(Infinity)
  }
  const showAll = (): void => {
    shown = []
    shownRequests = 0
    showInTurn(entries, marks)
  }
  const noteEntry = ({ client, method, path, userAgent }: Entry): void => {
    if (method === "OPTIONS") preflights++
    paths.set(path, (paths.get(path) ?? 0) + 1)
    if (!clients.has(client)) clients.set(client, { client, ...(userAgent !== undefined && { userAgent }) })
  }
  const isNewer = (added: ReadonlyArray<Entry>): boolean => {
    let last = entries.at(-1)?.id ?? 0
    for (const { id } of added) {
      if (id <= last) return false
      last = id
    }
    return true
  }
  const forget = (): void => {
    entries = entries.slice(-capacity)
    const oldest = entries[0]?.id ?? 0
    const first = shown.findIndex((item) => "entry" in item && item.entry.id >= oldest)
    const kept = first === -1 ? shown.filter((item) => "mark" in item) : shown.slice(first)
    shown = kept
    shownRequests = shown.filter((item) => "entry" in item).length
    preflights = entries.filter(({ method }) => method === "OPTIONS").length
  }

  return {
    add: (added, newMarks) => {
      const known = marks.at(-1)?.mark ?? 0
      const laterMarks = newMarks.filter(({ mark }) => mark > known)
      const last = entries.at(-1)?.id ?? 0
      marks = [...marks, ...laterMarks].slice(-500)
      if (isNewer(added) && laterMarks.every(({ after }) => after >= last)) {
        for (const entry of added) {
          entries.push(entry)
          noteEntry(entry)
        }
        showInTurn(added, laterMarks)
      } else {
        const byId = new Map([...entries, ...added].map((entry) => [entry.id, entry]))
        const fresh = added.filter((entry, index) => byId.get(entry.id) === added[index])
        const before = new Set(entries.map(({ id }) => id))
        for (const entry of fresh) if (!before.has(entry.id)) noteEntry(entry)
        entries = [...byId.values()].toSorted((one, other) => one.id - other.id)
        showAll()
      }
      if (entries.length > capacity + slack) forget()
    },
    clear: () => {
      entries = []
      marks = []
      shown = []
      shownRequests = 0
      preflights = 0
      paths.clear()
      clients.clear()
    },
    filter: (filter) => {
      wanted = filter
      matches = matcher(wanted)
      showAll()
    },
    shown: () => shown,
    remembered: () => entries.length,
    shownRequests: () => shownRequests,
    find: (id) => {
      let low = 0
      let high = entries.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((entries[middle]?.id ?? Infinity) < id) low = middle + 1
        else high = middle
      }
      return entries[low]?.id === id ? entries[low] : undefined
    },
    beside: (id, way) => {
      const position = shown.findLastIndex((item) => isRequest(item) && item.entry.id === id)
      if (position === -1) return undefined
      const item = way === 1 ? shown.slice(position + 1).find(isRequest) : shown.slice(0, position).findLast(isRequest)
      return item?.entry
    },
    preflights: () => preflights,
    paths: () => [...paths.keys()].toSorted(),
    clients: () => [...clients.values()]
  }
}
