/**
 * A process that reads one account: `node drainProcess.ts DATABASE BASE_URL ACCOUNT RUN`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { Database, Drain } from "@effect-piggy/sync"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const [database = "", baseUrl = "", account = "", run = ""] = process.argv.slice(2)

const service = Referrals.layer.pipe(
  Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("any")), baseUrl })),
  Layer.provide(FetchHttpClient.layer)
)

Drain.drain({ name: account }, run).pipe(
  Effect.flatMap((outcome) => Console.log(JSON.stringify(outcome))),
  Effect.provide(service),
  Effect.provide(Database.layerFromText(database)),
  NodeRuntime.runMain
)
