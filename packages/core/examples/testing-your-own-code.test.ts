/**
 * Tests of code that uses the SDK, without a server: `FakePiggy` in place of an HTTP client, and Effect's test clock in
 * place of waiting.
 *
 * Run: `npx -y pnpm@12.21.0 exec vitest run packages/core/examples`
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"

/** The code under test: whom to thank. */
const whoBrought = Effect.fn("whoBrought")(function* (least: number) {
  const referrals = yield* Referrals.Referrals
  const brought = new Map<string, number>()
  yield* referrals
    .stream({ status: "completed" })
    .pipe(
      Stream.runForEach(({ referring_contact: { uuid } }) =>
        Effect.sync(() => brought.set(uuid, (brought.get(uuid) ?? 0) + 1))
      )
    )
  return [...brought].filter(([, count]) => count >= least).map(([uuid]) => uuid)
})

const withFake = (options: FakePiggy.Options) =>
  Referrals.layer.pipe(
    Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("any")) })),
    Layer.provideMerge(FakePiggy.layer(options))
  )

const completed = (referring: string, index: number) => ({
  ...FakePiggy.referral(index),
  referring_contact: { uuid: referring, email: null },
  status: "completed"
})

describe("whom to thank", () => {
  it.effect("is who brought enough", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* whoBrought(2), ["ada"])
    }).pipe(Effect.provide(withFake({ referrals: [completed("ada", 0), completed("ben", 1), completed("ada", 2)] })))
  )

  it.effect("is found out although the API fails once, and two minutes of waiting take no time", () => {
    const answers = [FakePiggy.json({}, { status: 429, headers: { "retry-after": "50" } })]
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(whoBrought(1))
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* Fiber.join(fiber)).length, 1)
      const fake = yield* FakePiggy.FakePiggy
      assert.isAbove(fake.requests.length, 1)
    }).pipe(Effect.provide(withFake({ referrals: [completed("ada", 0)], respond: () => answers.shift() })))
  })

  it.effect("is an error that says so when the key is refused", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(whoBrought(1))
      assert.strictEqual(error.reason._tag, "Unauthorized")
    }).pipe(Effect.provide(withFake({ respond: () => FakePiggy.json({}, { status: 401 }) })))
  )
})
