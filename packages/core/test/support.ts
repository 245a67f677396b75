/**
 * The service over a fake API, and what a traversal of it delivered.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as HttpClient from "effect/http/HttpClient"
import { TestClock } from "effect/testing"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"

export const baseUrl = "http://127.0.0.1:4010"

/** A client of the fake; nothing is tried again unless the options say so. */
export const clientOf = (fake: FakePiggy.FakePiggy["Service"], options: Partial<PiggyClient.Options> = {}) =>
  PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("test")), baseUrl, ...options }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, fake.client))
  )

/** The service over a fake API, with the fake beside it. */
export const referralsOf = (options: FakePiggy.Options = {}, client: Partial<PiggyClient.Options> = {}) =>
  Effect.gen(function* () {
    const fake = FakePiggy.make(options)
    const referrals = yield* Referrals.Referrals.pipe(
      Effect.provide(Referrals.layer.pipe(Layer.provide(clientOf(fake, client))))
    )
    return { fake, referrals }
  })

/** The pages that were asked for, in order of arrival. */
export const asked = (fake: FakePiggy.FakePiggy["Service"]): ReadonlyArray<number> =>
  fake.requests.map(({ page }) => page)

// Lets what waits for a promise, such as the reading of a body, go on before the clock does.
const settle = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Runs the effect while the test clock goes on, a millisecond at a time. */
export const inTestTime = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  step: Duration.Input = "1 millis"
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) {
      yield* settle
      yield* TestClock.adjust(step)
    }
    return yield* Fiber.join(fiber)
  })
