/**
 * Looks for a contact in a list of referrals, row by row: on either side, by its id or its email.
 */
import type { Referral } from "@effect-piggy/core"
import type { Found } from "./Tools.ts"

/** Whom to look for: what is given has to fit. */
export interface Wanted {
  readonly uuid?: string | undefined
  readonly email?: string | undefined
}

/** The most referrals that are listed of what a contact made. */
const most = 50

const fold = (text: string): string => text.trim().toLowerCase()

// An assistant that sees hashes asks with one.
const isWanted = ({ email, uuid }: Wanted, contact: Referral.Contact, shown: Referral.Contact): boolean =>
  (uuid === undefined || fold(contact.uuid) === fold(uuid)) &&
  (email === undefined || [contact.email, shown.email].some((each) => each !== null && fold(each) === fold(email)))

type Row = Found["came_by"][number]

interface Gathered {
  readonly contact: Referral.Contact
  readonly cameBy: Array<Row>
  readonly made: Array<Row>
  total: number
  completed: number
}

/** What a row holds that the tools name. */
export const rowOf = ({ referred_contact, referring_contact, status, uuid }: Referral.Referral): Row => ({
  uuid,
  status,
  referring_contact: { uuid: referring_contact.uuid, email: referring_contact.email },
  referred_contact: { uuid: referred_contact.uuid, email: referred_contact.email }
})

/**
 * Begins a search.
 *
 * @param redacted what becomes of a row before it is shown
 */
export const begin = (wanted: Wanted, redacted: (row: Referral.Referral) => Referral.Referral) => {
  const found = new Map<string, Gathered>()

  const gathered = (contact: Referral.Contact): Gathered => {
    const known = found.get(contact.uuid) ?? { contact, cameBy: [], made: [], total: 0, completed: 0 }
    found.set(contact.uuid, known)
    return known
  }

  const take = (row: Referral.Referral): void => {
    const shown = redacted(row)
    if (isWanted(wanted, row.referred_contact, shown.referred_contact))
      gathered(shown.referred_contact).cameBy.push(rowOf(shown))
    if (!isWanted(wanted, row.referring_contact, shown.referring_contact)) return
    const known = gathered(shown.referring_contact)
    known.total++
    if (row.status === "completed") known.completed++
    if (known.made.length < most) known.made.push(rowOf(shown))
  }

  const result = (): ReadonlyArray<Found> =>
    [...found.values()].map(({ cameBy, completed, contact, made, total }) => ({
      uuid: contact.uuid,
      email: contact.email,
      came_by: cameBy,
      made: { total, completed, referrals: made }
    }))

  return { take, result }
}
