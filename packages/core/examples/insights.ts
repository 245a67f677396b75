/**
 * What a program achieved, in one pass over its referrals.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/insights.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010` for the
 * mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { Insights, PiggyClient, Referrals } from "@effect-piggy/core"

const percent = (share: number | null) => (share === null ? "no data" : `${(100 * share).toFixed(1)} %`)

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const insights = yield* Insights.fromPages(referrals.pages({}, { concurrency: 8 }), { limit: 10 })

  const { anomalies, chains, concentration, conversion, leaderboard, total } = insights
  yield* Console.log(`${total} referrals, ${percent(conversion.ofDecided)} of those decided are completed`)
  yield* Console.log(`top 10 % of the contacts brought ${percent(concentration.top10Percent?.share ?? null)}`)
  yield* Console.log(
    `longest chain: ${chains.depth} referrals; referred twice: ${anomalies.referredTwice.count} contacts`
  )
  for (const { completed, contact, rank } of leaderboard.top) yield* Console.log(`${rank}. ${contact}: ${completed}`)
})

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(Effect.provide(Live), NodeRuntime.runMain)
