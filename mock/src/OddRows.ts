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

const isOdd = (setting: Behaviour["oddRows"], position: number): setting is NonNullable<Behaviour["oddRows"]> =>
  setting !== null && position % setting.every === 0

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
  rows.map((row, position) => (isOdd(setting, offset + position) ? odd[setting.kind](row) : InvalidRow.written(row)))

/** How many of so many rows are odd. */
export const count = (rows: number, setting: Behaviour["oddRows"], offset: number): number =>
  setting === null ? 0 : Math.ceil((offset + rows) / setting.every) - Math.ceil(offset / setting.every)
