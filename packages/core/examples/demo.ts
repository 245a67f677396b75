/**
 * Starts the mock server on a free port with a seeded program, pages through all of it, and prints what it found.
 *
 * Run: `npx -y pnpm@12.21.0 demo`
 */
import { MockServer } from "@effect-piggy/mock"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { Credentials, Insights, PiggyClient, Referrals } from "@effect-piggy/core"

const percent = (share: number | null) => (share === null ? "no data" : `${(100 * share).toFixed(1)} %`)

const report = (insights: Insights.Insights, summary: Referrals.Summary) => [
  "",
  "Referrals by status",
  ...insights.statuses.map(
    ({ referrals, share, status }) => `  ${status.padEnd(12)} ${String(referrals).padStart(6)}  ${percent(share)}`
  ),
  "",
  `Conversion rate ${percent(insights.conversion.ofDecided)} of those completed or failed`,
  "",
  "Contacts that brought most completed referrals",
  ...insights.leaderboard.top
    .slice(0, 5)
    .map(
      ({ completed, contact, rank }) => `  ${String(rank).padStart(2)}. ${contact} ${String(completed).padStart(6)}`
    ),
  "",
  `${summary.requests} requests, ${summary.pages} pages, ended by ${summary.endedBy}`,
  `${insights.total} referrals, ${summary.complete ? "complete" : "not proven complete"}`
]

const program = Effect.gen(function* () {
  const referrals = yield* Referrals.Referrals
  const summary = yield* Ref.make<Referrals.Summary | undefined>(undefined)
  const seen = yield* Ref.make(0)

  const insights = yield* referrals.stream({}, { onEnd: (end) => Ref.set(summary, end) }).pipe(
    Stream.tap(() =>
      Effect.flatMap(
        Ref.updateAndGet(seen, (count) => count + 1),
        (count) => (count % 500 === 0 ? Console.log(`  ${count} referrals so far`) : Effect.void)
      )
    ),
    Stream.run(Insights.sink)
  )

  const end = yield* Ref.get(summary)
  if (end !== undefined) yield* Effect.forEach(report(insights, end), (line) => Console.log(line), { discard: true })
})

const Demo = Layer.unwrap(
  Effect.gen(function* () {
    const mock = yield* MockServer.MockServer
    yield* Console.log(`piggy-mock serves ${mock.dataset.count({})} referrals at ${mock.url}`)
    return Referrals.layer.pipe(
      Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("demo")), baseUrl: mock.url })),
      Layer.provide(FetchHttpClient.layer)
    )
  })
).pipe(Layer.provide(MockServer.layer({ referrals: 2537 })))

program.pipe(Effect.provide(Demo), NodeRuntime.runMain)
