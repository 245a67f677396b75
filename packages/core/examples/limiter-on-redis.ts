/**
 * At most so many requests a second from all processes and machines together: Effect's rate limiter on Redis.
 *
 * Run several at once: `PIGGY_API_KEY=… REDIS_URL=redis://127.0.0.1:6379 node packages/core/examples/limiter-on-redis.ts`,
 * with `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock and `PIGGY_REQUESTS_PER_SECOND` for another limit than 10.
 */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
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

const Live = Layer.unwrap(
  Effect.gen(function* () {
    const limiter = yield* RateLimiter.RateLimiter
    const key = yield* Config.Redacted("PIGGY_API_KEY")
    const baseUrl = yield* Config.String("PIGGY_BASE_URL").pipe(Config.withDefault(PiggyClient.defaultBaseUrl))
    const perSecond = yield* Config.Int("PIGGY_REQUESTS_PER_SECOND").pipe(Config.withDefault(10))
    const client = PiggyClient.layer({
      credentials: Credentials.apiKey(key),
      baseUrl,
      // As in `limiter-in-memory.ts`; one key for all who share the quota.
      transformClient: HttpClient.withRateLimiter({
        limiter,
        key: "piggy",
        limit: 1,
        window: Duration.millis(1000 / perSecond),
        times: 0,
        disableResponseInspection: true
      })
    })
    return Layer.provide(Referrals.layer, client)
  })
).pipe(
  Layer.provide(RateLimiter.layer),
  Layer.provide(RateLimiter.layerStoreRedis({ prefix: "piggy:" })),
  Layer.provide(Layer.unwrap(Effect.map(Config.String("REDIS_URL"), (url) => NodeRedis.layer({ url })))),
  Layer.provide(FetchHttpClient.layer)
)

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { summary } = yield* referrals.collect({}, { concurrency: 8 })
  yield* Console.log(`${summary.items} referrals in ${summary.requests} requests`)
})

program.pipe(Effect.provide(Live), NodeRuntime.runMain)
