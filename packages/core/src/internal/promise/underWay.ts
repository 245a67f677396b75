/**
 * The calls and iterations of a client that are in progress: a signal stops one of them, closing the client stops all.
 */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { onAbort } from "./signal.ts"

/** Stops a call or an iteration, which then rejects with the reason. */
export type Stop = (reason: unknown) => void

/** The reason when the client is closed. */
export const closed: unique symbol = Symbol("closed")

/** The calls and iterations of one client. */
export interface UnderWay {
  /**
   * Calls `stop` when the signal is aborted or the client is closed; at once where that has happened.
   *
   * @returns a function to call when there is nothing left to stop
   */
  readonly watch: (signal: AbortSignal | null | undefined, stop: Stop) => () => void
  /** Stops everything because the client is closed, and whatever begins later. */
  readonly close: () => void
}

export const make = (): UnderWay => {
  const stops = new Set<Stop>()
  let isClosed = false
  return {
    watch: (signal, stop) => {
      stops.add(stop)
      const ignore = onAbort(signal, stop)
      if (isClosed) stop(closed)
      return () => {
        stops.delete(stop)
        ignore()
      }
    },
    close: () => {
      isClosed = true
      for (const stop of stops) stop(closed)
    }
  }
}

/** Resolves with the exit of a fiber. */
export const exitOf = <A, E>(fiber: Fiber.Fiber<A, E>): Promise<Exit.Exit<A, E>> =>
  new Promise((resolve) => void fiber.addObserver(resolve))

/** How a call ended: by itself, or because it was stopped. */
export type Ended<A, E> =
  | { readonly _tag: "exit"; readonly exit: Exit.Exit<A, E> }
  | { readonly _tag: "stopped"; readonly reason: unknown }

/** Runs a call. One that is stopped before it begins does nothing. */
export const run = async <A, E>(
  underWay: UnderWay,
  signal: AbortSignal | null | undefined,
  effect: Effect.Effect<A, E>
): Promise<Ended<A, E>> => {
  const stopped: Array<{ readonly _tag: "stopped"; readonly reason: unknown }> = []
  let fiber: Fiber.Fiber<A, E> | undefined
  const ended = underWay.watch(signal, (reason) => {
    stopped.push({ _tag: "stopped", reason })
    fiber?.interruptUnsafe()
  })
  try {
    if (stopped[0] !== undefined) return stopped[0]
    fiber = Effect.runFork(effect)
    const exit = await exitOf(fiber)
    return stopped[0] ?? { _tag: "exit", exit }
  } finally {
    ended()
  }
}
