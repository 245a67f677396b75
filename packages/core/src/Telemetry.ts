/**
 * What is counted and traced. Read the metrics by `Metric.value`, or export them with everything else.
 *
 * Names and outcomes only: no metric, span or log carries a credential, an email or a contact's id.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Tracer from "effect/Tracer"

/** Requests sent, tries again and token requests aside; attribute `outcome` is `ok` or the reason's tag. */
export const requests = Metric.counter("piggy.requests", { description: "Requests, by outcome", incremental: true })

/** Attempts beyond a call's first. */
export const retries = Metric.counter("piggy.retries", { description: "Attempts beyond the first", incremental: true })

/** Waits before an attempt, in milliseconds. */
export const waits = Metric.histogram("piggy.retry.wait", {
  description: "Waits before an attempt, in milliseconds",
  boundaries: [100, 250, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]
})

/** Pages read. */
export const pages = Metric.counter("piggy.pages", { description: "Pages read", incremental: true })

/** Rows on the pages that were read, before duplicates are dropped. */
export const referrals = Metric.counter("piggy.referrals", { description: "Referrals read", incremental: true })

/** Rows that a walk dropped, since one of the two pages before had delivered them; counted when it ends. */
export const duplicates = Metric.counter("piggy.duplicates", { description: "Referrals dropped", incremental: true })

/** What a page took with its retries and waits, in milliseconds. */
export const pageDuration = Metric.histogram("piggy.page.duration", {
  description: "What a page took, in milliseconds",
  boundaries: [25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]
})

const byOutcome = new Map<string, typeof requests>()

const requestsOf = (outcome: string) => {
  const known = byOutcome.get(outcome) ?? Metric.withAttributes(requests, { outcome })
  byOutcome.set(outcome, known)
  return known
}

/** Counts the duplicates of a walk when it ends, and tells `onEnd` as before. */
export const countDuplicates =
  <Summary extends { readonly duplicates: number }>(
    onEnd: ((summary: Summary) => Effect.Effect<unknown> | void) | undefined
  ) =>
  (summary: Summary): Effect.Effect<unknown> =>
    Effect.flatMap(Metric.update(duplicates, summary.duplicates), () => {
      const told = onEnd?.(summary)
      return Effect.isEffect(told) ? told : Effect.void
    })

type Ambient = Context.Context<never>

/** Whether somebody looks at spans. Effect's own tracer keeps them to itself, so none need be made for it. */
export const isTraced = (context: Ambient): boolean => Context.get(context, Tracer.Tracer) !== Tracer.nativeTracer

/** Counts a request. */
export const countRequest = (outcome: string, context: Ambient): void => requestsOf(outcome).updateUnsafe(1, context)

/** Counts a retry and the wait before it, in milliseconds. */
export const countRetry = (wait: number, context: Ambient): void => {
  retries.updateUnsafe(1, context)
  waits.updateUnsafe(wait, context)
}

/** Counts a page of `rows` rows that took so many milliseconds. */
export const countPage = (rows: number, duration: number, context: Ambient): void => {
  pages.updateUnsafe(1, context)
  referrals.updateUnsafe(rows, context)
  pageDuration.updateUnsafe(duration, context)
}
