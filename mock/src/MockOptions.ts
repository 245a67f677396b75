/**
 * What a mock is made of, with a port or without one.
 */
import type * as Dataset from "./Dataset.ts"
import type * as Place from "./Place.ts"
import type * as Scenario from "./Scenario.ts"
import type * as Webhook from "./Webhook.ts"

export interface Options extends Dataset.Options, Place.Options {
  /** Path of the OpenAPI document. Default: the one that ships with the package. */
  readonly contract?: string
  /** Path of a JSON or NDJSON file with rows to serve instead of generated ones. */
  readonly data?: string
  /** Digest that the data must have; a replay token carries it. Default: any. */
  readonly dataDigest?: string
  /** What the API does to its clients. Default: nothing. */
  readonly scenario?: Scenario.Settings
  /** Client ids and their secrets. Default: every secret is taken but the word `wrong`. */
  readonly clients?: Readonly<Record<string, string>>
  /** Sessions at once, beside the default one. Default 10,000. */
  readonly maxSessions?: number
  /** Seconds without a request after which a session is dropped. Default 86,400. */
  readonly sessionIdle?: number
  /** Where referrals that become completed are posted, on this machine. Default: nowhere. */
  readonly webhook?: Webhook.Options
  /** Reads the contract, what it refers to, and the data again when they are saved. Default false. */
  readonly watch?: boolean
}
