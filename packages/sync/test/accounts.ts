/**
 * Accounts of a fake API, and what the database holds of them.
 */
import { Credentials, PiggyClient, type Referral, Referrals } from "@effect-piggy/core"
import type { FakePiggy } from "@effect-piggy/core/testing"
import { PageChanges } from "@effect-piggy/sync"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"

export const baseUrl = "http://127.0.0.1:4010"

/** The service over a fake; nothing is tried again. */
export const referralsOf = (fake: FakePiggy.FakePiggy["Service"], options: Partial<PiggyClient.Options> = {}) =>
  Referrals.layer.pipe(
    Layer.provide(
      PiggyClient.layer({
        credentials: Credentials.apiKey(Redacted.make("test")),
        baseUrl,
        retry: { attempts: 1 },
        ...options
      })
    ),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, fake.client))
  )

interface Kept extends PageChanges.Row {
  readonly copies: number
}

/** The rows of an account that are in its list as far as the database knows, twins repeated, by key. */
export const keptRows = Effect.fnUntraced(function* (account: string) {
  const sql = yield* SqlClient
  const rows = yield* sql<Kept>`select uuid, referring_contact_uuid, referred_contact_uuid, referring_contact_email,
    referred_contact_email, status, other, copies from referrals where account = ${account} and vanished_at is null`
  return inOrder(rows.flatMap((row) => Array.from({ length: row.copies }, () => PageChanges.toReferral(row))))
})

/** Rows in an order of their own, to compare with. */
export const inOrder = (rows: ReadonlyArray<Referral.Referral>): ReadonlyArray<Referral.Referral> =>
  rows
    .map((row) => ({ row, text: JSON.stringify([PageChanges.keyOf(PageChanges.toRow(row)), row.status]) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ row }) => row)
