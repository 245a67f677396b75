/**
 * Rows as no program should have them: few contacts, ids of every kind, and everything that can be odd about a graph.
 */
import * as Schema from "effect/Schema"
import type { Referral } from "@effect-piggy/core"

/** Ids of few enough contacts that they meet: UUIDs in either case, and other texts. */
export const contacts = [
  "2e70ea71-631f-4b3c-8097-8e0284751c96",
  "2E70EA71-631F-4B3C-8097-8E0284751C96",
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "ffffffff-ffff-ffff-ffff-fffffffffffe",
  "fffffffffffffffffffffffffffffffffffff",
  "46573856",
  "13u84u283",
  "__proto__",
  "constructor",
  "2e70ea71-631f-4b3c-8097-8e0284751c9é",
  "2e70ea71_631f_4b3c_8097_8e0284751c96",
  "{2e70ea71-631f-4b3c-8097-8e0284751c9",
  "a"
] as const

export const statuses = ["pending", "completed", "failed", "in_progress", "__proto__", "COMPLETED"] as const

const Contact = Schema.Literals(contacts)

/** A row by its parts. */
export const Row = Schema.Tuple([
  Schema.Literals([
    ...contacts,
    "r1",
    "r2",
    "0b1fb5a6-4f4c-4d1e-9d2c-1f2c4f6a7b8c",
    "0B1FB5A6-4F4C-4D1E-9D2C-1F2C4F6A7B8C"
  ]),
  Contact,
  Contact,
  Schema.Literals(statuses),
  Schema.NullOr(Schema.Literals(["a@example.eu", "b@example.eu", "c@example.eu"]))
])

export type Row = typeof Row.Type

/** Few enough that a slow count is quick. */
export const Rows = Schema.Array(Row).check(Schema.isMaxLength(30))

export const referralOf = ([uuid, referring, referred, status, email]: Row): Referral.Referral => ({
  uuid,
  referring_contact: { uuid: referring, email },
  referred_contact: { uuid: referred, email: null },
  status
})

/** A row without an email. */
export const row = (referring: string, referred: string, status = "completed", uuid = `${referring}>${referred}`) => ({
  uuid,
  referring_contact: { uuid: referring, email: null },
  referred_contact: { uuid: referred, email: null },
  status
})
