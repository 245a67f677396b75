/**
 * What the SDK does, told as it happens, to whoever listens. `Telemetry.layer` makes metrics and logs of it.
 *
 * Nobody listens unless a program says so, and what nobody listens to is in no bundle. No event holds a credential, an
 * email or a contact's id.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** What happened. Times are milliseconds. */
export type Event =
  /** A request ended; `outcome` is `ok` or the reason's tag. Token requests are not told. */
  | { readonly _tag: "Requested"; readonly outcome: string }
  /** Another attempt follows after a wait; after a token that was refused, without one. */
  | {
      readonly _tag: "Retrying"
      readonly operation: string
      readonly attempt: number
      readonly reason: string
      readonly wait: number
    }
  /**
   * No other attempt follows; `because` says why: `permanent`, `attempts`, `overCap`, `deadline`, `budget`, or
   * `refusals` where the server refused for too long.
   */
  | {
      readonly _tag: "GaveUp"
      readonly operation: string
      readonly attempt: number
      readonly reason: string
      readonly because: string
    }
  /**
   * A request waits for its turn, since the server limits how many there may be; `wait` is how long, where that does not
   * depend on answers to come.
   */
  | {
      readonly _tag: "Waiting"
      readonly operation: string
      readonly page: number | undefined
      readonly wait: number | undefined
    }
  /**
   * The server refused a request, or its limit was learnt (`Narrowed`); or the limit held for a while, or turned out to be
   * none (`Widened`). Nothing is sent for `opensIn`; `perSecond` is the limit, where one is known.
   */
  | {
      readonly _tag: "Narrowed" | "Widened"
      readonly opensIn: number
      readonly perSecond: number | undefined
    }
  /** A page was read: its rows before duplicates are dropped, and what it took with its retries and waits. */
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
  /** A traversal ended by itself; `duplicates` are the rows that it dropped. */
  | {
      readonly _tag: "TraversalEnded"
      readonly operation: string
      readonly noun: string
      readonly duplicates: number
    }

/** Hears events. What it does about one is done before the SDK goes on, and a defect in it is one of the call. */
export type Listen = (event: Event) => Effect.Effect<void>

const silence: Listen = () => Effect.void

/** Who listens; default nobody. Provide it to the program, or to the layers of the SDK. */
export const Listener: Context.Reference<Listen> = /* #__PURE__ */ Context.Reference("@effect-piggy/core/Listener", {
  defaultValue: () => silence
})

/** The listener of a call, or else the one that was there when the layer was built. */
export const of = (call: Context.Context<never>, built: Listen): Listen => {
  const listen = Context.get(call, Listener)
  return listen === silence ? built : listen
}
