/**
 * Whoever stops early stops the requests too: by a fiber, by a loop, by a signal.
 *
 * The home server holds requests under `/hang` and counts who came and who went away.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { makeReferrals, PiggyError } from "@effect-piggy/core/promise"
import { ask, type Case, eventually, same, using, type World } from "./world.ts"

// Begins a collect that nobody answers, stops it once it has arrived, and waits until the server saw it leave.
const hanging = ({ home }: World, begin: (baseUrl: string) => Effect.Effect<Effect.Effect<unknown>>) =>
  Effect.gen(function* () {
    yield* ask(`${home}/hanging?reset`)
    const stop = yield* begin(`${home}/hang`)
    // A collect asks for two pages at once.
    yield* eventually(`${home}/hanging`, { came: 2, left: 0 })
    yield* stop
    yield* eventually(`${home}/hanging`, { came: 2, left: 2 })
  })

const reasonOf = (error: unknown) => (error instanceof PiggyError ? error.reason._tag : String(error))

export const cases: ReadonlyArray<Case> = [
  {
    name: "a fiber that is interrupted lets go of its request",
    run: (world) =>
      hanging(world, (baseUrl) =>
        Effect.map(Effect.forkDetach(using({ baseUrl }, (referrals) => referrals.collect())), (fiber) =>
          Fiber.interrupt(fiber)
        )
      )
  },
  {
    name: "promises: a signal that is aborted lets go of the request, and its reason is the rejection",
    run: (world) =>
      hanging(world, (baseUrl) =>
        Effect.sync(() => {
          const controller = new AbortController()
          const rejection = makeReferrals({ baseUrl, credentials: "runtimes" })
            .collect({}, { signal: controller.signal })
            .then(() => "no rejection", reasonOf)
          return Effect.suspend(() => {
            controller.abort("enough")
            return Effect.flatMap(
              Effect.promise(() => rejection),
              (reason) => same("rejection", reason, "enough")
            )
          })
        })
      )
  },
  {
    name: "promises: after a loop is left, nothing more arrives",
    run: ({ home, mock }) =>
      Effect.gen(function* () {
        const referrals = makeReferrals({ baseUrl: mock, credentials: "runtimes" })
        const read = yield* Effect.promise(async () => {
          let count = 0
          for await (const _ of referrals.stream({}, { concurrency: 8 })) if (++count === 150) break
          return count
        })
        yield* same("count", read, 150)
        // What was on its way when the loop was left may still arrive.
        yield* Effect.sleep("100 millis")
        const arrived = yield* ask(`${home}/arrived`)
        yield* Effect.sleep("100 millis")
        yield* same("arrived", yield* ask(`${home}/arrived`), arrived)
      })
  },
  {
    name: "promises: a page, pages, all, and the same `PiggyError`",
    run: ({ mock, uuids }) =>
      Effect.gen(function* () {
        const referrals = makeReferrals({ baseUrl: mock, credentials: "runtimes" })
        const counts = yield* Effect.promise(async () => {
          let pages = 0
          for await (const page of referrals.pages({}, { maxPages: 3 })) pages += page.items.length
          const page = await referrals.list({ limit: 7 })
          const all = await referrals.collect()
          return [pages, page.data.length, all.referrals.length]
        })
        yield* same("counts", counts, [300, 7, uuids.length])
        const refused = yield* Effect.promise(() =>
          makeReferrals({ baseUrl: mock, credentials: "expired" })
            .list()
            .then(() => "no rejection", reasonOf)
        )
        yield* same("rejection", refused, "Unauthorized")
      })
  }
]
