/**
 * Stops asking an API that is down: a circuit breaker before a rate limiter before the wire.
 *
 * A 429 does not open the breaker: the API is up and busy, and the SDK waits as it asks. While the breaker is open, a
 * call fails at once with `Unreachable` (`detail: "CircuitBreakerError"`).
 *
 * Run: `PIGGY_API_KEY=… node packages/core/examples/circuit-breaker.ts`, with `PIGGY_BASE_URL=http://127.0.0.1:4010`
 * for the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { CircuitBreaker, RateLimiter } from "effect/persistence"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"

/** A client that five failures in a row, of any call, stop for 30 seconds; then one request tries whether it is up. */
export const guardedClient = (options: Omit<PiggyClient.Options, "transformClient">) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const limiter = yield* RateLimiter.RateLimiter
      const breaker = yield* CircuitBreaker.make({
        tripPolicy: CircuitBreaker.consecutive(5),
        openDuration: "30 seconds"
      })
      return PiggyClient.layer({
        ...options,
        // Each attempt passes the breaker, then the limiter, then the wire: what is applied last stands outermost.
        transformClient: (client) =>
          client.pipe(
            HttpClient.withRateLimiter({
              limiter,
              key: "piggy",
              limit: 1,
              window: "20 millis",
              times: 0,
              disableResponseInspection: true
            }),
            HttpClient.withCircuitBreaker({ breaker })
          )
      })
    })
  ).pipe(
    Layer.provide(RateLimiter.layer),
    Layer.provide(Layer.merge(RateLimiter.layerStoreMemory, CircuitBreaker.layerStoreMemory()))
  )

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { summary } = yield* referrals.collect()
  yield* Console.log(`${summary.items} referrals in ${summary.requests} requests`)
})

const Live = Layer.unwrap(
  Effect.gen(function* () {
    const key = yield* Config.Redacted("PIGGY_API_KEY")
    const baseUrl = yield* Config.String("PIGGY_BASE_URL").pipe(Config.withDefault(PiggyClient.defaultBaseUrl))
    return Layer.provide(Referrals.layer, guardedClient({ credentials: Credentials.apiKey(key), baseUrl }))
  })
).pipe(Layer.provide(FetchHttpClient.layer))

if (import.meta.main) program.pipe(Effect.provide(Live), NodeRuntime.runMain)
