/**
 * Several accounts, each with a key, a client and a retry budget of its own, made when it is first asked for and let go
 * when it is no longer used: a `LayerMap`.
 *
 * Run: `PIGGY_API_KEY_CAFE=… PIGGY_API_KEY_BAKERY=… node packages/core/examples/many-accounts.ts cafe bakery`, with
 * `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"

const referralsOf = (account: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const key = yield* Config.Redacted(`PIGGY_API_KEY_${account.toUpperCase()}`)
      const baseUrl = yield* Config.String("PIGGY_BASE_URL").pipe(Config.withDefault(PiggyClient.defaultBaseUrl))
      return Layer.provide(Referrals.layer, PiggyClient.layer({ credentials: Credentials.apiKey(key), baseUrl }))
    })
  )

class Accounts extends LayerMap.Service<Accounts>()("example/Accounts", {
  lookup: referralsOf,
  dependencies: [FetchHttpClient.layer],
  idleTimeToLive: "5 minutes"
}) {}

const count = Effect.fn("count")(function* (account: string) {
  const referrals = yield* Referrals.Referrals
  const { summary } = yield* referrals.collect()
  yield* Console.log(`${account}: ${summary.items} referrals`)
})

const program = Effect.forEach(
  process.argv.slice(2),
  (account) => count(account).pipe(Effect.provide(Accounts.get(account))),
  { concurrency: 4, discard: true }
)

program.pipe(Effect.provide(Accounts.layer), NodeRuntime.runMain)
