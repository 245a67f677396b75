/**
 * The SDK without Effect: its iterators, the platform's `fetch`, and what its errors say.
 */
import * as Effect from "effect/Effect"
import { makeClient, makeReferrals, PiggyError } from "@effect-piggy/core/promise"
import { type Case, same } from "./world.ts"

const messageOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no rejection",
    (error: unknown) => (error instanceof PiggyError ? error.message : String(error))
  )

export const cases: ReadonlyArray<Case> = [
  {
    name: "promises: calls of `next` that overlap give every row once, and an iterator can be handed on",
    run: ({ mock, uuids }) =>
      Effect.gen(function* () {
        const referrals = makeReferrals({ baseUrl: mock, credentials: "runtimes" })
        const [shared, rest] = yield* Effect.promise(async () => {
          const reading = referrals.stream({}, { signal: new AbortController().signal })[Symbol.asyncIterator]()
          const got: Array<string> = []
          const work = async () => {
            for (let row = await reading.next(); row.done !== true; row = await reading.next()) got.push(row.value.uuid)
          }
          await Promise.all([work(), work(), work(), work()])
          const again = referrals.stream()[Symbol.asyncIterator]()
          await again.next()
          let count = 0
          for await (const _ of again) count++
          return [got, count] as const
        })
        yield* same("uuids", shared.toSorted(), uuids.toSorted())
        yield* same("count", rest, uuids.length - 1)
      })
  },
  {
    name: "promises: an iterator is done after an error, and after it was left",
    run: ({ mock }) =>
      Effect.gen(function* () {
        const ends = yield* Effect.promise(async () => {
          const refused = makeReferrals({ baseUrl: mock, credentials: "expired" }).stream()[Symbol.asyncIterator]()
          const first = await messageOf(refused.next())
          const left = makeReferrals({ baseUrl: mock, credentials: "runtimes" }).pages()[Symbol.asyncIterator]()
          await left.next()
          await left.return()
          return [first.slice(0, 23), (await refused.next()).done, (await left.next()).done]
        })
        yield* same("ends", ends, ["Referrals.stream failed", true, true])
      })
  },
  {
    name: "promises: a `fetch` that is replaced later is used",
    run: ({ mock }) =>
      Effect.gen(function* () {
        const platform = globalThis.fetch
        const counts = yield* Effect.promise(async () => {
          const client = makeClient({ baseUrl: mock, credentials: () => Promise.resolve("runtimes") })
          const before = await client.referrals.list({ limit: 3 })
          globalThis.fetch = () => Promise.resolve(Response.json({ data: [], meta: [] }))
          const replaced = await client.referrals.list({ limit: 3 })
          globalThis.fetch = platform
          const after = await client.referrals.list({ limit: 3 })
          await client.close()
          return [before, replaced, after].map(({ data }) => data.length)
        }).pipe(Effect.ensuring(Effect.sync(() => (globalThis.fetch = platform))))
        yield* same("counts", counts, [3, 0, 3])
      })
  },
  {
    name: "promises: errors name the option and the way out",
    run: ({ mock }) =>
      Effect.gen(function* () {
        const messages = yield* Effect.promise(() =>
          Promise.all([
            messageOf(makeReferrals({ baseUrl: "http://10.0.0.1", credentials: "runtimes" }).list()),
            messageOf(makeReferrals({ baseUrl: mock, credentials: "" }).list()),
            messageOf(makeReferrals({ baseUrl: mock, credentials: "runtimes" }).collect({}, { pageSize: 500 })),
            messageOf(makeReferrals({ baseUrl: mock, credentials: () => Promise.reject(new TypeError("no")) }).list())
          ])
        )
        yield* same("messages", messages, [
          "makeReferrals failed: http://10.0.0.1 would send the credential unencrypted: use https (check PIGGY_BASE_URL), or allow it with `allowInsecure: true`",
          "makeReferrals failed: the API key is empty: set PIGGY_API_KEY",
          "Referrals.collect failed: pageSize must be an integer from 1 to 100, got 500",
          "Referrals.list failed: getting an access token failed (TypeError): check where `credentials` gets it from"
        ])
      })
  }
]
