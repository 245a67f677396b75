/**
 * What was asked and answered, newest last: a bounded memory that can be listened to.
 */
import * as Schema from "effect/Schema"

export const Violation = Schema.Struct({
  side: Schema.Literals(["request", "response"]),
  location: Schema.Array(Schema.String),
  severity: Schema.Literals(["error", "warning"]),
  message: Schema.String
})

export const Entry = Schema.Struct({
  /** Counts from 1 and never goes back while the server lives. */
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
  violations: Schema.Array(Violation)
})
export type Entry = typeof Entry.Type

export interface Journal {
  readonly add: (entry: Omit<Entry, "id">) => void
  /** The remembered entries after `id`, oldest first. */
  readonly after: (id: number) => ReadonlyArray<Entry>
  readonly clear: () => void
  /** Tells whoever listens that another scenario is played. */
  readonly tellScenario: () => void
  /** Calls `listener` with every new entry and every other piece of news, until the returned function is called. */
  readonly listen: (listener: (news: News) => void) => () => void
}

/** A request, all of them forgotten, or a scenario that starts. */
export type News = Entry | "cleared" | "scenario"

/** @param capacity entries that are remembered; older ones are forgotten */
export const make = (capacity: number): Journal => {
  const ring: Array<Entry> = []
  const listeners = new Set<(news: News) => void>()
  let last = 0
  let oldest = 0
  const tell = (news: News): void => {
    for (const listener of listeners) listener(news)
  }
  return {
    add: (entry) => {
      last++
      const complete = { id: last, ...entry }
      if (ring.length < capacity) ring.push(complete)
      else {
        ring[oldest] = complete
        oldest = (oldest + 1) % capacity
      }
      tell(complete)
    },
    after: (id) => [...ring.slice(oldest), ...ring.slice(0, oldest)].filter((entry) => entry.id > id),
    clear: () => {
      ring.length = 0
      oldest = 0
      tell("cleared")
    },
    tellScenario: () => tell("scenario"),
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}
