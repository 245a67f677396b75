/**
 * The insights for programs without Effect.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Insights, Options } from "../../Insights.ts"
import type { Referral } from "../../Referral.ts"
import * as CheckOptions from "../checkOptions.ts"
import type { StreamOptions } from "./callOptions.ts"

/** How to read the referrals, and what to tell of them. */
export interface InsightsOptions extends StreamOptions, Options {}

export const rules: CheckOptions.Rules = {
  emails: CheckOptions.boolean,
  limit: /* #__PURE__ */ CheckOptions.integer(1)
}

/** Counts pages. The counting is loaded with the first call: a program that only streams carries none of it. */
export const count = <E>(
  pages: Stream.Stream<{ readonly items: ReadonlyArray<Referral> }, E>,
  options: Options
): Effect.Effect<Insights, E> =>
  Effect.gen(function* () {
    const { add, empty, summarize } = yield* Effect.promise(() => import("../insights/count.ts"))
    const state = empty(options)
    yield* Stream.runForEach(pages, ({ items }) => Effect.sync(() => add(state, items)))
    return summarize(state, options)
  })
