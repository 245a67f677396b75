/**
 * The tools over an account: each answer is redacted before it leaves.
 */
import { type PiggyError, Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Program from "../Program.ts"
import * as Reading from "../Reading.ts"
import type { Redaction } from "../Redaction.ts"
import * as ContactSearch from "./ContactSearch.ts"
import { ToolFailed, tools } from "./Tools.ts"

/** How the account is read. */
export interface Options {
  readonly concurrency: number
  readonly redaction: Redaction
}

const verdict = (doubt: string | undefined) => ({
  complete: doubt === undefined,
  ...(doubt !== undefined && { doubt })
})

const inWords = ({ message }: PiggyError.PiggyError) => new ToolFailed({ message })

/** What the tools do. */
export const layer = ({ concurrency, redaction }: Options) =>
  tools.toLayer(
    Effect.gen(function* () {
      const referrals = yield* Referrals.Referrals
      const reading = Effect.provideService(Referrals.Referrals, referrals)
      return {
        list_referrals: ({ page = 1, ...asked }) =>
          referrals.list({ ...asked, page }).pipe(
            Effect.map(({ data }) => ({
              page,
              referrals: data.map((row) => ContactSearch.rowOf(redaction.referral(row)))
            })),
            Effect.mapError(inWords)
          ),
        program_insights: ({ top = 10 }) =>
          Program.fromApi({}, concurrency, { emails: redaction.key === undefined, limit: top }).pipe(
            Effect.map(({ doubt, insights }) => ({ ...verdict(doubt), insights })),
            Effect.mapError(inWords),
            reading
          ),
        find_contact: Effect.fnUntraced(
          function* (wanted: ContactSearch.Wanted) {
            if (wanted.uuid === undefined && wanted.email === undefined) {
              return yield* new ToolFailed({ message: "say whom to look for: a uuid, or an email" })
            }
            const search = ContactSearch.begin(wanted, redaction.referral)
            const summary = yield* Reading.pages({}, { concurrency }, ({ items }) =>
              Effect.sync(() => items.forEach(search.take))
            ).pipe(Effect.mapError(inWords))
            return {
              ...verdict(summary.complete ? undefined : Reading.doubtOf(summary)),
              contacts: search.result()
            }
          },
          (effect) => reading(effect)
        )
      }
    })
  )
