/**
 * The referrals that the mock answers from: any page under any filter at the price of its rows, for ten rows or a million.
 *
 * The bulk is computed from a seed, or given, and never changes; drift (rows that come, go and change state) lies over it.
 */
import type { Columns } from "./dataset/Columns.ts"
import * as Grouping from "./dataset/Grouping.ts"
import * as OrderedRows from "./dataset/OrderedRows.ts"
import * as Program from "./dataset/Program.ts"
import type { Seed } from "./Random.ts"
import { type Filter, type Referral, statuses } from "./Referral.ts"

export type { Filter, Referral, Status } from "./Referral.ts"

export interface Dataset {
  /** How many referrals match. */
  readonly count: (filter: Filter) => number
  /** The matching referrals from position `offset` (0 is the first) on, at most `limit`. */
  readonly slice: (filter: Filter, offset: number, limit: number) => ReadonlyArray<Referral>
  /** True if somebody of this id takes part in the program, as referring or as referred contact. */
  readonly knows: (contactUuid: string) => boolean
}

export interface Options {
  /** Rows to generate, 0 to 1,000,000. Default 2,537. */
  readonly referrals?: number
  /** The same seed gives the same rows on every machine. Default 1. */
  readonly seed?: Seed
}

export const defaultReferrals = 2537
export const defaultSeed = 1
export const maxReferrals = 1_000_000

const statusCount = statuses.length

const group = (grouping: Grouping.Grouping, index: number): OrderedRows.Rows =>
  OrderedRows.slice(grouping.rows, grouping.starts[index] ?? 0, grouping.starts[index + 1] ?? 0)

/** A dataset over given columns. */
export const fromColumns = (columns: Columns): Dataset => {
  const { contacts, referring, size, status } = columns
  const byStatus = Grouping.make(size, statusCount, (row) => status[row] ?? 0)
  const byContact = Grouping.make(size, contacts, (row) => referring[row] ?? 0)
  const byBoth = Grouping.make(
    size,
    contacts * statusCount,
    (row) => (referring[row] ?? 0) * statusCount + (status[row] ?? 0)
  )
  const everything = OrderedRows.allRows(size)
  const nothing = OrderedRows.allRows(0)
  const select = (filter: Filter): OrderedRows.Rows => {
    const state = filter.status === undefined ? undefined : statuses.indexOf(filter.status)
    if (filter.referring_contact_uuid === undefined) return state === undefined ? everything : group(byStatus, state)
    const contact = columns.contact(filter.referring_contact_uuid)
    if (contact === undefined) return nothing
    return state === undefined ? group(byContact, contact) : group(byBoth, contact * statusCount + state)
  }
  const unchanged = OrderedRows.noChanges()
  return {
    count: (filter) => OrderedRows.length(select(filter), unchanged),
    slice: (filter, offset, limit) =>
      OrderedRows.page(select(filter), unchanged, offset, limit).map((row) => columns.referral(row, status[row] ?? 0)),
    knows: (uuid) => columns.contact(uuid) !== undefined
  }
}

/** A generated program. */
export const make = (options: Options = {}): Dataset =>
  fromColumns(Program.make({ referrals: options.referrals ?? defaultReferrals, seed: options.seed ?? defaultSeed }))
