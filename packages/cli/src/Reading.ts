/**
 * A whole list, page by page, with progress on a terminal and a verdict at its end.
 */
import { type Checkpoint, type PiggyError, Referrals } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Progress from "./Progress.ts"

/** How to read. */
export interface Options {
  readonly concurrency: number
  readonly from?: Checkpoint.Checkpoint | undefined
}

/**
 * Reads every referral, a page at a time. An end in doubt is no failure here: the summary tells it, and every referral
 * that was served was handed on.
 */
export const pages = <E, R>(
  filter: Referrals.Filter,
  { concurrency, from }: Options,
  take: (page: Referrals.Page) => Effect.Effect<void, E, R>
): Effect.Effect<Referrals.Summary, E | PiggyError.PiggyError, R | Referrals.Referrals> =>
  Effect.gen(function* () {
    const referrals = yield* Referrals.Referrals
    let summary: Referrals.Summary | undefined
    const read = referrals
      .pages(filter, {
        concurrency,
        from,
        requireComplete: false,
        onEnd: (end) => {
          summary = end
        }
      })
      .pipe(Stream.runForEach(take))
    yield* read.pipe(Progress.heardBy(yield* Progress.show))
    return summary ?? (yield* Effect.die(new Error("the list ended without a summary")))
  }).pipe(Effect.scoped)

const doubts: Readonly<Record<Referrals.Summary["doubts"][number], string>> = {
  unproven: "nothing shows that this is the end",
  uneven: "a page was longer than an earlier one, so that rows may be hidden",
  missing: "the server counts more referrals than it served",
  emptyInside: "pages in the middle came empty",
  resumedElsewhere: "the list around the checkpoint is not the one that it was made on"
}

/** What speaks against the end of a list. */
export const doubtOf = ({ doubts: found, endedBy }: Referrals.Summary): string =>
  `the end of the list is in doubt: ${found.length === 0 ? endedBy : found.map((doubt) => doubts[doubt]).join("; ")}`
