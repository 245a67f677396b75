/**
 * The referrals that the mock answers from: any page under any filter at the price of its rows, for ten rows or a million.
 *
 * The bulk is computed from a seed, or loaded, and never changes; rows that come, go and change state lie over it.
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
}

/** A dataset whose list moves while it is read. Each `chance` is a number in [0, 1) that picks. */
export interface MovingDataset extends Dataset {
  /** A new referral, in front of all others; its contact was referred by one who is known already. */
  readonly insert: (chance: number) => void
  readonly remove: (chance: number) => void
  /** One referral takes another status. */
  readonly changeStatus: (chance: number) => void
}

/** The rows as they were made; each `start` gives them again, untouched. */
export interface Source {
  readonly start: () => MovingDataset
}

/** Sizes at the edges of paging; a page is the largest one, 100 rows. */
export const sizes = { none: 0, one: 1, page: 100, "page-and-one": 101, many: 2537 } as const
export type SizeName = keyof typeof sizes
export const sizeNames = Object.keys(sizes).join(", ")

export interface Options {
  /** Rows to generate, 0 to 1,000,000, or a size by name. Default 2,537. */
  readonly referrals?: number | SizeName
  /** The same seed gives the same rows on every machine. Default 1. */
  readonly seed?: Seed
}

export const defaultReferrals = sizes.many
export const defaultSeed = 1
export const maxReferrals = 1_000_000

/** Whether a program can have this size: a number, or a name. */
export const isSize = (input: unknown): input is number | SizeName =>
  typeof input === "string"
    ? Object.hasOwn(sizes, input)
    : Number.isInteger(input) && Number(input) >= 0 && Number(input) <= maxReferrals

const statusCount = statuses.length

const group = (grouping: Grouping.Grouping, index: number): OrderedRows.Rows =>
  OrderedRows.slice(grouping.rows, grouping.starts[index] ?? 0, grouping.starts[index + 1] ?? 0)

/** A list by what it is narrowed to; `undefined` narrows nothing. */
interface List {
  readonly contact: number | undefined
  readonly status: number | undefined
}

/** Rows that are kept as they were written out last; a power of two. What is read again is not computed again. */
const keptRows = 4096

interface Kept {
  readonly row: number
  readonly status: number
  readonly referral: Referral
}

const keeping = (write: Columns["referral"]): Columns["referral"] => {
  const kept: Array<Kept | undefined> = Array.from({ length: keptRows })
  return (row, status) => {
    const slot = row % keptRows
    const found = kept[slot]
    if (found !== undefined && found.row === row && found.status === status) return found.referral
    const referral = write(row, status)
    kept[slot] = { row, status, referral }
    return referral
  }
}

const nobody = -1
const nothing = OrderedRows.allRows(0)
const unchanged = OrderedRows.noChanges()
const nameOf = ({ contact, status }: List): string => `${contact ?? "*"}/${status ?? "*"}`

export const fromColumns = (columns: Columns): Source => {
  const { contacts, referring, size, status } = columns
  const byStatus = Grouping.make(size, statusCount, (row) => status[row] ?? 0)
  const byContact = Grouping.make(size, contacts, (row) => referring[row] ?? 0)
  const byBoth = Grouping.make(
    size,
    contacts * statusCount,
    (row) => (referring[row] ?? 0) * statusCount + (status[row] ?? 0)
  )
  const everything = OrderedRows.allRows(size)
  const written = keeping(columns.referral)

  const rowsOf = (list: List): OrderedRows.Rows => {
    if (list.contact === nobody) return nothing
    if (list.contact !== undefined) {
      return list.status === undefined
        ? group(byContact, list.contact)
        : group(byBoth, list.contact * statusCount + list.status)
    }
    return list.status === undefined ? everything : group(byStatus, list.status)
  }
  const listOf = (filter: Filter): List => ({
    status: filter.status === undefined ? undefined : statuses.indexOf(filter.status),
    contact:
      filter.referring_contact_uuid === undefined
        ? undefined
        : (columns.contactOf(filter.referring_contact_uuid) ?? nobody)
  })

  const start = (): MovingDataset => {
    const changes = new Map<string, OrderedRows.Changes>()
    const newStatus = new Map<number, number>()
    /** Row -1 - n is newcomer n; here is who referred it. */
    const newcomers: Array<number> = []

    const changesOf = (list: List): OrderedRows.Changes =>
      changes.size === 0 ? unchanged : (changes.get(nameOf(list)) ?? unchanged)
    const change = (list: List, row: number, apply: (changes: OrderedRows.Changes, row: number) => void): void => {
      const name = nameOf(list)
      const own = changes.get(name) ?? OrderedRows.noChanges()
      changes.set(name, own)
      apply(own, row)
    }
    const statusOf = (row: number): number => newStatus.get(row) ?? status[row] ?? 0
    const referrerOf = (row: number): number => (row < 0 ? newcomers[-1 - row] : referring[row]) ?? 0
    const referral = (row: number): Referral => {
      if (row >= 0) return written(row, statusOf(row))
      const { contact, uuid } = columns.newcomer(-1 - row)
      return {
        uuid,
        referring_contact: columns.contact(referrerOf(row)),
        referred_contact: contact,
        status: statuses[statusOf(row)] ?? "pending"
      }
    }
    const count = (filter: Filter): number => {
      const list = listOf(filter)
      return OrderedRows.length(rowsOf(list), changesOf(list))
    }
    const slice = (filter: Filter, offset: number, limit: number): ReadonlyArray<Referral> => {
      const list = listOf(filter)
      return OrderedRows.page(rowsOf(list), changesOf(list), offset, limit).map(referral)
    }
    const pick = (chance: number): number | undefined => {
      const all: List = { contact: undefined, status: undefined }
      return OrderedRows.page(everything, changesOf(all), Math.floor(chance * count({})), 1)[0]
    }
    const statusLists = (row: number, state: number): ReadonlyArray<List> => [
      { contact: undefined, status: state },
      { contact: referrerOf(row), status: state }
    ]
    const lists = (row: number): ReadonlyArray<List> => [
      { contact: undefined, status: undefined },
      { contact: referrerOf(row), status: undefined },
      ...statusLists(row, statusOf(row))
    ]

    return {
      count,
      slice,
      insert: (chance) => {
        if (contacts === 0) return
        newcomers.push(Math.floor(chance * contacts))
        const row = -newcomers.length
        newStatus.set(row, 0)
        for (const list of lists(row)) change(list, row, OrderedRows.add)
      },
      remove: (chance) => {
        const row = pick(chance)
        if (row === undefined) return
        for (const list of lists(row)) change(list, row, OrderedRows.remove)
      },
      changeStatus: (chance) => {
        const row = pick(chance)
        if (row === undefined) return
        const from = statusOf(row)
        const to = (from + 1) % statusCount
        for (const list of statusLists(row, from)) change(list, row, OrderedRows.remove)
        for (const list of statusLists(row, to)) change(list, row, OrderedRows.add)
        newStatus.set(row, to)
      }
    }
  }
  return { start }
}

/** @throws RangeError for a size that there is not */
export const sizeOf = (referrals: number | SizeName = defaultReferrals): number => {
  if (isSize(referrals)) return typeof referrals === "number" ? referrals : sizes[referrals]
  throw new RangeError(
    `referrals must be a number from 0 to ${maxReferrals}, or ${sizeNames}, got ${String(referrals)}`
  )
}

/** A generated program. */
export const generate = (options: Options = {}): Source =>
  fromColumns(Program.make({ referrals: sizeOf(options.referrals), seed: options.seed ?? defaultSeed }))

/** A generated program that nothing moves; for counting by oneself what the server should answer. */
export const make = (options: Options = {}): Dataset => generate(options).start()
