/**
 * What a count remembers: each row by the numbers of its id, contacts and status, in typed arrays.
 *
 * Nearly every referral brings a new contact, so nothing smaller is exact.
 */
import * as Predicate from "effect/Predicate"
import type { Referral } from "../../Referral.ts"
import * as IdTable from "./idTable.ts"
import * as UuidWords from "./uuidWords.ts"

const typeId = "~@effect-piggy/core/Insights/State"

/** How to count. */
export interface CountOptions {
  /** Whether to keep the emails of contacts that refer others, for the leaderboard; default false. */
  readonly emails?: boolean | undefined
}

/** A count that goes on: of some of a program's rows, or of all. */
export interface State {
  readonly [typeId]: typeof typeId
  /** Rows so far. */
  total: number
  readonly contacts: IdTable.IdTable
  /** The distinct statuses, each at its number. */
  readonly statuses: Array<string>
  readonly statusNumbers: Map<string, number>
  /** By row: the words of its id. */
  ids: Uint32Array
  /** By row: its id, where that is no UUID. */
  readonly texts: Map<number, string>
  /** By row: the number of a contact, or of the status. */
  referring: Uint32Array
  referred: Uint32Array
  status: Uint32Array
  /** By contact; undefined where emails are not kept. */
  emails: Map<number, string> | undefined
}

export const empty = ({ emails = false }: CountOptions = {}): State => ({
  [typeId]: typeId,
  total: 0,
  contacts: IdTable.make(),
  statuses: [],
  statusNumbers: new Map(),
  ids: new Uint32Array(4 * 256),
  texts: new Map(),
  referring: new Uint32Array(256),
  referred: new Uint32Array(256),
  status: new Uint32Array(256),
  emails: emails ? new Map() : undefined
})

export const isState = (value: unknown): value is State => Predicate.hasProperty(value, typeId)

const makeRoom = (state: State, rows: number): void => {
  const length = state.total + rows
  state.ids = IdTable.withRoom(state.ids, 4 * length)
  state.referring = IdTable.withRoom(state.referring, length)
  state.referred = IdTable.withRoom(state.referred, length)
  state.status = IdTable.withRoom(state.status, length)
}

export const statusNumber = (state: State, status: string): number => {
  const known = state.statusNumbers.get(status)
  if (known !== undefined) return known
  const number = state.statuses.push(status) - 1
  state.statusNumbers.set(status, number)
  return number
}

// Of several emails of one contact the first by text, in whatever order they come.
const keepEmail = (emails: Map<number, string>, contact: number, email: string): void => {
  const known = emails.get(contact)
  if (known === undefined || email < known) emails.set(contact, email)
}

const scratch = new Uint32Array(4)

/** Counts rows. The state is changed, and returned. */
export const add = (state: State, rows: ReadonlyArray<Referral>): State => {
  makeRoom(state, rows.length)
  for (const { referred_contact, referring_contact, status, uuid } of rows) {
    const row = state.total++
    const referring = IdTable.of(state.contacts, referring_contact.uuid)
    state.referring[row] = referring
    state.referred[row] = IdTable.of(state.contacts, referred_contact.uuid)
    state.status[row] = statusNumber(state, status)
    if (UuidWords.read(uuid, scratch)) state.ids.set(scratch, 4 * row)
    else state.texts.set(row, uuid)
    const { email } = referring_contact
    if (state.emails !== undefined && email !== null) keepEmail(state.emails, referring, email)
  }
  return state
}

const addState = (state: State, other: State): void => {
  makeRoom(state, other.total)
  const contacts = new Uint32Array(other.contacts.count)
  for (let number = 0; number < contacts.length; number++) {
    contacts[number] = IdTable.ofOther(state.contacts, other.contacts, number)
  }
  const statuses = other.statuses.map((status) => statusNumber(state, status))
  const { total } = state
  for (let row = 0; row < other.total; row++) {
    state.referring[total + row] = contacts[other.referring[row] ?? 0] ?? 0
    state.referred[total + row] = contacts[other.referred[row] ?? 0] ?? 0
    state.status[total + row] = statuses[other.status[row] ?? 0] ?? 0
  }
  state.ids.set(other.ids.subarray(0, 4 * other.total), 4 * total)
  for (const [row, text] of other.texts) state.texts.set(total + row, text)
  if (other.emails !== undefined) {
    state.emails ??= new Map()
    for (const [contact, email] of other.emails) keepEmail(state.emails, contacts[contact] ?? 0, email)
  }
  state.total += other.total
}

/** One state of several, which stay as they are: what comes of it is the same in any order. */
export const merge = (...states: ReadonlyArray<State>): State => {
  const merged = empty()
  for (const state of states) addState(merged, state)
  return merged
}

/** The id of a row, in lower case where it is a UUID. */
export const idOf = (state: State, row: number): string => state.texts.get(row) ?? UuidWords.write(state.ids, 4 * row)
