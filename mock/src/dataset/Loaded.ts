/**
 * Rows that somebody wrote down, as columns.
 */
import type { Seed } from "../Random.ts"
import * as InvalidRow from "../InvalidRow.ts"
import type { Contact, Referral } from "../Referral.ts"
import type { Columns } from "./Columns.ts"
import * as Identity from "./Identity.ts"
import * as People from "./People.ts"

export const make = (rows: ReadonlyArray<Referral>, seed: Seed): Columns => {
  const numbers = new Map<string, number>()
  const contacts: Array<Contact> = []
  const referring = Uint32Array.from(rows, ({ referring_contact }) => {
    const key = referring_contact.uuid.toLowerCase()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, contacts.length)
    return contacts.push(referring_contact) - 1
  })
  const referralId = Identity.make(seed, "new referral")
  const contactId = Identity.make(seed, "new contact")
  const email = People.make(seed)
  let rowsByUuid: ReadonlyMap<string, number> | undefined
  let referredByUuid: ReadonlyMap<string, Contact> | undefined
  /** Rows may have been newcomers in another mock, under the same seed: the number after all of these. */
  const firstFree = (): number =>
    rows.reduce((free, { referred_contact, referring_contact, uuid }) => {
      const taken = [
        referralId.index(uuid),
        ...[referred_contact, referring_contact].map((one) => contactId.index(one.uuid))
      ]
      return Math.max(free, ...taken.map((number = 0) => number + 1))
    }, 1)
  let first: number | undefined
  const nobody: Contact = { uuid: contactId.uuid(0), email: null }
  return {
    size: rows.length,
    contacts: contacts.length,
    referring,
    status: Uint8Array.from(rows, InvalidRow.positionOf),
    referral: (row, position) => {
      const given = rows[row]
      return given === undefined
        ? { uuid: referralId.uuid(0), referring_contact: nobody, referred_contact: nobody, status: "pending" }
        : InvalidRow.inStatus(given, position)
    },
    referred: (row) => numbers.get(rows[row]?.referred_contact.uuid.toLowerCase() ?? ""),
    contact: (number) => contacts[number] ?? nobody,
    contactOf: (uuid) => numbers.get(uuid.toLowerCase()),
    referredContact: (uuid) => {
      referredByUuid ??= new Map(rows.map(({ referred_contact: contact }) => [contact.uuid.toLowerCase(), contact]))
      return referredByUuid.get(uuid.toLowerCase())
    },
    rowOf: (uuid) => {
      rowsByUuid ??= new Map(rows.map((row, index) => [row.uuid.toLowerCase(), index]))
      return rowsByUuid.get(uuid.toLowerCase())
    },
    newcomer: (number) => {
      first ??= firstFree()
      const own = first + number
      return { uuid: referralId.uuid(own), contact: { uuid: contactId.uuid(own), email: email(own - 1) } }
    }
  }
}
