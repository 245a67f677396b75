/**
 * How far ahead of the consumer to read.
 *
 * A list that ends on its first page must cost one request, and a long one should keep `concurrency` requests going:
 * so the window starts at one page and doubles as pages come in as long as before. `resize` and `mayAsk` decide,
 * `make` obeys.
 */
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
  /** Moves on to a page and waits for it. What is asked for meanwhile goes on in the background. */
  readonly take: (page: number) => Effect.Effect<Exit.Exit<A, E>>
  /** Sets how far ahead to read from here. */
  readonly steer: (window: number, horizon: number) => void
  /** Requests sent so far. */
  readonly requests: () => number
}

/**
 * Asks for pages as the window allows, in fibers of the given scope: closing it interrupts what is in flight.
 *
 * @param first   the first page that will be taken
 * @param read    reads one page
 * @param arrived told of each answer as it comes, in any order; returns requests it took and the last page worth asking for
 */
export const make = <A, E>(
  first: number,
  scope: Scope.Scope,
  read: (page: number) => Effect.Effect<A, E>,
  arrived: (page: number, exit: Exit.Exit<A, E>) => { readonly requests: number; readonly lastPage: number }
): Prefetch<A, E> => {
  const answers = new Map<number, Fiber.Fiber<Exit.Exit<A, E>>>()
  let position: Position = { next: first, candidate: first, inFlight: 0, window: initial, horizon: Infinity }
  // The last page worth asking for, as the answers say and as the consumer says.
  let known = Infinity
  let wanted = Infinity
  let requests = 0
  let filling = false

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
  const fill: Effect.Effect<void> = Effect.uninterruptible(
    Effect.suspend(() =>
      filling
        ? Effect.void
        : Effect.whileLoop({
            while: () => (filling = mayAsk({ ...position, horizon: Math.min(known, wanted) })),
            body: () => {
              const page = position.candidate
              position = { ...position, candidate: page + 1, inFlight: position.inFlight + 1 }
              const fiber = Effect.forkIn(readOne(page), scope, { startImmediately: true })
              return Effect.map(fiber, (reading) => answers.set(page, reading))
            },
            step: () => {}
          })
    )
  )

  return {
    take: (page) =>
      Effect.suspend(() => {
        position = { ...position, next: page }
        return Effect.flatMap(fill, () => {
          const answer = answers.get(page)
          answers.delete(page)
          return answer === undefined ? Effect.die(`page ${page} was taken twice`) : Fiber.join(answer)
        })
      }),
    steer: (window, horizon) => {
      position = { ...position, window }
      wanted = horizon
    },
    requests: () => requests
  }
}
