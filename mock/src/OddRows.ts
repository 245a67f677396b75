/**
 * Rows as real answers bring them and the contract does not.
 */
import type { Referral } from "./Referral.ts"
import type { Behaviour } from "./Scenario.ts"

type Kind = NonNullable<Behaviour["oddRows"]>["kind"]

const odd: Readonly<Record<Kind, (row: Referral) => unknown>> = {
  unknownStatus: (row) => ({ ...row, status: "under_review" }),
  missingEmail: ({ referred_contact: { uuid }, ...row }) => ({ ...row, referred_contact: { uuid } }),
  extraField: (row) => ({ ...row, reward_points: 250 }),
  undecodable: (row) => ({ ...row, referring_contact: null })
}

/** @param offset position in the list of the first of the rows */
export const apply = (
  rows: ReadonlyArray<Referral>,
  setting: Behaviour["oddRows"],
  offset: number
): ReadonlyArray<unknown> =>
  setting === null
    ? rows
    : rows.map((row, position) => ((offset + position) % setting.every === 0 ? odd[setting.kind](row) : row))
