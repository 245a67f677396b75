/**
 * What a runner counts, beside what the SDK counts of its requests.
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { Outcome } from "./Outcome.ts"

/** Pages committed. */
export const pages = Metric.counter("piggy.sync.pages", { description: "Pages committed", incremental: true })

/** Accounts whose run ended, by `state`. */
export const accounts = Metric.counter("piggy.sync.accounts", {
  description: "Accounts whose run ended, by state",
  incremental: true
})

/** Rows written: attribute `change` is `added`, `changed` or `vanished`. */
export const rows = Metric.counter("piggy.sync.rows", { description: "Rows written, by change", incremental: true })

/** Accounts that this runner lost to another one while it read them. */
export const superseded = Metric.counter("piggy.sync.superseded", {
  description: "Accounts lost to another runner",
  incremental: true
})

/** Counts how the run of an account ended. */
export const count = ({ added, changed, state, vanished }: Outcome): Effect.Effect<void> =>
  Effect.all(
    [
      Metric.update(Metric.withAttributes(accounts, { state }), 1),
      Metric.update(Metric.withAttributes(rows, { change: "added" }), added),
      Metric.update(Metric.withAttributes(rows, { change: "changed" }), changed),
      Metric.update(Metric.withAttributes(rows, { change: "vanished" }), vanished)
    ],
    { discard: true }
  )
