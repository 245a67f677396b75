/**
 * What was asked and answered, newest last: a bounded memory that can be listened to.
 */
import type { Client, Counts, Entry, Waiting } from "./JournalEntry.ts"
import * as JournalMemory from "./JournalMemory.ts"
import type { Event, Mark } from "./Mark.ts"

export { Client, Counts, Entry, Waiting } from "./JournalEntry.ts"

export interface Pen {
  /** @param transcript headers and bodies, as `Transcript.pack` wrote them */
  (entry: Omit<Entry, "id">, transcript?: string): void
  /** Tells of a request whose answer takes a while. @returns the ticket that its entry carries */
  readonly wait: (request: Omit<Waiting, "ticket">) => number
}

export interface Journal {
  /** A pen for a request that arrives now. What it writes after the journal was cleared is not kept. */
  readonly pen: () => Pen
  /** The remembered entries after `id`, oldest first. */
  readonly after: (id: number) => ReadonlyArray<Entry>
  /** The entry `id`, and what was sent and answered, while they are remembered. */
  readonly find: (id: number) => Found | undefined
  readonly waiting: () => ReadonlyArray<Waiting>
  /** The remembered marks, oldest first. */
  readonly marks: () => ReadonlyArray<Mark>
  readonly mark: (event: Event) => void
  readonly counts: () => Counts
  /** The clients that asked last, the newest first. */
  readonly clients: () => ReadonlyArray<Client>
  readonly clear: () => void
  /** Tells whoever listens that another scenario is played, or that there will be no more entries. */
  readonly tell: (news: "scenario" | "ended") => void
  /** Calls `listener` with every new entry and every other piece of news, until the returned function is called. */
  readonly listen: (listener: (news: News) => void) => () => void
  readonly hasListeners: () => boolean
}

export interface Found {
  readonly entry: Entry
  readonly transcript: string | undefined
}

/** A request, one that waits, a mark, all of them forgotten, a scenario that starts, or the end of the session. */
export type News = Entry | Waiting | Mark | "cleared" | "scenario" | "ended"

/** Marks and clients that are remembered. */
const marksKept = 200
const clientsKept = 50

/**
 * @param capacity entries that are remembered; older ones are forgotten
 * @param memory bounds them over all journals
 * @param transcripts bounds what was sent and answered over all journals
 */
export const make = (
  capacity: number,
  memory: JournalMemory.JournalMemory,
  transcripts: JournalMemory.JournalMemory = JournalMemory.make(capacity)
): Journal => {
  /** What is remembered stands from position `first` on. */
  let entries: Array<Entry | undefined> = []
  let first = 0
  let last = 0
  let requestCount = 0
  let tickets = 0
  let markNumber = 0
  /** A map: an object with a number for a name takes 3 kB, and there can be many sessions. */
  const statuses = new Map<number, number>()
  // Most sessions have few requests, and there can be many sessions: what is empty is not there.
  let packed: Map<number, string> | undefined
  let waiting: ReadonlyArray<Waiting> = []
  /** Newest last. */
  let clients: ReadonlyArray<Client> = []
  let marks: ReadonlyArray<Mark> = []
  const listeners = new Set<(news: News) => void>()
  const tell = (news: News): void => {
    for (const listener of listeners) listener(news)
  }
  const forgetOldest = (): void => {
    packed?.delete(entries[first]?.id ?? 0)
    entries[first] = undefined
    first++
    if (first * 2 <= entries.length) return
    entries = entries.slice(first)
    first = 0
  }
  let holder: JournalMemory.Releasable | undefined
  let transcriptHolder: JournalMemory.Releasable | undefined
  const forgetUpTo = (id: number): void => {
    if ((entries[first]?.id ?? Infinity) <= id) forgetOldest()
  }
  const meet = ({ at, client, userAgent }: Omit<Entry, "id">): void => {
    const requests = (clients.find((one) => one.client === client)?.requests ?? 0) + 1
    const known = { client, ...(userAgent !== undefined && { userAgent }), requests, at }
    clients = [...clients.filter((one) => one.client !== client), known].slice(-clientsKept)
  }
  const add = (entry: Omit<Entry, "id">, transcript?: string): void => {
    last++
    if (entry.webhook === undefined) {
      requestCount++
      statuses.set(entry.status, (statuses.get(entry.status) ?? 0) + 1)
      meet(entry)
    }
    if (entry.ticket !== undefined) waiting = waiting.filter(({ ticket }) => ticket !== entry.ticket)
    memory.take((holder ??= JournalMemory.releasable(forgetUpTo)), last)
    const complete = { id: last, ...entry }
    entries.push(complete)
    if (transcript !== undefined) {
      transcriptHolder ??= JournalMemory.releasable((id) => void packed?.delete(id))
      transcripts.take(transcriptHolder, last)
      packed ??= new Map()
      packed.set(last, transcript)
    }
    if (entries.length - first > capacity) forgetOldest()
    tell(complete)
  }
  const newPen = (): Pen => {
    const own: Pen = Object.assign(
      (entry: Omit<Entry, "id">, transcript?: string) => {
        if (own === pen) add(entry, transcript)
      },
      {
        wait: (request: Omit<Waiting, "ticket">) => {
          const one = { ticket: ++tickets, ...request }
          if (own !== pen) return one.ticket
          waiting = [...waiting, one]
          tell(one)
          return one.ticket
        }
      }
    )
    return own
  }
  let pen = newPen()
  return {
    pen: () => pen,
    after: (id) => entries.slice(first).flatMap((entry) => (entry !== undefined && entry.id > id ? [entry] : [])),
    find: (id) => {
      const oldest = entries[first]?.id
      const entry = oldest === undefined ? undefined : entries[first + id - oldest]
      return entry === undefined ? undefined : { entry, transcript: packed?.get(id) }
    },
    waiting: () => waiting,
    marks: () => marks,
    mark: (event) => {
      const one = { mark: ++markNumber, after: last, ...event }
      marks = [...marks, one].slice(-marksKept)
      tell(one)
    },
    counts: () => ({ requests: requestCount, statuses: Object.fromEntries(statuses) }),
    clients: () => clients.toReversed(),
    clear: () => {
      holder?.release()
      transcriptHolder?.release()
      holder = undefined
      transcriptHolder = undefined
      entries = []
      first = 0
      requestCount = 0
      statuses.clear()
      marks = []
      packed = undefined
      waiting = []
      clients = []
      pen = newPen()
      tell("cleared")
    },
    tell,
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hasListeners: () => listeners.size > 0
  }
}
