/**
 * A loyalty program from a seed: a few contacts refer many, the referred refer on, most referrals complete.
 *
 * The founders are contacts 0 to f - 1, whom nobody referred; row i brought contact f + i. Who referred is drawn by
 * preferential attachment: the referrer of an earlier row again (fame), a founder, or one of the referred (a chain).
 */
import { below, fraction, keyOf, type Seed } from "../Random.ts"
import { statuses } from "../Referral.ts"
import type { Columns } from "./Columns.ts"
import * as Identity from "./Identity.ts"
import * as People from "./People.ts"

/** Founders per row; the rest of the contacts were referred. */
const founderShare = 0.08
const fame = 0.55
const chain = 0.2

/** Upper ends of the shares, in the order of `statuses`: 30% pending, 58% completed, 12% failed. */
const shares = [0.3, 0.88, 1] as const

export const make = (options: { readonly referrals: number; readonly seed: Seed }): Columns => {
  const { referrals: size, seed } = options
  const founders = Math.ceil(size * founderShare) + 1
  const manner = keyOf(seed, "manner")
  const choice = keyOf(seed, "choice")
  const state = keyOf(seed, "status")

  const referring = new Uint32Array(size)
  const status = new Uint8Array(size)
  for (let row = 0; row < size; row++) {
    const how = fraction(manner, row)
    if (row > 0 && how < fame) referring[row] = referring[below(choice, row, row)] ?? 0
    else if (row > 0 && how < fame + chain) referring[row] = founders + below(choice, row, row)
    else referring[row] = below(choice, row, founders)
    const share = fraction(state, row)
    status[row] = shares.findIndex((end) => share < end)
  }

  const referralId = Identity.make(seed, "referral")
  const contactId = Identity.make(seed, "contact")
  const email = People.make(seed)
  const contact = (index: number) => ({ uuid: contactId.uuid(index), email: email(index) })
  const contacts = founders + size
  const contactOf = (uuid: string): number | undefined => {
    const index = contactId.index(uuid)
    return index !== undefined && index < contacts ? index : undefined
  }
  return {
    size,
    contacts,
    referring,
    status,
    referral: (row, position) => ({
      uuid: referralId.uuid(row),
      referring_contact: contact(referring[row] ?? 0),
      referred_contact: contact(founders + row),
      status: statuses[position] ?? "pending"
    }),
    contact,
    referred: (row) => founders + row,
    contactOf,
    referredContact: (uuid) => {
      const index = contactOf(uuid)
      return index !== undefined && index >= founders ? contact(index) : undefined
    },
    rowOf: (uuid) => {
      const index = referralId.index(uuid)
      return index !== undefined && index < size ? index : undefined
    },
    newcomer: (number) => ({ uuid: referralId.uuid(size + number), contact: contact(contacts + number) })
  }
}
