/**
 * What promises and async iterables come to.
 */
import { assert } from "@effect/vitest"

/** What a promise rejects with. */
export const rejection = (promise: PromiseLike<unknown>): PromiseLike<unknown> =>
  promise.then(
    () => assert.fail("it did not reject"),
    (error: unknown) => error
  )

/** All that an iterable gives. */
export const all = async <A>(rows: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const got: Array<A> = []
  for await (const row of rows) got.push(row)
  return got
}
