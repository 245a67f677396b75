/**
 * Reads every referral, and says what to do when that does not work out.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/when-things-go-wrong.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010`
 * for the mock; the key `expired` is refused there.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { summary } = yield* referrals.collect({ status: "completed" })
  return `${summary.items} completed referrals`
}).pipe(
  Effect.catchReasons("PiggyError", {
    // The SDK has waited as the server asked, or the server asks for more than a minute.
    RateLimited: ({ retryAfter = Duration.minutes(1) }) =>
      Effect.succeed(`too many requests: run again in ${Duration.format(retryAfter)}`),
    Maintenance: () => Effect.succeed("the API is in maintenance: run again later"),
    Unauthorized: () => Effect.succeed("the key was not accepted: set PIGGY_API_KEY anew")
  }),
  // Whatever is left says by itself what happened, where, and what to do.
  Effect.catchTag("PiggyError", (error) =>
    Effect.succeed(error.isRetryable ? `${error.message}: run again later` : error.message)
  )
)

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

program.pipe(Effect.flatMap(Console.log), Effect.provide(Live), NodeRuntime.runMain)
