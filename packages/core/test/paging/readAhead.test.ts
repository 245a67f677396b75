/**
 * Which pages are requested ahead of the consumer, and what is known of the pages around the one it takes.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { ListMeta } from "../../src/internal/paging/meta.ts"
import * as ReadAhead from "../../src/internal/paging/readAhead.ts"

interface Answer {
  readonly length: number
  readonly said: ListMeta | undefined
}

// Lets every fiber go on that can.
const settle = Effect.repeat(Effect.yieldNow, { times: 30 })

/** Pages that are answered by hand. */
const reading = Effect.fnUntraced(function* (window: number, horizon = 100, first = 1) {
  const asked: Array<number> = []
  const aborted: Array<number> = []
  const waiting = new Map<number, Deferred.Deferred<Answer, string>>()
  const ahead = yield* ReadAhead.make<Answer, string>(
    first,
    { window, horizon },
    {
      read: (page, onRequest) =>
        Effect.gen(function* () {
          onRequest()
          asked.push(page)
          const answer = yield* Deferred.make<Answer, string>()
          waiting.set(page, answer)
          return yield* Effect.onInterrupt(Deferred.await(answer), () => Effect.sync(() => void aborted.push(page)))
        }),
      glance: (exit) => (Exit.isSuccess(exit) ? exit.value : { length: 0, said: undefined })
    }
  )
  const settled = (page: number, exit: Exit.Exit<Answer, string>) =>
    Effect.suspend(() => {
      const answer = waiting.get(page)
      assert(answer !== undefined, `page ${page} was not requested`)
      return Effect.andThen(Deferred.done(answer, exit), settle)
    })
  const answer = (page: number, length = 3, said?: ListMeta) => settled(page, Exit.succeed({ length, said }))
  const fail = (page: number) => settled(page, Exit.fail("down"))
  /** Asks for the next page, and goes on without waiting for it. */
  const taking = Effect.tap(Effect.forkChild(ahead.take), () => settle)
  /** Takes the next page, answered with three rows. */
  const take = Effect.fnUntraced(function* (page: number, length = 3, said?: ListMeta) {
    const fiber = yield* taking
    yield* answer(page, length, said)
    return yield* Fiber.join(fiber)
  })
  return { ahead, asked, aborted, answer, fail, take, taking }
})

describe("pages are requested", () => {
  it.effect("one at a time with a window of one, each when it is taken", () =>
    Effect.gen(function* () {
      const { ahead, asked, take } = yield* reading(1)
      assert.deepStrictEqual(asked, [])
      yield* take(1)
      assert.deepStrictEqual(asked, [1])
      yield* take(2)
      assert.deepStrictEqual([asked, ahead.requests()], [[1, 2], 2])
    }).pipe(Effect.scoped)
  )

  it.effect("from the first page on, as many at a time as the window says", () =>
    Effect.gen(function* () {
      const { answer, asked, taking } = yield* reading(3, 100, 5)
      yield* taking
      assert.deepStrictEqual(asked, [5, 6, 7])
      yield* answer(7)
      assert.deepStrictEqual(asked, [5, 6, 7, 8])
    }).pipe(Effect.scoped)
  )

  it.effect("past a slow page, up to twice the window", () =>
    Effect.gen(function* () {
      const { answer, asked, taking } = yield* reading(2)
      yield* taking
      for (const page of [2, 3, 4]) yield* answer(page)
      assert.deepStrictEqual(asked, [1, 2, 3, 4])
      yield* answer(1)
      yield* taking
      assert.deepStrictEqual(asked, [1, 2, 3, 4, 5])
    }).pipe(Effect.scoped)
  )

  it.effect("not beyond the last page worth reading, until that changes", () =>
    Effect.gen(function* () {
      const { ahead, asked, take, taking } = yield* reading(4, 2)
      yield* take(1)
      assert.deepStrictEqual(asked, [1, 2])
      ahead.steer(3, 4)
      yield* taking
      assert.deepStrictEqual(asked, [1, 2, 3, 4])
    }).pipe(Effect.scoped)
  )

  it.effect("not beyond a page that came empty, until it is taken", () =>
    Effect.gen(function* () {
      const { answer, asked, taking } = yield* reading(2)
      yield* taking
      yield* answer(2, 0)
      yield* answer(1)
      assert.deepStrictEqual(asked, [1, 2])
      yield* taking
      assert.deepStrictEqual(asked, [1, 2])
      yield* taking
      assert.deepStrictEqual(asked, [1, 2, 3, 4])
    }).pipe(Effect.scoped)
  )

  it.effect("not beyond the last page by the meta of the furthest answer", () =>
    Effect.gen(function* () {
      const { answer, asked, taking } = yield* reading(2)
      yield* taking
      yield* answer(2, 3, { echo: 2, lastPage: 3 })
      assert.deepStrictEqual(asked, [1, 2, 3])
      // An older page says something else: the newer one counts.
      yield* answer(1, 3, { echo: 1, lastPage: 9 })
      yield* answer(3)
      yield* taking
      yield* taking
      assert.deepStrictEqual(asked, [1, 2, 3])
      yield* taking
      assert.deepStrictEqual(asked, [1, 2, 3, 4])
    }).pipe(Effect.scoped)
  )

  it.effect("as if there were no meta where that cannot be believed", () =>
    Effect.gen(function* () {
      const { answer, asked, taking } = yield* reading(2)
      yield* taking
      yield* answer(2, 3, { echo: 1, lastPage: 2 })
      assert.deepStrictEqual(asked, [1, 2, 3])
    }).pipe(Effect.scoped)
  )
})

describe("a page that is taken", () => {
  it.effect("comes in order, with its own answer or failure", () =>
    Effect.gen(function* () {
      const { answer, fail, taking } = yield* reading(2)
      const first = yield* taking
      yield* fail(2)
      yield* answer(1, 7)
      assert.deepStrictEqual((yield* Fiber.join(first)).exit, Exit.succeed({ length: 7, said: undefined }))
      assert.deepStrictEqual((yield* Fiber.join(yield* taking)).exit, Exit.fail("down"))
    }).pipe(Effect.scoped)
  )

  it.effect("knows whether a later page has rows", () =>
    Effect.gen(function* () {
      const { answer, take, taking } = yield* reading(2)
      assert.isFalse((yield* take(1)).laterHasRows)
      const second = yield* taking
      yield* answer(3)
      yield* answer(2, 0)
      assert.deepInclude(yield* Fiber.join(second), { laterHasRows: true, hadRows: true })
      assert.deepInclude(yield* Fiber.join(yield* taking), { laterHasRows: false, hadRows: true })
    }).pipe(Effect.scoped)
  )

  it.effect("knows that neither it nor a later one had rows", () =>
    Effect.gen(function* () {
      const { take } = yield* reading(1)
      assert.deepInclude(yield* take(1), { laterHasRows: false, hadRows: true })
      assert.deepInclude(yield* take(2, 0), { laterHasRows: false, hadRows: false })
    }).pipe(Effect.scoped)
  )

  it.effect("knows whether it was requested before the page before it had come", () =>
    Effect.gen(function* () {
      const early = yield* reading(2)
      assert.isFalse((yield* early.take(1)).askedEarly)
      assert.isTrue((yield* early.take(2)).askedEarly)
      const late = yield* reading(1)
      yield* late.take(1)
      assert.isFalse((yield* late.take(2)).askedEarly)
    }).pipe(Effect.scoped)
  )
})

describe("what was read ahead and is dropped", () => {
  it.effect("is requested again from the next page on, and what is in flight is aborted", () =>
    Effect.gen(function* () {
      const { aborted, ahead, answer, asked, take, taking } = yield* reading(3)
      const first = yield* taking
      yield* answer(3)
      yield* answer(1)
      yield* Fiber.join(first)
      assert.deepStrictEqual(asked, [1, 2, 3, 4, 5])
      yield* ahead.dropAhead("nextPage")
      assert.sameMembers(aborted, [2, 4, 5])
      assert.deepStrictEqual((yield* take(2)).askedEarly, false)
      assert.deepStrictEqual(asked, [1, 2, 3, 4, 5, 2, 3, 4, 5])
      assert.strictEqual(ahead.requests(), 9)
    }).pipe(Effect.scoped)
  )

  it.effect("includes the page that was taken, if that is requested again too", () =>
    Effect.gen(function* () {
      const { aborted, ahead, asked, take } = yield* reading(2)
      yield* take(1)
      yield* take(2, 0)
      yield* ahead.dropAhead("pageToo")
      ahead.steer(1, 100)
      assert.deepStrictEqual(aborted, [3])
      const again = yield* take(2)
      assert.deepStrictEqual(again.exit, Exit.succeed({ length: 3, said: undefined }))
      assert.deepStrictEqual(asked, [1, 2, 3, 2])
    }).pipe(Effect.scoped)
  )

  it.effect("leaves known that a later page had rows, until a newer answer has none", () =>
    Effect.gen(function* () {
      const { ahead, answer, take, taking } = yield* reading(2)
      yield* take(1)
      const second = yield* taking
      yield* answer(3)
      yield* answer(2, 0)
      yield* Fiber.join(second)
      yield* ahead.dropAhead("pageToo")
      ahead.steer(1, 100)
      assert.deepInclude(yield* take(2, 0), { laterHasRows: true, hadRows: true })
      assert.deepInclude(yield* take(3, 0), { laterHasRows: false, hadRows: true })
      assert.deepInclude(yield* take(4, 0), { laterHasRows: false, hadRows: false })
    }).pipe(Effect.scoped)
  )
})

describe("the end of the scope", () => {
  it.effect("aborts what is in flight", () =>
    Effect.gen(function* () {
      const { aborted, asked } = yield* Effect.scoped(Effect.tap(reading(3), ({ taking }) => taking))
      assert.deepStrictEqual(asked, [1, 2, 3])
      assert.sameMembers(aborted, [1, 2, 3])
    })
  )
})
