/**
 * How far ahead of the consumer to read.
 *
 * A short list must cost no more requests than it needs, and a long one should keep `concurrency` requests going. So the
 * window starts at one page, opens to two, and then to `concurrency`. `resize` and `mayAsk` decide, `make` sends.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { type ListMeta, usableLastPage } from "./meta.ts"

/** What the next window depends on. */
export interface Taken {
  /** True for the first page of a leg. */
  readonly isFirst: boolean
  readonly isNew: boolean
  readonly isFull: boolean
  readonly moved: boolean
  readonly lastPage: number | undefined
}

/**
 * The window after a page was taken, 1 to `concurrency`.
 *
 * @param window the window before
 * @param concurrency the widest window
 */
export const resize = (window: number, concurrency: number, page: Taken): number => {
  if (page.moved || !page.isNew) return 1
  if (page.lastPage !== undefined) return concurrency
  // A first page that is not full is usually the whole list.
  if (page.isFirst && !page.isFull) return 1
  return window === 1 ? Math.min(2, concurrency) : concurrency
}

/** Which pages were taken and requested. */
export interface Position {
  /** The page that the consumer takes next. */
  readonly next: number
  /** The page to request next. */
  readonly candidate: number
  /** Requests that have not been answered. */
  readonly inFlight: number
  readonly window: number
  /** The last page worth reading ahead. */
  readonly horizon: number
}

/**
 * Whether to request the candidate now. The page that the consumer waits for is always requested. A later page is
 * requested only while fewer than `window` requests are in flight and fewer than twice as many pages are requested and
 * not yet consumed, so that one slow page does not stop the others.
 */
export const mayAsk = ({ candidate, horizon, inFlight, next, window }: Position): boolean => {
  if (candidate === next) return true
  return window > 1 && candidate <= horizon && inFlight < window && candidate - next < 2 * window
}

/** A page that was requested and not yet taken. Times are ticks of a counter. */
interface Asked<A, E> {
  readonly page: number
  readonly askedAt: number
  arrivedAt: number | undefined
  /** Rows on it, once it has arrived. */
  length: number
  fiber: Fiber.Fiber<Exit.Exit<A, E>> | undefined
}

/** A page that was taken, and what was known about the pages around it. */
export interface TakenPage<A, E> {
  readonly exit: Exit.Exit<A, E>
  /** Whether the newest answer to a later page had rows. */
  readonly laterHasRows: boolean
  /** Whether any answer to this page or a later one had rows. */
  readonly hadRows: boolean
  /** Whether it was requested before the previous page had arrived. */
  readonly askedEarly: boolean
}

/** Pages that are requested ahead of their consumer, and delivered in order. */
export interface ReadAhead<A, E> {
  /** Moves on to the next page and waits for it. Requests for later pages go on in the background. */
  readonly take: Effect.Effect<TakenPage<A, E>>
  /** Drops what was read ahead of the page taken last; with `pageToo`, that page is requested again as well. */
  readonly dropAhead: (from: "pageToo" | "nextPage") => Effect.Effect<void>
  /** Sets how far ahead to read from here. */
  readonly steer: (window: number, horizon: number) => void
  /** Requests sent so far. */
  readonly requests: () => number
}

/** How to read a page. */
export interface Reader<A, E> {
  readonly read: (page: number, onRequest: () => void) => Effect.Effect<A, E>
  /** What an answer tells before its rows are decoded: their number, and its `meta`. */
  readonly glance: (exit: Exit.Exit<A, E>) => { readonly length: number; readonly said: ListMeta | undefined }
}

/**
 * Requests pages as the window allows, in fibers of its own. Closing the scope interrupts the requests in flight.
 *
 * @param first the first page that will be taken
 * @param start the window, and the last page worth requesting, before any page is known
 */
export const make = <A, E>(
  first: number,
  start: { readonly window: number; readonly horizon: number },
  { glance, read }: Reader<A, E>
): Effect.Effect<ReadAhead<A, E>, never, Scope.Scope> => {
  // Requested and not yet taken, in order.
  let asked: Array<Asked<A, E>> = []
  let position: Position = { next: first, candidate: first, inFlight: 0, ...start }
  // The last page, by the newest `meta`.
  let told = { page: 0, lastPage: Infinity }
  // Pages after the one taken last whose newest answer had rows, even if that answer was dropped.
  const withRows = new Set<number>()
  // The furthest page of which any answer had rows.
  let furthest = 0
  let requests = 0
  let ticks = 0
  let taken = { page: first - 1, arrivedAt: 0 }
  // True while requests are being started, and for good once the scope is closed.
  let busy = false

  // Not counted when a page is asked for: it may still wait for its turn when the traversal ends.
  const onRequest = () => {
    requests++
  }

  const readOne = (entry: Asked<A, E>) =>
    Effect.flatMap(Effect.exit(read(entry.page, onRequest)), (exit) => {
      const { length, said } = glance(exit)
      entry.arrivedAt = ++ticks
      entry.length = length
      if (length > 0) {
        withRows.add(entry.page)
        furthest = Math.max(furthest, entry.page)
      } else withRows.delete(entry.page)
      if (said !== undefined && entry.page > told.page) {
        told = { page: entry.page, lastPage: usableLastPage(said, entry.page, 0) ?? Infinity }
      }
      position = { ...position, inFlight: position.inFlight - 1 }
      return Effect.as(fill, exit)
    })

  // Nothing after an empty page is requested until that page was judged.
  const horizon = (): number => {
    const empty = asked.find(({ arrivedAt, length }) => arrivedAt !== undefined && length === 0)
    return Math.min(position.horizon, told.lastPage, empty?.page ?? Infinity)
  }

  // The next request is sent before the answer that made room for it is handled. A client that answers synchronously
  // calls this again from within the loop, which then goes on by itself.
  const fill = Effect.contextWith((context: Context.Context<never>) => {
    if (busy) return Effect.void
    const fork = Effect.runForkWith(context)
    busy = true
    while (mayAsk({ ...position, horizon: horizon() })) {
      const page = position.candidate
      const entry: Asked<A, E> = { page, askedAt: ++ticks, arrivedAt: undefined, length: 0, fiber: undefined }
      position = { ...position, candidate: page + 1, inFlight: position.inFlight + 1 }
      asked.push(entry)
      entry.fiber = fork(readOne(entry))
    }
    busy = false
    return Effect.void
  })

  const interruptAll = (entries: ReadonlyArray<Asked<A, E>>) =>
    Fiber.interruptAll(entries.flatMap(({ fiber }) => (fiber === undefined ? [] : [fiber])))

  const readAhead: ReadAhead<A, E> = {
    take: Effect.suspend(() => {
      position = { ...position, next: taken.page + 1 }
      return Effect.flatMap(fill, () => {
        const entry = asked[0]
        if (entry?.fiber === undefined) return Effect.interrupt
        return Effect.map(Fiber.join(entry.fiber), (exit) => {
          asked.shift()
          const askedEarly = entry.askedAt < taken.arrivedAt
          taken = { page: entry.page, arrivedAt: entry.arrivedAt ?? ticks }
          withRows.delete(entry.page)
          return { exit, askedEarly, laterHasRows: withRows.size > 0, hadRows: furthest >= entry.page }
        })
      })
    }),
    dropAhead: (from) =>
      Effect.suspend(() => {
        const dropped = asked
        if (from === "pageToo") taken = { ...taken, page: taken.page - 1 }
        const next = taken.page + 1
        asked = []
        busy = true
        return Effect.map(interruptAll(dropped), () => {
          const unanswered = dropped.filter(({ arrivedAt }) => arrivedAt === undefined).length
          position = { ...position, candidate: next, inFlight: position.inFlight - unanswered }
          busy = false
        })
      }),
    steer: (window, last) => {
      position = { ...position, window, horizon: last }
    },
    requests: () => requests
  }

  return Effect.acquireRelease(Effect.succeed(readAhead), () => {
    busy = true
    return interruptAll(asked)
  })
}
