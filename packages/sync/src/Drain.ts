/**
 * Reads one account's list into the database: pages in transactions with where to go on, under the account's
 * epoch. It knows no engine: whoever calls it again for the same run goes on where the last call came to.
 */
import { type PiggyError, Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Ref from "effect/Ref"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import type { Outcome, Superseded } from "./Outcome.ts"
import * as PageCommit from "./PageCommit.ts"
import * as Position from "./Position.ts"
import * as RunEnd from "./RunEnd.ts"
import * as SyncMetrics from "./SyncMetrics.ts"
import * as Syncs from "./Syncs.ts"

/** A list to read. */
export interface Account {
  /** Its name in the database. */
  readonly name: string
  /** Which of its referrals; all of them by default. An account keeps the filter that it was first read with. */
  readonly filter?: Referrals.Filter | undefined
  /** Pages asked for at once; default 4. */
  readonly concurrency?: number | undefined
}

/** The filter as it is compared: fields in order, without those that are not set. */
export const filterText = ({ referring_contact_uuid, status }: Referrals.Filter = {}): string =>
  JSON.stringify({ referring_contact_uuid, status })

// A checkpoint of another filter, page size or host is refused before any request.
const refusesCheckpoint = ({ reason }: PiggyError.PiggyError): boolean =>
  reason._tag === "InvalidInput" && reason.origin === "client" && reason.errors?.["from"] !== undefined

/** Pages that may wait for the transaction under way, beside those that are asked for. */
const pagesAhead = 4

const read = Effect.fnUntraced(function* (account: Account, position: Position.Position) {
  const referrals = yield* Referrals.Referrals
  const ended = yield* Ref.make<Referrals.Summary | undefined>(undefined)
  yield* referrals
    .pages(account.filter, {
      ...(account.concurrency === undefined ? {} : { concurrency: account.concurrency }),
      ...(position.checkpoint === undefined ? {} : { from: position.checkpoint }),
      // One row that the SDK cannot read must not keep the others out; a doubt is for the run to tell.
      invalidItems: "report",
      requireComplete: false,
      onEnd: (summary) => Ref.set(ended, summary)
    })
    .pipe(
      // What comes while a transaction is under way goes into the next one, together.
      Stream.buffer({ capacity: pagesAhead }),
      Stream.runForEachArray((pages) =>
        Effect.uninterruptible(
          Effect.andThen(PageCommit.commit(position, pages), Metric.update(SyncMetrics.pages, pages.length))
        )
      )
    )
  const summary = yield* Ref.get(ended)
  if (summary === undefined) return yield* Effect.die(new Error("the list ended without a summary"))
  yield* RunEnd.finish(position, summary)
})

const readOrStartOver = (account: Account, position: Position.Position) =>
  read(account, position).pipe(
    Effect.catchTag("PiggyError", (error) =>
      position.checkpoint !== undefined && refusesCheckpoint(error)
        ? Effect.flatMap(Position.forget(position), (anew) => read(account, anew))
        : Effect.fail(error)
    ),
    Effect.tapErrorTag("PiggyError", (error) => RunEnd.fail(position, error)),
    Effect.catchTag("PiggyError", (error) => (error.isRetryable ? Effect.fail(error) : Effect.void))
  )

/**
 * Reads an account for a run, or goes on with it. Two calls with one name of a run are one run, the second of which goes on;
 * another name begins anew.
 *
 * @returns how it ended: `failed` holds what a person must mend. A run that ended before is told again, and one that
 *   failed is tried again. Fails with `PiggyError` or `SqlError` where another try may help, and with `Superseded` when
 *   somebody else has taken the account.
 */
export const drain = Effect.fn("Sync.drain")(function* (
  account: Account,
  run: string
): Effect.fn.Return<Outcome, PiggyError.PiggyError | SqlError | Superseded, SqlClient | Referrals.Referrals> {
  const asked = { account: account.name, run, filter: filterText(account.filter) }
  yield* Position.take(asked).pipe(
    Effect.flatMap((position) => readOrStartOver(account, position)),
    Effect.catchTag("FilterChanged", ({ _tag, message }) => Syncs.give(run, account.name, { reason: _tag, message })),
    Effect.catchTag("Ended", () => Effect.void),
    Effect.tapErrorTag("Superseded", () => Metric.update(SyncMetrics.superseded, 1))
  )
  const outcome = yield* RunEnd.outcomeOf(account.name, run)
  yield* SyncMetrics.count(outcome)
  return outcome
})
