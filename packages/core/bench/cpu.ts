/**
 * What does decoding every field, and looking for duplicates, cost beside a loop that checks nothing?
 *
 * 100,000 referrals from an in-memory client, against a loop of `await response.json()` over the same bodies.
 * Unit: milliseconds for all of them. Run: `pnpm bench cpu`
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Bench } from "tinybench"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import type { Figure } from "./report.ts"

const total = 100_000
const size = 100
const bodies = Array.from({ length: total / size + 1 }, (_, page) =>
  JSON.stringify({
    data: page * size < total ? Array.from({ length: size }, (__, row) => FakePiggy.referral(page * size + row)) : [],
    meta: []
  })
)
const respond = (page: number): Response =>
  new Response(bodies[page - 1], { headers: { "content-type": "application/json" } })

const bare = async (): Promise<number> => {
  let count = 0
  for (let page = 1; ; page++) {
    const { data } = (await respond(page).json()) as { readonly data: ReadonlyArray<unknown> }
    if (data.length === 0) return count
    count += data.length
  }
}

const client = HttpClient.make((request, url) =>
  Effect.sync(() => HttpClientResponse.fromWeb(request, respond(Number(url.searchParams.get("page")))))
)
const runtime = ManagedRuntime.make(
  Referrals.layer.pipe(
    Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("bench")) })),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
  )
)
const ours = (): Promise<number> =>
  runtime.runPromise(Effect.flatMap(Referrals.Referrals, (referrals) => Stream.runCount(referrals.stream())))

const rounds = 9

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

// Both in turn, so that a machine whose speed drifts slows both: the ratio is taken round by round.
const round = async (): Promise<{ readonly plain: number; readonly decoded: number }> => {
  const bench = new Bench({ time: 0, iterations: 5, warmupIterations: 2, warmupTime: 0 })
  bench.add("bare", bare)
  bench.add("ours", ours)
  await bench.run()
  const [plain = NaN, decoded = NaN] = bench.tasks.map(({ result }) => ("latency" in result ? result.latency.p50 : NaN))
  return { plain, decoded }
}

export const measure = async (): Promise<ReadonlyArray<Figure>> => {
  const measured: Array<Awaited<ReturnType<typeof round>>> = []
  await round()
  while (measured.length < rounds) measured.push(await round())
  return [
    { name: "a loop of `await response.json()`", value: median(measured.map(({ plain }) => plain)), unit: "ms" },
    {
      name: "every field decoded, duplicates looked for",
      value: median(measured.map(({ decoded }) => decoded)),
      unit: "ms"
    },
    {
      name: "against the loop",
      headline: "CPU time with every field checked, against a loop of `await response.json()` that checks nothing",
      value: median(measured.map(({ decoded, plain }) => decoded / plain)),
      atMost: 1.65
    }
  ]
}
