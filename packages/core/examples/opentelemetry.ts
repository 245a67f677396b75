/**
 * Spans, metrics and logs of the SDK, sent to an OpenTelemetry collector by what Effect brings with it. Metrics and logs
 * are made by `Telemetry.layer`. None of them holds a credential, an email or a contact's id.
 *
 * Run: `PIGGY_API_KEY=… OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node packages/core/examples/opentelemetry.ts`,
 * with `PIGGY_BASE_URL=http://127.0.0.1:4010` for the mock.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { Otlp } from "effect/observability"
import { PiggyClient, Referrals, Telemetry } from "@effect-piggy/core"

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const { summary } = yield* referrals.collect({ status: "completed" })
  yield* Effect.log(`${summary.items} completed referrals`)
}).pipe(Effect.withSpan("nightly-report"))

const Exporter = Layer.unwrap(
  Effect.map(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT"), (baseUrl) =>
    Otlp.layerJson({ baseUrl, resource: { serviceName: "nightly-report" } })
  )
)

const Live = Referrals.layer.pipe(
  Layer.provide(PiggyClient.layerConfig()),
  Layer.provide(Telemetry.layer),
  Layer.merge(Exporter),
  Layer.provide(FetchHttpClient.layer)
)

program.pipe(Effect.provide(Live), NodeRuntime.runMain)
