/**
 * The SDK for callers without Effect: promises, an async iterable, and an `AbortSignal` for each call.
 *
 * A call rejects with the same `PiggyError`, or with the signal's reason once that is aborted.
 */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Credentials from "./Credentials.ts"
import * as PiggyClient from "./PiggyClient.ts"
import type { Referral } from "./Referral.ts"
import * as Referrals from "./Referrals.ts"

export { PiggyError } from "./PiggyError.ts"

/** How to reach the API. */
export interface Options extends Omit<PiggyClient.Options, "credentials"> {
  /** An API key, or other credentials made by the module `Credentials`. */
  readonly credentials: string | Credentials.Credentials
  /** The `fetch` to use; default the platform's own. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Ends a call early: what is in flight is aborted. */
export interface Abortable {
  readonly signal?: AbortSignal | undefined
}

/** The referrals of a program. */
export interface ReferralsClient {
  /** One page, as the server grants it. */
  readonly list: (
    query?: Referrals.Query,
    options?: Referrals.CallOptions & Abortable
  ) => Promise<Referrals.ReferralPage>
  /** Every referral at once, with the summary. */
  readonly collect: (
    filter?: Referrals.Filter,
    options?: Referrals.CollectOptions & Abortable
  ) => Promise<Referrals.Collected>
  /** Every referral, one by one; leaving the loop aborts the requests in flight. */
  readonly stream: (filter?: Referrals.Filter, options?: Referrals.StreamOptions & Abortable) => AsyncIterable<Referral>
  /** Every referral, page by page, each with progress and a checkpoint. */
  readonly pages: (
    filter?: Referrals.Filter,
    options?: Referrals.StreamOptions & Abortable
  ) => AsyncIterable<Referrals.Page>
}

// Fails with the signal's reason once it is aborted.
const aborted = (signal: AbortSignal): Effect.Effect<never, unknown> =>
  Effect.callback((resume) => {
    const abort = () => resume(Effect.fail<unknown>(signal.reason))
    if (signal.aborted) return abort()
    signal.addEventListener("abort", abort, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", abort))
  })

// The same iterable until the signal is aborted: then it ends at once, also while its consumer does something else.
const until = <A>(signal: AbortSignal, all: AsyncIterable<A>): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: () => {
    const iterator = all[Symbol.asyncIterator]()
    const close = async (): Promise<IteratorResult<A>> => {
      signal.removeEventListener("abort", close)
      await iterator.return?.()
      return { done: true, value: undefined }
    }
    const next = async (): Promise<IteratorResult<A>> => {
      signal.throwIfAborted()
      const result = await iterator.next()
      signal.throwIfAborted()
      return result
    }
    signal.addEventListener("abort", close)
    return {
      next: async () => {
        try {
          const result = await next()
          return result.done === true ? await close() : result
        } catch (error) {
          await close()
          throw error
        }
      },
      return: close
    }
  }
})

/**
 * A client of its own. It holds no connection and needs no closing; nothing is checked or sent before the first call.
 *
 * @example
 * const referrals = makeReferrals({ credentials: process.env.PIGGY_API_KEY ?? "" })
 * for await (const referral of referrals.stream({ status: "completed" })) console.log(referral.uuid)
 */
export const makeReferrals = ({ credentials, fetch, ...options }: Options): ReferralsClient => {
  const runtime = ManagedRuntime.make(
    Referrals.layer.pipe(
      Layer.provide(
        PiggyClient.layer({
          ...options,
          credentials: typeof credentials === "object" ? credentials : Credentials.apiKey(Redacted.make(credentials))
        })
      ),
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
  )
  type Service = Referrals.Referrals["Service"]

  const call = <A, E>(f: (service: Service) => Effect.Effect<A, E>, { signal }: Abortable): Promise<A> => {
    const effect = Effect.flatMap(Referrals.Referrals, f)
    return runtime.runPromise(signal === undefined ? effect : Effect.raceFirst(aborted(signal), effect))
  }

  const iterate = <A, E>(f: (service: Service) => Stream.Stream<A, E>, { signal }: Abortable): AsyncIterable<A> => {
    const service = Effect.flatMap(runtime.contextEffect, (context) => Effect.provide(Referrals.Referrals, context))
    const all = Stream.toAsyncIterable(Stream.unwrap(Effect.map(service, f)))
    return signal === undefined ? all : until(signal, all)
  }

  return {
    list: (query, once = {}) => call((service) => service.list(query, once), once),
    collect: (filter, walk = {}) => call((service) => service.collect(filter, walk), walk),
    stream: (filter, walk = {}) => iterate((service) => service.stream(filter, walk), walk),
    pages: (filter, walk = {}) => iterate((service) => service.pages(filter, walk), walk)
  }
}
