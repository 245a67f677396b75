/**
 * The first five referrals: one page, one request.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/list.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { data } = yield* referrals.list({ limit: 5 })
  for (const { referring_contact, status, uuid } of data) {
    yield* Console.log(uuid, status, "brought by", referring_contact.uuid)
  }
})

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(Effect.provide(Live), NodeRuntime.runMain)
