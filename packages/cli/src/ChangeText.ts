/**
 * A change of a referral as one line: for a person, or for a program. Contacts by their ids only.
 */
import type { Referrals } from "@effect-piggy/core"
import * as Output from "./Output.ts"
import * as Screen from "./Screen.ts"

const kinds = { Appeared: "appeared", StatusChanged: "changed", Vanished: "vanished" } as const

/** A change for a program. */
export const json = (change: Referrals.Change, at: Date): string => {
  const { referred_contact, referring_contact, status, uuid } = change.referral
  return JSON.stringify({
    at: at.toISOString(),
    change: kinds[change._tag],
    uuid,
    status,
    ...(change._tag === "StatusChanged" && { from: change.from }),
    referring_contact_uuid: referring_contact.uuid,
    referred_contact_uuid: referred_contact.uuid
  })
}

const colors = { Appeared: Screen.green, StatusChanged: Screen.blue, Vanished: Screen.red }

/** A change for a person. */
export const text = (change: Referrals.Change, at: Date, screen: Screen.Screen): string => {
  const { status, uuid } = change.referral
  const became = change._tag === "StatusChanged" ? `${change.from} → ${status}` : status
  const kind = colors[change._tag](screen, kinds[change._tag])
  return `${Screen.dim(screen, at.toISOString().slice(11, 19))}  ${kind}  ${Output.plain(uuid)}  ${Output.plain(became)}`
}
