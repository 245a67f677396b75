/**
 * What the journal says of a request, of one that waits for its answer, and of who asks.
 */
import * as Schema from "effect/Schema"

const Violation = Schema.Struct({
  side: Schema.Literals(["request", "response"]),
  location: Schema.Array(Schema.String),
  severity: Schema.Literals(["error", "warning"]),
  message: Schema.String
})

/** What is known of a request before it is answered. */
const request = {
  /** When it arrived, by the mock's clock: milliseconds since 1970. */
  at: Schema.Finite,
  method: Schema.String,
  path: Schema.String,
  /** Without the leading question mark, and without credentials. */
  query: Schema.String,
  /** Whoever asked: a digest of credential and user agent, never the credential. */
  client: Schema.String,
  /** As the client names itself. */
  userAgent: Schema.optionalKey(Schema.String),
  /** What the scenario does to its answer. */
  faults: Schema.Array(Schema.String)
}

export const Entry = Schema.Struct({
  ...request,
  /** Counts from 1 and never goes back while the session lives. */
  id: Schema.Int,
  /** Milliseconds until the answer was handed to the network. */
  duration: Schema.Finite,
  /** 0 if the connection was reset instead of answered. */
  status: Schema.Int,
  /** Where the request had to wait for its answer: under this number it was told of before. */
  ticket: Schema.optionalKey(Schema.Int),
  /** Rows in the answer, where it was a page. */
  rows: Schema.optionalKey(Schema.Int),
  /** Rows in the whole list as the query filters it, when it was answered, where a page of it was asked for. */
  total: Schema.optionalKey(Schema.Int),
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

/** A request that waits for its answer. */
export const Waiting = Schema.Struct({
  ...request,
  /** Its entry will carry it. */
  ticket: Schema.Int
})
export type Waiting = typeof Waiting.Type

/** Who asked, and how often. */
export const Client = Schema.Struct({
  client: Schema.String,
  userAgent: Schema.optionalKey(Schema.String),
  requests: Schema.Int,
  /** When its last request arrived, by the mock's clock. */
  at: Schema.Finite
})
export type Client = typeof Client.Type

/** Requests of clients since the journal began, those that it has forgotten included. */
export const Counts = Schema.Struct({
  requests: Schema.Int,
  /** How many were answered with each status; 0 stands for a connection that was reset, or that the client left. */
  statuses: Schema.Record(Schema.String, Schema.Int)
})
export type Counts = typeof Counts.Type
