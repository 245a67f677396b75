/**
 * One row of the list, as the contract spells it.
 */

export const statuses = ["pending", "completed", "failed"] as const

export type Status = (typeof statuses)[number]

export interface Contact {
  readonly uuid: string
  /** Null for a contact that is anonymous or deleted. */
  readonly email: string | null
}

export interface Referral {
  readonly uuid: string
  readonly referring_contact: Contact
  readonly referred_contact: Contact
  readonly status: Status
}

/** What a list can be narrowed by; an absent key narrows nothing. */
export interface Filter {
  readonly referring_contact_uuid?: string
  readonly status?: Status
}

/** What a row is made of; what is absent is made up, or stays as it is. */
export interface Given {
  readonly uuid?: string
  /** Without an email it is the one that the program knows the contact by, or null. */
  readonly referring_contact?: { readonly uuid: string; readonly email?: string | null }
  /** Without a uuid it is a new contact. */
  readonly referred_contact?: { readonly uuid?: string; readonly email?: string | null }
  readonly status?: Referral["status"]
}
