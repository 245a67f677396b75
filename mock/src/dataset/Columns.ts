/**
 * The facts of every row in typed arrays: who referred, in what state; and how to write a row out.
 *
 * Contacts and rows are numbers here. Where they come from, a seed or a file, is the maker's business.
 */
import type { Contact, Referral } from "../Referral.ts"

export interface Columns {
  readonly size: number
  /** How many contacts are numbered, from 0. */
  readonly contacts: number
  /** By row: the number of the contact who referred. */
  readonly referring: Uint32Array
  /** By row: the position of its status in `statuses`, behind them all for one that the contract does not know. */
  readonly status: Uint8Array
  /** Writes row `row` out, in the state that `status` (a position in `statuses`) says. */
  readonly referral: (row: number, status: number) => Referral
  readonly contact: (contact: number) => Contact
  /** By row: the number of the contact who was referred, if it is one of these. */
  readonly referred: (row: number) => number | undefined
  /** The number of a contact, if this program knows it. */
  readonly contactOf: (uuid: string) => number | undefined
  /** The contact of a uuid as it was referred, if it was. */
  readonly referredContact: (uuid: string) => Contact | undefined
  /** The row of a referral, if it is one of these. */
  readonly rowOf: (uuid: string) => number | undefined
  /** Contacts and referrals that are not among the rows yet, by any number. */
  readonly newcomer: (number: number) => { readonly uuid: string; readonly contact: Contact }
}
