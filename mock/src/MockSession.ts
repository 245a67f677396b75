/**
 * A session as programs steer it: play a scenario, move its clock, see what its clients did.
 *
 * Types and errors alone: the package's types lead here, and to nothing of Prism's.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Dataset from "./Dataset.ts"
import type { Counts, Entry } from "./Journal.ts"
import type { Given, Referral } from "./Referral.ts"
import type * as Scenario from "./Scenario.ts"
import type { Options } from "./Steering.ts"
import type * as Walks from "./Walks.ts"
import type * as WebHandler from "./WebHandler.ts"

export interface MockSession {
  readonly name: string
  /** Where it answers, without a slash at the end. Every request to it is of this session. */
  readonly url: string
  /** The headers that lead to this session under the server's own URL. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * Answers a request of this session without a connection, whatever its origin; the default session hands on what names
   * another one. A connection that a scenario resets is a network error, `Response.error()`.
   */
  readonly fetch: WebHandler.WebHandler
  /** The rows as they are at this moment. */
  readonly dataset: Dataset.Dataset
  /** Plays another scenario from its beginning. */
  readonly play: (settings: Scenario.Settings) => Effect.Effect<void>
  /** Moves the clock of rate limits and tokens ahead. */
  readonly advanceClock: (by: { readonly seconds: number }) => Effect.Effect<void>
  /** Adds a referral in front of all others; what is not given is made up. */
  readonly add: (referral?: Given) => Effect.Effect<Referral, RowError>
  /** Changes a referral. */
  readonly change: (uuid: string, changes: Given) => Effect.Effect<Referral, RowError>
  /** Takes a referral out. Fails if there is none of this uuid. */
  readonly remove: (uuid: string) => Effect.Effect<void, RowError>
  /** Back to how the session was made: rows, scenario, journal, tokens and clock. */
  readonly reset: Effect.Effect<void>
  /** The newest 2,000 requests, oldest first. */
  readonly journal: Effect.Effect<ReadonlyArray<Entry>>
  /** How many requests there were, those that the journal has forgotten included. */
  readonly counts: Effect.Effect<Counts>
  /** The journal read as walks through a list, with the client's mistakes. */
  readonly walks: Effect.Effect<ReadonlyArray<Walks.Walk>>
}

export type { Options } from "./Steering.ts"

export interface Maker {
  /** Another session for as long as the scope lives; it shares nothing with the others. */
  readonly session: (options?: Options) => Effect.Effect<MockSession, SessionError, Scope.Scope>
}

/** The session cannot be made. */
export class SessionError extends Schema.TaggedError<SessionError>()("SessionError", { reason: Schema.String }) {
  override get message() {
    return `The session cannot be made: ${this.reason}`
  }
}

/** A row cannot be added or changed. */
export class RowError extends Schema.TaggedError<RowError>()("RowError", { reason: Schema.String }) {
  override get message() {
    return `The referral cannot be used: ${this.reason}`
  }
}
