/**
 * Events of the SDK, as they happen: for a listener of your own, or for `layer`, which makes metrics and debug logs of them.
 *
 * A program without a listener pays nothing, and its bundle has no metrics. No event, metric or log holds a credential,
 * an email or a contact's id.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"

/** What happened. Times are milliseconds. */
export type Event =
  /** A request ended; `outcome` is `ok` or the reason's tag. Token requests are not reported. */
  | { readonly _tag: "Requested"; readonly outcome: string }
  /** Another attempt follows after `wait`, which is 0 after a refused token. */
  | {
      readonly _tag: "Retrying"
      readonly operation: string
      readonly attempt: number
      readonly reason: string
      readonly wait: number
    }
  /**
   * No further attempt follows; `because` says why: `permanent`, `attempts`, `overCap`, `deadline`, `budget`, or
   * `refusals` if the server refused for too long.
   */
  | {
      readonly _tag: "GaveUp"
      readonly operation: string
      readonly attempt: number
      readonly reason: string
      readonly because: string
    }
  /**
   * A request waits for its turn, because the server limits requests. `wait` is undefined if it depends on answers that
   * have not arrived.
   */
  | {
      readonly _tag: "Waiting"
      readonly operation: string
      readonly page: number | undefined
      readonly wait: number | undefined
    }
  /**
   * `Narrowed`: the server refused a request, or a limit was learnt. `Widened`: the limit was raised, or turned out not to
   * exist. No request is sent for `opensIn`; `perSecond` is the limit, if one is known.
   */
  | {
      readonly _tag: "Narrowed" | "Widened"
      readonly opensIn: number
      readonly perSecond: number | undefined
    }
  /** A page was read. `items` includes duplicates, `duration` includes retries and waits. */
  | {
      readonly _tag: "PageRead"
      readonly operation: string
      /** The list, e.g. `referrals`. */
      readonly noun: string
      readonly page: number
      readonly items: number
      readonly attempts: number
      readonly duration: number
    }
  /** A traversal reached its end; `duplicates` counts the rows that it dropped. */
  | {
      readonly _tag: "TraversalEnded"
      readonly operation: string
      readonly noun: string
      readonly duplicates: number
    }

/** Handles an event. The SDK waits for it, and a defect in it is a defect of the call. */
export type Listen = (event: Event) => Effect.Effect<void>

const silence: Listen = () => Effect.void

/** The listener; default none. Provide it to the program, or to the layers of the SDK. */
export const Listener: Context.Reference<Listen> = /* #__PURE__ */ Context.Reference("@effect-piggy/core/Listener", {
  defaultValue: () => silence
})

/** The listener of a call, or else the one that was provided when the layer was built. */
export const listenerOf = (call: Context.Context<never>, built: Listen): Listen => {
  const listen = Context.get(call, Listener)
  return listen === silence ? built : listen
}

/** Requests sent, retries included but not token requests; attribute `outcome` is `ok` or the reason's tag. */
export const requests = /* #__PURE__ */ Metric.counter("piggy.requests", {
  description: "Requests, by outcome",
  incremental: true
})

/** Attempts beyond a call's first. */
export const retries = /* #__PURE__ */ Metric.counter("piggy.retries", {
  description: "Attempts beyond the first",
  incremental: true
})

/** Waits before an attempt, in milliseconds. */
export const waits = /* #__PURE__ */ Metric.histogram("piggy.retry.wait", {
  description: "Waits before an attempt, in milliseconds",
  boundaries: [100, 250, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]
})

/** Waits for a turn while the server limits requests, in milliseconds, if the length was known when the wait began. */
export const paceWaits = /* #__PURE__ */ Metric.histogram("piggy.pace.wait", {
  description: "Waits for a turn at the server's pace, in milliseconds",
  boundaries: [100, 250, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]
})

/** How often the pace was narrowed or widened; attribute `change` says which. */
export const paceChanges = /* #__PURE__ */ Metric.counter("piggy.pace.changes", {
  description: "Changes of the pace",
  incremental: true
})

/** Pages read; attribute `list` is the noun of the list, such as `referrals`, here and below. */
export const pages = /* #__PURE__ */ Metric.counter("piggy.pages", { description: "Pages read", incremental: true })

/** Rows on the pages that were read, before duplicates are dropped. */
export const rows = /* #__PURE__ */ Metric.counter("piggy.rows", { description: "Rows read", incremental: true })

/** Rows that a traversal dropped because they had been delivered; counted when it ends. */
export const duplicates = /* #__PURE__ */ Metric.counter("piggy.duplicates", {
  description: "Rows dropped",
  incremental: true
})

/** The time for a page with its retries and waits, in milliseconds. */
export const pageDuration = /* #__PURE__ */ Metric.histogram("piggy.page.duration", {
  description: "Time for a page, in milliseconds",
  boundaries: [25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000]
})

/** Counts an event. */
const count = (event: Event): Effect.Effect<void> => {
  switch (event._tag) {
    case "Requested":
      return Metric.update(Metric.withAttributes(requests, { outcome: event.outcome }), 1)
    case "Retrying":
      return Effect.andThen(Metric.update(retries, 1), Metric.update(waits, event.wait))
    case "Waiting":
      return event.wait === undefined ? Effect.void : Metric.update(paceWaits, event.wait)
    case "Narrowed":
    case "Widened":
      return Metric.update(Metric.withAttributes(paceChanges, { change: event._tag.toLowerCase() }), 1)
    case "GaveUp":
      return Effect.void
    case "PageRead": {
      const list = { list: event.noun }
      return Effect.all(
        [
          Metric.update(Metric.withAttributes(pages, list), 1),
          Metric.update(Metric.withAttributes(rows, list), event.items),
          Metric.update(Metric.withAttributes(pageDuration, list), event.duration)
        ],
        { discard: true }
      )
    }
    case "TraversalEnded":
      return Metric.update(Metric.withAttributes(duplicates, { list: event.noun }), event.duplicates)
  }
}

/** Logs pages, retries, final failures, waits and changes of the pace, at level Debug. */
const log = (event: Event): Effect.Effect<void> => {
  switch (event._tag) {
    case "Retrying": {
      const { attempt, operation, reason, wait } = event
      return Effect.logDebug(`${operation}: attempt ${attempt} failed, another follows`, { reason, wait })
    }
    case "GaveUp": {
      const { attempt, because, operation, reason } = event
      return Effect.logDebug(`${operation}: attempt ${attempt} failed, no other follows`, { reason, because })
    }
    case "Waiting": {
      const { operation, page, wait } = event
      return Effect.logDebug(`${operation}: waits for its turn`, { page, wait })
    }
    case "Narrowed":
    case "Widened": {
      const { _tag, opensIn, perSecond } = event
      return Effect.logDebug(`sends ${_tag === "Narrowed" ? "fewer" : "more"} requests`, { opensIn, perSecond })
    }
    case "PageRead": {
      const { attempts, duration, items, operation, page } = event
      return Effect.logDebug(`${operation}: page ${page}`, { items, duration, attempts })
    }
    default:
      return Effect.void
  }
}

/**
 * Counts and logs what the SDK does. Provide it to the program, or to the layers of the SDK:
 * `Referrals.layer.pipe(…, Layer.provide(Telemetry.layer))`.
 */
export const layer: Layer.Layer<never> = /* #__PURE__ */ Layer.succeed(Listener, (event) =>
  Effect.andThen(count(event), log(event))
)
