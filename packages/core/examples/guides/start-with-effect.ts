/**
 * The page "The SDK with Effect".
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const all = yield* referrals.collect({ status: "completed" })
  yield* Console.log(`${all.summary.items} completed, the first is ${all.referrals[0]?.uuid ?? "missing"}`)
})

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(program.pipe(Effect.provide(Live)))
