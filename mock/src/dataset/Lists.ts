/**
 * The rows as they were made, as lists: all of them, by contact, by status, by both.
 */
import { type Filter, type Referral, statuses } from "../Referral.ts"
import type { Columns } from "./Columns.ts"
import * as Grouping from "./Grouping.ts"
import * as OrderedRows from "./OrderedRows.ts"

/** A list by what it is narrowed to; `undefined` narrows nothing. */
export interface List {
  readonly contact: number | undefined
  readonly status: number | undefined
}

export interface Lists {
  readonly everything: OrderedRows.Rows
  /** Empty for a contact that the program does not know. */
  readonly rowsOf: (list: List) => OrderedRows.Rows
  /** Writes a row out, in the state that `status` (a position in `statuses`) says. */
  readonly written: Columns["referral"]
}

/** With those whose status the contract does not know. */
const statusCount = statuses.length + 1

const group = (grouping: Grouping.Grouping, index: number): OrderedRows.Rows =>
  OrderedRows.slice(grouping.rows, grouping.starts[index] ?? 0, grouping.starts[index + 1] ?? 0)

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

const nothing = OrderedRows.allRows(0)

export const make = (columns: Columns): Lists => {
  const { contacts, referring, size, status } = columns
  const byStatus = Grouping.make(size, statusCount, (row) => status[row] ?? 0)
  const byContact = Grouping.make(size, contacts, (row) => referring[row] ?? 0)
  const byBoth = Grouping.make(
    size,
    contacts * statusCount,
    (row) => (referring[row] ?? 0) * statusCount + (status[row] ?? 0)
  )
  const everything = OrderedRows.allRows(size)
  return {
    everything,
    written: keeping(columns.referral),
    rowsOf: (list) => {
      if (list.contact !== undefined) {
        if (list.contact < 0 || list.contact >= contacts) return nothing
        return list.status === undefined
          ? group(byContact, list.contact)
          : group(byBoth, list.contact * statusCount + list.status)
      }
      return list.status === undefined ? everything : group(byStatus, list.status)
    }
  }
}

/** @param contactOf the number of a contact, or one that nobody has */
export const listOf = (filter: Filter, contactOf: (uuid: string) => number): List => ({
  status: filter.status === undefined ? undefined : statuses.indexOf(filter.status),
  contact: filter.referring_contact_uuid === undefined ? undefined : contactOf(filter.referring_contact_uuid)
})
