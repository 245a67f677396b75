/**
 * What lies over rows that never change: rows that came, went, or became others since.
 */
import type { MovingDataset, OnCompleted } from "../Dataset.ts"
import * as InvalidRow from "../InvalidRow.ts"
import { type Contact, type Filter, type Referral, statuses } from "../Referral.ts"
import type { Columns } from "./Columns.ts"
import * as Lists from "./Lists.ts"
import * as OrderedRows from "./OrderedRows.ts"
import * as Shape from "./Shape.ts"

const nobody = -1
const unchanged = OrderedRows.noChanges()
const nameOf = ({ contact, status }: Lists.List): string => `${contact ?? "*"}/${status ?? "*"}`
const all: Lists.List = { contact: undefined, status: undefined }

const completed = statuses.indexOf("completed")

/** Of those who refer most. */
const mostShown = 8

export const start = (columns: Columns, lists: Lists.Lists, onCompleted: OnCompleted): MovingDataset => {
  const changes = new Map<string, OrderedRows.Changes>()
  const newStatus = new Map<number, number>()
  /** By row: who referred, where that is not as the columns say. Row -1 - n is newcomer n. */
  const newReferrer = new Map<number, number>()
  /** By row: what was written by hand. */
  const byHand = new Map<number, Referral>()
  /** Uuids, in lower case, of newcomers and of contacts that the columns do not have. */
  const newRows = new Map<string, number>()
  const newContacts = new Map<string, number>()
  /** Contacts whom newcomers brought, by uuid in lower case. */
  const newPeople = new Map<string, Contact>()
  /** Rows that were taken out by hand, by uuid in lower case. */
  const taken = new Map<string, number>()
  let newcomers = 0
  /** Newcomers who are in `newRows` and `newPeople`: drift brings many, and few are ever looked for. */
  let indexed = 0

  const changesOf = (list: Lists.List): OrderedRows.Changes =>
    changes.size === 0 ? unchanged : (changes.get(nameOf(list)) ?? unchanged)
  const change = (list: Lists.List, row: number, apply: (changes: OrderedRows.Changes, row: number) => void): void => {
    const name = nameOf(list)
    const own = changes.get(name) ?? OrderedRows.noChanges()
    changes.set(name, own)
    apply(own, row)
  }

  const statusOf = (row: number): number => newStatus.get(row) ?? columns.status[row] ?? 0
  const referrerOf = (row: number): number => newReferrer.get(row) ?? columns.referring[row] ?? 0
  const contactOf = (uuid: string): number | undefined => columns.contactOf(uuid) ?? newContacts.get(uuid.toLowerCase())
  const contactFor = (uuid: string): number => {
    const known = contactOf(uuid)
    if (known !== undefined) return known
    const number = columns.contacts + newContacts.size
    newContacts.set(uuid.toLowerCase(), number)
    return number
  }
  const referral = (row: number): Referral => {
    const written = byHand.get(row)
    if (written !== undefined) return InvalidRow.inStatus(written, statusOf(row))
    if (row >= 0) return lists.written(row, statusOf(row))
    const { contact, uuid } = columns.newcomer(-1 - row)
    return {
      uuid,
      referring_contact: columns.contact(referrerOf(row)),
      referred_contact: contact,
      status: statuses[statusOf(row)] ?? "pending"
    }
  }

  const statusLists = (row: number, state: number): ReadonlyArray<Lists.List> => [
    { contact: undefined, status: state },
    { contact: referrerOf(row), status: state }
  ]
  const listsOf = (row: number): ReadonlyArray<Lists.List> => [
    all,
    { contact: referrerOf(row), status: undefined },
    ...statusLists(row, statusOf(row))
  ]
  const enter = (row: number): void => {
    for (const list of listsOf(row)) change(list, row, OrderedRows.add)
  }
  const leave = (row: number): void => {
    for (const list of listsOf(row)) change(list, row, OrderedRows.remove)
  }

  const count = (filter: Filter): number => {
    const list = Lists.listOf(filter, (uuid) => contactOf(uuid) ?? nobody)
    return OrderedRows.length(lists.rowsOf(list), changesOf(list))
  }
  const slice: MovingDataset["slice"] = (filter, offset, limit) => {
    const list = Lists.listOf(filter, (uuid) => contactOf(uuid) ?? nobody)
    return OrderedRows.page(lists.rowsOf(list), changesOf(list), offset, limit).map(referral)
  }
  const pick = (chance: number): number | undefined =>
    OrderedRows.page(lists.everything, changesOf(all), Math.floor(chance * count({})), 1)[0]

  /** Brings `newRows` and `newPeople` up to date. */
  const index = (): void => {
    for (; indexed < newcomers; indexed++) {
      const row = -1 - indexed
      const { contact, uuid } = columns.newcomer(indexed)
      // A number whose uuid was given by hand was passed over, and is no row.
      if (byHand.has(row) || newRows.has(uuid.toLowerCase())) continue
      newRows.set(uuid.toLowerCase(), row)
      newPeople.set(contact.uuid.toLowerCase(), contact)
    }
  }
  /** The row of a uuid, if it is in the list. */
  const rowOf = (uuid: string): number | undefined => {
    index()
    const row = newRows.get(uuid.toLowerCase()) ?? columns.rowOf(uuid)
    return row !== undefined && OrderedRows.has(lists.everything, changesOf(all), row) ? row : undefined
  }
  /** A number for a newcomer whose generated uuid nobody has been given by hand. */
  const nextNewcomer = (): number => {
    while (newRows.has(columns.newcomer(newcomers).uuid.toLowerCase())) newcomers++
    return newcomers
  }
  const write = (row: number, written: Referral): void => {
    const wasCompleted = newStatus.has(row) || row >= 0 ? statusOf(row) === completed : false
    byHand.set(row, written)
    newReferrer.set(row, contactFor(written.referring_contact.uuid))
    newStatus.set(row, InvalidRow.positionOf(written))
    enter(row)
    if (!wasCompleted && statusOf(row) === completed) onCompleted(written)
  }

  const referredOf = (row: number): number | undefined =>
    row >= 0 && !byHand.has(row) ? columns.referred(row) : contactOf(referral(row).referred_contact.uuid)
  /** Contacts that the columns do not have are known from the rows that they refer in. */
  const writtenContact = (number: number, rows: ReadonlyArray<number>): Contact => {
    if (number < columns.contacts) return columns.contact(number)
    const row = rows.find((one) => referrerOf(one) === number)
    return row === undefined ? columns.contact(0) : referral(row).referring_contact
  }

  return {
    shape: () => {
      const rows = OrderedRows.page(lists.everything, changesOf(all), 0, Infinity)
      const contacts = columns.contacts + newContacts.size
      const { depths, longest, most } = Shape.of({ contacts, rows, referrerOf, referredOf }, mostShown)
      return {
        depths,
        longest: longest.map((number) => writtenContact(number, rows)),
        referrers: most.map(({ contact: number, referrals }) => ({ contact: writtenContact(number, rows), referrals }))
      }
    },
    count,
    slice,
    contact: (uuid) => {
      const [row] = slice({ referring_contact_uuid: uuid }, 0, 1)
      if (row !== undefined) return row.referring_contact
      const lower = uuid.toLowerCase()
      const written = [...byHand.values()].findLast(({ referred_contact: one }) => one.uuid.toLowerCase() === lower)
      index()
      return written?.referred_contact ?? newPeople.get(lower) ?? columns.referredContact(uuid)
    },
    insert: (chance) => {
      if (columns.contacts === 0) return
      const row = -1 - nextNewcomer()
      newcomers++
      newReferrer.set(row, Math.floor(chance * columns.contacts))
      newStatus.set(row, 0)
      enter(row)
    },
    remove: (chance) => {
      const row = pick(chance)
      if (row !== undefined) leave(row)
    },
    changeStatus: (chance) => {
      const row = pick(chance)
      if (row === undefined) return
      const from = statusOf(row)
      const to = (from + 1) % statuses.length
      for (const list of statusLists(row, from)) change(list, row, OrderedRows.remove)
      for (const list of statusLists(row, to)) change(list, row, OrderedRows.add)
      newStatus.set(row, to)
      if (to === completed) onCompleted(referral(row))
    },
    find: (uuid) => {
      const row = rowOf(uuid)
      return row === undefined ? undefined : referral(row)
    },
    draft: () => {
      const { contact, uuid } = columns.newcomer(nextNewcomer())
      return { uuid, referring_contact: columns.contact(0), referred_contact: contact, status: "pending" }
    },
    add: (written) => {
      if (rowOf(written.uuid) !== undefined) return false
      const row = -1 - newcomers
      newcomers++
      newRows.set(written.uuid.toLowerCase(), row)
      write(row, written)
      return true
    },
    replace: (written) => {
      const row = rowOf(written.uuid)
      if (row === undefined) return false
      leave(row)
      write(row, written)
      return true
    },
    take: (uuid) => {
      const row = rowOf(uuid)
      if (row === undefined) return false
      leave(row)
      taken.set(uuid.toLowerCase(), row)
      return true
    },
    restore: (uuid) => {
      const row = taken.get(uuid.toLowerCase())
      // Another referral may have its uuid by now.
      if (row === undefined || rowOf(uuid) !== undefined) return false
      taken.delete(uuid.toLowerCase())
      enter(row)
      return true
    }
  }
}
