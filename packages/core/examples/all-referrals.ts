/**
 * Reads every referral, twice if need be, and says what can be said of the result; then a part of them, and the rest.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/all-referrals.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010` for
 * the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals

  // Fails with `Incomplete` rather than hand out a list whose end is not proven; reads again until two passes agree.
  const all = yield* referrals.collect({}, { requireComplete: true, passes: 5 })
  yield* Console.log(`${all.summary.items} referrals, drift: ${all.summary.drift}, ended by ${all.summary.endedBy}`)

  // A cut list says where to go on. The checkpoint is plain JSON: keep it in a file, a queue, a database.
  const some = yield* referrals.collect({}, { maxItems: 250 })
  const rest = yield* referrals.collect({}, { from: some.summary.checkpoint })
  yield* Console.log(`${some.summary.items} and ${rest.summary.items} referrals`)
})

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(Effect.provide(Live), NodeRuntime.runMain)
