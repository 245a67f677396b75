/**
 * What a program achieved: totals and conversion, who brought most, how referrals chain, and what is odd about them.
 *
 * Exact, in one pass over pages or rows; about 100 bytes a referral. What every figure means is on the page
 * "Insights" of the docs.
 *
 * `State` is a count that can be cut in parts: machines count some pages each, hand their states over as JSON, and
 * `merge` gives the same as one count of all.
 */
import * as Effect from "effect/Effect"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import * as States from "./internal/insights/state.ts"
import type { Insights } from "./internal/insights/figures.ts"
import { type FigureOptions, summarize } from "./internal/insights/summary.ts"
import type { Referral } from "./Referral.ts"

export { Insights } from "./internal/insights/figures.ts"
export { State } from "./internal/insights/stateCodec.ts"
export { add, empty, merge } from "./internal/insights/state.ts"
export { summarize } from "./internal/insights/summary.ts"
export type { CountOptions } from "./internal/insights/state.ts"
export type { FigureOptions } from "./internal/insights/summary.ts"

/** How to count, and what to tell of it. */
export interface Options extends States.CountOptions, FigureOptions {}

/** Counts pages: `Insights.fromPages(referrals.pages())`. */
export const fromPages = <E, R>(
  pages: Stream.Stream<{ readonly items: ReadonlyArray<Referral> }, E, R>,
  options: Options = {}
): Effect.Effect<Insights, E, R> =>
  Effect.suspend(() => {
    const state = States.empty(options)
    const counted = Stream.runForEach(pages, ({ items }) => Effect.sync(() => States.add(state, items)))
    return Effect.map(counted, () => summarize(state, options))
  })

/** Counts rows: `Stream.run(referrals.stream(), Insights.sink)`. For options, give {@link fromPages} the pages. */
export const sink: Sink.Sink<Insights, Referral> = /* #__PURE__ */ Sink.map(
  /* #__PURE__ */ Sink.reduceArray(() => States.empty(), States.add),
  (state) => summarize(state)
)
