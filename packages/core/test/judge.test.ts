/**
 * Prism between a client and a mock, as a judge: `prism proxy openapi.yaml <mock> --errors`. It finds nothing on
 * piggy-mock, and something on every mock that is wrong.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { cases } from "../conformance/cases.ts"
import { listing } from "../conformance/drawn.ts"
import * as Prism from "../conformance/prism.ts"
import { line } from "../conformance/report.ts"
import { run } from "../conformance/run.ts"
import { serveFake } from "../conformance/serveFake.ts"
import { profiles } from "../conformance/targets.ts"
import { sender } from "../conformance/wire.ts"
import { wrongs } from "../conformance/wrong.ts"

const key = Redacted.make("test")

/** What Prism says of an answer that broke the contract. */
const isViolation = ({
  headers,
  status
}: {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
}) => status === 500 || (headers["sl-violations"] ?? "").includes('"location":["response"')

/** A client that counts the answers it saw, and those that Prism calls a violation. */
const counting = Effect.map(HttpClient.HttpClient, (client) => {
  const seen = { answers: 0, violations: 0 }
  const counted = HttpClient.transformResponse(
    client,
    Effect.tap((response) =>
      Effect.sync(() => {
        seen.answers++
        if (isViolation(response)) seen.violations++
      })
    )
  )
  return { seen, counted }
}).pipe(Effect.provide(FetchHttpClient.layer))

describe("Prism's proxy before piggy-mock", () => {
  it.live("finds no violation in the SDK's traversals", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.make({ referrals: 330 })
      const baseUrl = yield* Prism.proxy(mock.url, true)
      const { counted, seen } = yield* counting
      const filters = [{}, { status: "completed" }, { status: "pending" }] as const
      for (const scenario of [{}, { meta: "laravel" }, { limitClamp: 30, pastEnd: "notFound" }] as const) {
        yield* mock.play(scenario)
        for (const filter of filters) {
          for (const concurrency of [1, 8]) {
            const { referrals } = yield* Effect.flatMap(Referrals.Referrals, (service) =>
              service.collect(filter, { concurrency })
            ).pipe(
              Effect.provide(
                Referrals.layer.pipe(
                  Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(key), baseUrl })),
                  Layer.provide(Layer.succeed(HttpClient.HttpClient, counted))
                )
              )
            )
            assert.deepStrictEqual<unknown>(referrals, mock.dataset.slice(filter, 0, 330))
          }
        }
      }
      assert.isAbove(seen.answers, 80)
      assert.strictEqual(seen.violations, 0)
    }).pipe(Effect.scoped)
  )

  it.live("finds none in the conformance suite, which it passes", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 400 })
      const baseUrl = yield* Prism.proxy(url, false)
      const { counted, seen } = yield* counting
      const judged = yield* run(cases, { client: counted, baseUrl, key, excuses: profiles.proxy })
      assert.deepStrictEqual(judged.filter(({ outcome }) => outcome._tag === "Failed").map(line), [])
      assert.strictEqual(seen.violations, 1, "the 500 that a case asks for, and no other")
    }).pipe(Effect.scoped)
  )
})

describe("a mock that is wrong is caught", () => {
  it.live("and one that is right is not", () =>
    Effect.gen(function* () {
      const url = yield* serveFake(FakePiggy.make())
      const send = yield* sender(yield* Prism.proxy(url, false))
      for (const query of ["limit=5", "limit=101"]) {
        const answer = yield* send(listing(query))
        assert.isFalse(isViolation(answer), query)
      }
    }).pipe(Effect.scoped)
  )

  for (const { name, respond, unseenBecause } of wrongs) {
    it.live(`by the suite${unseenBecause === undefined ? " and by Prism" : ""}: ${name}`, () =>
      Effect.gen(function* () {
        const fake = FakePiggy.make({ respond })
        const target = { client: fake.client, baseUrl: "http://127.0.0.1", key, excuses: profiles.fake }
        const judged = yield* run(cases, target)
        assert.isAbove(judged.filter(({ outcome }) => outcome._tag === "Failed").length, 0)

        const send = yield* sender(yield* Prism.proxy(yield* serveFake(fake), false))
        const answers = yield* Effect.forEach(["limit=5", "limit=101"], (query) => send(listing(query)))
        assert.strictEqual(answers.some(isViolation), unseenBecause === undefined)
      }).pipe(Effect.scoped)
    )
  }
})
