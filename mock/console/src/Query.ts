/**
 * What the table asks the API for.
 */
import type { Status } from "../../src/Referral.ts"

export interface Query {
  /** Empty: any. */
  readonly status: Status | ""
  /** Uuid of the referring contact; empty: any. */
  readonly contact: string
  readonly limit: number
  readonly page: number
}

export const first: Query = { status: "", contact: "", limit: 10, page: 1 }

/** True if both are pages of one list, cut alike. */
export const isSameList = (one: Query, other: Query): boolean =>
  one.status === other.status && one.contact === other.contact && one.limit === other.limit
