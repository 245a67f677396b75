/**
 * The page "Credentials".
 */
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"

const Client = Layer.unwrap(
  Effect.gen(function* () {
    const clientId = yield* Config.Int("PIGGY_CLIENT_ID")
    const clientSecret = yield* Config.Redacted("PIGGY_CLIENT_SECRET")
    const baseUrl = yield* Config.String("PIGGY_BASE_URL").pipe(Config.withDefault(PiggyClient.defaultBaseUrl))
    return PiggyClient.layer({ credentials: Credentials.clientCredentials({ clientId, clientSecret }), baseUrl })
  })
)

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { data } = yield* referrals.list({ limit: 1 })
  yield* Console.log(`${data.length} referral, read with a token`)
})

const Live = Referrals.layer.pipe(Layer.provide(Client), Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(program.pipe(Effect.provide(Live)))
