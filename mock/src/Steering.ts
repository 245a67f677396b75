/**
 * How programs steer a session behind promises, in the mock's own process or over HTTP.
 *
 * Types alone: what runs in a browser takes nothing else of the mock.
 */
import type { Counts, Entry } from "./Journal.ts"
import type { Referral } from "./Referral.ts"
import type { Given } from "./RowsByHand.ts"
import type { Settings } from "./Scenario.ts"
import type { SessionOptions } from "./SessionOptions.ts"
import type { Walk } from "./Walk.ts"

export interface SteeredSession extends AsyncDisposable {
  readonly name: string
  /** Where it answers, without a slash at the end. Every request to it is of this session. */
  readonly url: string
  /** The headers that lead to this session under the server's own URL. */
  readonly headers: Readonly<Record<string, string>>
  /** Plays another scenario from its beginning. */
  readonly play: (settings: Settings) => Promise<void>
  /** Moves the clock of rate limits and tokens ahead. */
  readonly advanceClock: (by: { readonly seconds: number }) => Promise<void>
  /** Adds a referral in front of all others; what is not given is made up. */
  readonly add: (referral?: Given) => Promise<Referral>
  readonly change: (uuid: string, changes: Given) => Promise<Referral>
  readonly remove: (uuid: string) => Promise<void>
  /** Back to how the session was made: rows, scenario, journal, tokens and clock. */
  readonly reset: () => Promise<void>
  /** The newest 10,000 requests, oldest first. */
  readonly journal: () => Promise<ReadonlyArray<Entry>>
  /** How many requests there were, those that the journal has forgotten included. */
  readonly counts: () => Promise<Counts>
  /** The journal read as walks through a list, with the client's mistakes. */
  readonly walks: () => Promise<ReadonlyArray<Walk>>
  /** Ends the session; the default one ends with its server. */
  readonly close: () => Promise<void>
}

export interface Options extends SessionOptions {
  /** Default: one that no other session has. */
  readonly name?: string
}
