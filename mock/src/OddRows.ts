/**
 * Rows as real answers bring them and the contract does not.
 */
import * as InvalidRow from "./InvalidRow.ts"
import type { Referral } from "./Referral.ts"
import type { Behaviour } from "./Scenario.ts"

type Kind = NonNullable<Behaviour["oddRows"]>["kind"]

const odd: Readonly<Record<Kind, (row: Referral) => unknown>> = {
  unknownStatus: (row) => ({ ...row, status: "under_review" }),
  missingEmail: ({ referred_contact: { uuid }, ...row }) => ({ ...row, referred_contact: { uuid } }),
  extraField: (row) => ({ ...row, reward_points: 250 }),
  undecodable: (row) => ({ ...row, referring_contact: null })
}

/**
 * The rows as they go out.
 *
 * @param offset position in the list of the first of the rows
 */
export const apply = (
  rows: ReadonlyArray<Referral>,
  setting: Behaviour["oddRows"],
  offset: number
): ReadonlyArray<unknown> =>
  rows.map((row, position) =>
    setting !== null && (offset + position) % setting.every === 0 ? odd[setting.kind](row) : InvalidRow.written(row)
  )
