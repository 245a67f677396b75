/**
 * An iterator over a stream that behaves like an async generator: overlapping calls of `next()` are answered in order, it
 * is iterable itself, and it is done after an error.
 *
 * Unlike a generator, it can be stopped while it waits: `return()` and a signal abort the requests in flight at once.
 */
import type * as Arr from "effect/Array"
import type * as Cause from "effect/Cause"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import * as Rejection from "./rejection.ts"
import { exitOf, type Stop, type UnderWay } from "./underWay.ts"

/** One reading of a list. It can be passed on half-read, to `for await` or to `Readable.from`. */
export interface Reading<A> extends AsyncIterable<A> {
  /** The next row. Calls that overlap are answered one after the other. */
  readonly next: () => Promise<IteratorResult<A, undefined>>
  /** Ends the reading and aborts requests in flight; calls of `next` that still wait resolve as done. */
  readonly return: () => Promise<IteratorResult<A, undefined>>
  /** Ends the reading as `return` does, and rejects with the error. */
  readonly throw: (error?: unknown) => Promise<IteratorResult<A, undefined>>
  readonly [Symbol.asyncIterator]: () => Reading<A>
  /** The same as `return`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A list that can be read, each time from its beginning. */
export interface Readable<A> extends AsyncIterable<A> {
  readonly [Symbol.asyncIterator]: () => Reading<A>
}

/** How to read. */
export interface Options<A, E> {
  readonly stream: Stream.Stream<A, E>
  readonly signal: AbortSignal | null | undefined
  readonly underWay: UnderWay
  /** The call, for its errors. */
  readonly call: Rejection.Call
}

const done = { done: true, value: undefined } as const

const none: Iterator<never, undefined> = { next: () => done }

const nothing = () => {}

/** A list that every iteration reads from its beginning. */
export const make = <A, E>(options: Options<A, E>): Readable<A> => ({ [Symbol.asyncIterator]: () => begin(options) })

const begin = <A, E>({ call, signal, stream, underWay }: Options<A, E>): Reading<A> => {
  const scope = Scope.makeUnsafe()
  let pull: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E> = Effect.flatMap(
    Channel.toPullScoped(stream.channel, scope),
    (opened) => {
      pull = opened
      return opened
    }
  )
  let pulling: Fiber.Fiber<Arr.NonEmptyReadonlyArray<A>, E | Cause.Done> | undefined
  // The rows left of the last page.
  let rows: Iterator<A, undefined> = none
  let ended = false
  let closing: Promise<void> | undefined
  // Why it was stopped, until one call of `next` has rejected with it.
  let stopped: { readonly reason: unknown } | undefined
  let unwatch: (() => void) | undefined
  // The calls of `next` that have not been answered, and the last of them.
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  const close = (): Promise<void> =>
    (closing ??= (async () => {
      ended = true
      rows = none
      unwatch?.()
      if (pulling !== undefined) {
        pulling.interruptUnsafe()
        await exitOf(pulling)
      }
      await Effect.runPromise(Scope.close(scope, Exit.void))
    })())

  const isEnded = () => ended

  const stop: Stop = (reason) => {
    if (ended) return
    stopped = { reason }
    close().catch(nothing)
  }

  const step = async (): Promise<IteratorResult<A, undefined>> => {
    const row = rows.next()
    if (row.done !== true) return row
    if (unwatch === undefined && !ended) {
      unwatch = underWay.watch(signal, stop)
      if (isEnded()) unwatch()
    }
    if (!isEnded()) {
      pulling = Effect.runFork(pull)
      const exit = await exitOf(pulling)
      pulling = undefined
      if (!isEnded()) {
        if (Exit.isSuccess(exit)) {
          rows = exit.value.values()
          return rows.next()
        }
        await close()
        if (Pull.isDoneCause(exit.cause)) return done
        throw Rejection.ofCause(exit.cause, call)
      }
    }
    await close()
    if (stopped === undefined) return done
    const { reason } = stopped
    stopped = undefined
    throw Rejection.ofStop(reason, call)
  }

  const finish = async (): Promise<void> => {
    await close()
    stopped = undefined
  }

  const self: Reading<A> = {
    next: () => {
      const row = waiting === 0 ? rows.next() : done
      if (row.done !== true) return Promise.resolve(row)
      waiting++
      const result = last.then(step).finally(() => waiting--)
      last = result.then(nothing, nothing)
      return result
    },
    return: async () => {
      await finish()
      return done
    },
    throw: async (error) => {
      await finish()
      throw error
    },
    [Symbol.asyncIterator]: () => self,
    [Symbol.asyncDispose]: finish
  }
  return self
}
