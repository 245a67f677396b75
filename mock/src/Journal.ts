/**
 * What was asked and answered, newest last: a bounded memory that can be listened to.
 */
import * as Schema from "effect/Schema"
import type * as JournalMemory from "./JournalMemory.ts"

export const Violation = Schema.Struct({
  side: Schema.Literals(["request", "response"]),
  location: Schema.Array(Schema.String),
  severity: Schema.Literals(["error", "warning"]),
  message: Schema.String
})

export const Entry = Schema.Struct({
  /** Counts from 1 and never goes back while the session lives. */
  id: Schema.Int,
  /** When the request arrived, by the mock's clock: milliseconds since 1970. */
  at: Schema.Finite,
  /** Milliseconds until the answer was handed to the network. */
  duration: Schema.Finite,
  method: Schema.String,
  path: Schema.String,
  /** Without the leading question mark. */
  query: Schema.String,
  /** 0 if the connection was reset instead of answered. */
  status: Schema.Int,
  /** Whoever asked: a digest of credential and user agent, never the credential. */
  client: Schema.String,
  /** Rows in the answer, where it was a page. */
  rows: Schema.optionalKey(Schema.Int),
  /** What the scenario did to this answer. */
  faults: Schema.Array(Schema.String),
  /** Seconds that a Retry-After header asked to wait. */
  retryAfter: Schema.optionalKey(Schema.Finite),
  violations: Schema.Array(Violation),
  /** Only where the mock itself has asked: an attempt to deliver a webhook. */
  webhook: Schema.optionalKey(
    Schema.Struct({
      event: Schema.String,
      /** Origin of the receiver. */
      to: Schema.String,
      attempt: Schema.Int,
      /** Why there was no answer. */
      problem: Schema.optionalKey(Schema.String),
      /** Seconds by the mock's clock until it tries again. */
      retryIn: Schema.optionalKey(Schema.Finite)
    })
  )
})
export type Entry = typeof Entry.Type

/** Requests of clients since the journal began, those that it has forgotten included. */
export const Counts = Schema.Struct({
  requests: Schema.Int,
  /** How many were answered with each status; 0 stands for a connection that was reset, or that the client left. */
  statuses: Schema.Record(Schema.String, Schema.Int)
})
export type Counts = typeof Counts.Type

export type Pen = (entry: Omit<Entry, "id">) => void

export interface Journal {
  /** A pen for a request that arrives now. What it writes after the journal was cleared is not kept. */
  readonly pen: () => Pen
  /** The remembered entries after `id`, oldest first. */
  readonly after: (id: number) => ReadonlyArray<Entry>
  readonly counts: () => Counts
  readonly clear: () => void
  /** Tells whoever listens that another scenario is played, or that there will be no more entries. */
  readonly tell: (news: "scenario" | "ended") => void
  /** Calls `listener` with every new entry and every other piece of news, until the returned function is called. */
  readonly listen: (listener: (news: News) => void) => () => void
  readonly hasListeners: () => boolean
}

/** A request, all of them forgotten, a scenario that starts, or the end of the session. */
export type News = Entry | "cleared" | "scenario" | "ended"

/**
 * @param capacity entries that are remembered; older ones are forgotten
 * @param memory bounds them over all journals
 */
export const make = (capacity: number, memory: JournalMemory.JournalMemory): Journal => {
  /** What is remembered stands from position `first` on. */
  let entries: Array<Entry | undefined> = []
  let first = 0
  let last = 0
  let requests = 0
  /** A map: an object with a number for a name takes 3 kB, and there can be many sessions. */
  const statuses = new Map<number, number>()
  const listeners = new Set<(news: News) => void>()
  const tell = (news: News): void => {
    for (const listener of listeners) listener(news)
  }
  const forgetOldest = (): void => {
    entries[first] = undefined
    first++
    if (first * 2 <= entries.length) return
    entries = entries.slice(first)
    first = 0
  }
  const holder: JournalMemory.Holder = {
    forget: (id) => {
      if ((entries[first]?.id ?? Infinity) <= id) forgetOldest()
    }
  }
  const add: Pen = (entry) => {
    last++
    if (entry.webhook === undefined) {
      requests++
      statuses.set(entry.status, (statuses.get(entry.status) ?? 0) + 1)
    }
    memory.take(holder, last)
    const complete = { id: last, ...entry }
    entries.push(complete)
    if (entries.length - first > capacity) forgetOldest()
    tell(complete)
  }
  const newPen = (): Pen => {
    const own: Pen = (entry) => {
      if (own === pen) add(entry)
    }
    return own
  }
  let pen = newPen()
  return {
    pen: () => pen,
    after: (id) => entries.slice(first).flatMap((entry) => (entry !== undefined && entry.id > id ? [entry] : [])),
    counts: () => ({ requests, statuses: Object.fromEntries(statuses) }),
    clear: () => {
      entries = []
      first = 0
      requests = 0
      statuses.clear()
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
