/**
 * What a user's first program looks like: every call, an error handled, the layers provided.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Checkpoint, Insights, PiggyClient, Referrals } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { data } = yield* referrals.list({ limit: 5 })
  const insights = yield* referrals.stream({ status: "completed" }, { concurrency: 8 }).pipe(Stream.run(Insights.sink))
  const { summary } = yield* referrals.collect({}, { passes: 2, maxItems: 1000 })
  const checkpoint = yield* Schema.encodeEffect(Schema.optional(Checkpoint.Checkpoint))(summary.checkpoint)
  return { first: data[0]?.uuid, total: insights.total, checkpoint }
}).pipe(
  Effect.catchReason("PiggyError", "RateLimited", ({ retryAfter }) => Effect.succeed(retryAfter)),
  Effect.catchTag("PiggyError", ({ message, reason }) => Console.log(reason._tag, message))
)

const Live = Referrals.layer.pipe(Layer.provide(PiggyClient.layerConfig()), Layer.provide(FetchHttpClient.layer))

Effect.runFork(Effect.provide(program, Live))
