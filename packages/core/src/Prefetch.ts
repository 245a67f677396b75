/**
 * How far ahead of the consumer to read.
 *
 * A list that ends on its first page must cost one request, and a long one should keep `concurrency` requests going:
 * so the window starts at one page and doubles as pages come in as long as before. `resize` and `mayAsk` decide,
 * `make` obeys.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"

/** The window before anything was read: the page that the consumer waits for. */
export const initial = 1

/**
 * The window after a page was consumed.
 *
 * @param window      the window before
 * @param concurrency the widest that it may become
 * @param page        its place in this walk from 1, and whether it was new and as long as the longest before it
 */
export const resize = (
  window: number,
  concurrency: number,
  page: { readonly ordinal: number; readonly isNew: boolean; readonly asLong: boolean }
): number => {
  if (page.ordinal === 1) return initial
  return page.isNew && page.asLong ? Math.min(window * 2, concurrency) : initial
}

/** Where a walk stands. */
export interface Position {
  /** The page that the consumer takes next. */
  readonly next: number
  /** The page that would be asked for next. */
  readonly candidate: number
  /** Requests that have not been answered. */
  readonly inFlight: number
  readonly window: number
  /** No page beyond this one is worth asking for ahead of need. */
  readonly horizon: number
}

/**
 * Whether to ask for the candidate now. The page that the consumer waits for is always asked for; one ahead of it
 * only while fewer than `window` requests are in flight and fewer than twice as many pages are asked for and not yet
 * consumed, so that one slow page does not idle the others.
 */
export const mayAsk = ({ candidate, horizon, inFlight, next, window }: Position): boolean => {
  if (candidate === next) return true
  return window > 1 && candidate <= horizon && inFlight < window && candidate - next < 2 * window
}

/** Pages asked for ahead of their consumer, handed out in order. */
export interface Prefetch<A, E> {
  /** Moves on to the next page and waits for it. What is asked for meanwhile goes on in the background. */
  readonly take: Effect.Effect<Exit.Exit<A, E>>
  /** Sets how far ahead to read from here. */
  readonly steer: (window: number, horizon: number) => void
  /** Requests sent so far. */
  readonly requests: () => number
}

/**
 * Asks for pages as the window allows, in fibers of its own: closing the scope interrupts what is in flight.
 *
 * @param first   the first page that will be taken
 * @param read    reads one page
 * @param arrived told of each answer as it comes, in any order; returns requests it took and the last page worth asking for
 */
export const make = <A, E>(
  first: number,
  read: (page: number) => Effect.Effect<A, E>,
  arrived: (page: number, exit: Exit.Exit<A, E>) => { readonly requests: number; readonly lastPage: number }
): Effect.Effect<Prefetch<A, E>, never, Scope.Scope> => {
  // Asked for and not yet taken, in order.
  const asked: Array<Fiber.Fiber<Exit.Exit<A, E>>> = []
  let position: Position = { next: first, candidate: first, inFlight: 0, window: initial, horizon: Infinity }
  // The last page worth asking for, as the answers say and as the consumer says.
  let known = Infinity
  let wanted = Infinity
  let requests = 0
  // While pages are being asked for, and for good once the scope is closed.
  let busy = false

  const readOne = (page: number) =>
    Effect.suspend(() => {
      requests++
      return Effect.flatMap(Effect.exit(read(page)), (exit) => {
        const told = arrived(page, exit)
        requests += told.requests - 1
        known = told.lastPage
        position = { ...position, inFlight: position.inFlight - 1 }
        return Effect.as(fill, exit)
      })
    })

  // A request goes out at once, before anything else is done with the answer that made room for it. A client that
  // answers at once comes back here from within; the loop outside goes on for it.
  const fill = Effect.contextWith((context: Context.Context<never>) => {
    if (busy) return Effect.void
    const fork = Effect.runForkWith(context)
    busy = true
    while (mayAsk({ ...position, horizon: Math.min(known, wanted) })) {
      const page = position.candidate
      position = { ...position, candidate: page + 1, inFlight: position.inFlight + 1 }
      asked.push(fork(readOne(page)))
    }
    busy = false
    return Effect.void
  })

  const prefetch: Prefetch<A, E> = {
    take: Effect.suspend(() => {
      position = { ...position, next: position.candidate - asked.length }
      return Effect.flatMap(fill, () => {
        const fiber = asked[0]
        if (fiber === undefined) return Effect.interrupt
        return Effect.map(Fiber.join(fiber), (exit) => {
          asked.shift()
          return exit
        })
      })
    }),
    steer: (window, horizon) => {
      position = { ...position, window }
      wanted = horizon
    },
    requests: () => requests
  }

  return Effect.acquireRelease(Effect.succeed(prefetch), () => {
    busy = true
    return Fiber.interruptAll(asked)
  })
}
