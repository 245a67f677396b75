/**
 * At most so many requests a second from this process, whatever the concurrency: Effect's rate limiter in memory.
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/limiter-in-memory.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010`
 * for the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { RateLimiter } from "effect/persistence"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"

/** A client that sends at most `perSecond` requests in any second; further ones wait their turn. */
export const limitedClient = (options: Omit<PiggyClient.Options, "transformClient">, perSecond: number) =>
  Layer.unwrap(
    Effect.map(RateLimiter.RateLimiter, (limiter) =>
      PiggyClient.layer({
        ...options,
        transformClient: HttpClient.withRateLimiter({
          limiter,
          key: "piggy",
          // Spaced evenly. Ten a second by the limiter's clock can be twenty within one second of the server's.
          limit: 1,
          window: Duration.millis(1000 / perSecond),
          // Only the SDK's own loop tries again, and it honours Retry-After.
          times: 0,
          // Else an `X-RateLimit-Limit: 5000` in an answer would replace the limit chosen here.
          disableResponseInspection: true
        })
      })
    )
  ).pipe(Layer.provide(RateLimiter.layer), Layer.provide(RateLimiter.layerStoreMemory))

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { summary } = yield* referrals.collect({}, { concurrency: 8 })
  yield* Console.log(`${summary.items} referrals in ${summary.requests} requests`)
})

const Live = Layer.unwrap(
  Effect.gen(function* () {
    const key = yield* Config.Redacted("PIGGY_API_KEY")
    const baseUrl = yield* Config.String("PIGGY_BASE_URL").pipe(Config.withDefault(PiggyClient.defaultBaseUrl))
    return Layer.provide(Referrals.layer, limitedClient({ credentials: Credentials.apiKey(key), baseUrl }, 10))
  })
).pipe(Layer.provide(FetchHttpClient.layer))

if (import.meta.main) program.pipe(Effect.provide(Live), NodeRuntime.runMain)
