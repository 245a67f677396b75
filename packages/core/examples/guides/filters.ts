/**
 * The page "Filters and pages".
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals

  // One page, one request.
  const { data } = yield* referrals.list({ status: "pending", page: 2, limit: 10 })
  yield* Console.log(`${data.length} on page 2 of the pending`)

  // All of one contact.
  const [first] = data
  if (first !== undefined) {
    const { summary } = yield* referrals.collect({ referring_contact_uuid: first.referring_contact.uuid })
    yield* Console.log(`${summary.items} by its first contact`)
  }
})

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(program.pipe(Effect.provide(Live)))
