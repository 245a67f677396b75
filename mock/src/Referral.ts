/**
 * One row of the list, as the contract spells it. The console page bundles this: it needs nothing.
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
