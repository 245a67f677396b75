/**
 * The conformance suite against all that claims to be the API.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import { FakePiggy } from "@effect-piggy/core/testing"
import { cases } from "../conformance/cases.ts"
import * as Prism from "../conformance/prism.ts"
import { line } from "../conformance/report.ts"
import { run } from "../conformance/run.ts"
import { type Excuses, profiles } from "../conformance/targets.ts"

const key = Redacted.make("test")

/** What failed, and what was not shown. */
const outcomes = Effect.fnUntraced(function* (client: HttpClient.HttpClient, baseUrl: string, excuses: Excuses) {
  const judged = yield* run(cases, { client, baseUrl, key, excuses })
  const named = (tag: string) => judged.filter(({ outcome }) => outcome._tag === tag)
  return { failed: named("Failed").map(line), unshown: named("Unshown").map(({ name }) => name) }
})

const overHttp = (baseUrl: string, excuses: Excuses = profiles.strict) =>
  Effect.flatMap(HttpClient.HttpClient, (client) => outcomes(client, baseUrl, excuses)).pipe(
    Effect.provide(FetchHttpClient.layer)
  )

describe("the conformance suite", () => {
  it.live("passes against piggy-mock", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 400 })
      assert.deepStrictEqual(yield* overHttp(url), { failed: [], unshown: ["a filled meta tells the page"] })
    }).pipe(Effect.scoped)
  )
  it.live("passes against piggy-mock when it fills meta, clamps the limit and refuses pages past the end", () =>
    Effect.gen(function* () {
      for (const pastEnd of ["notFound", "invalidInput"] as const) {
        const scenario = { meta: "laravel", limitClamp: 7, pastEnd } as const
        const { url } = yield* MockServer.make({ referrals: 400, scenario })
        assert.deepStrictEqual(yield* overHttp(url), { failed: [], unshown: [] })
      }
    }).pipe(Effect.scoped)
  )
  it.live("passes against stock Prism, except what needs a list", () =>
    Effect.gen(function* () {
      const url = yield* Prism.mock
      assert.deepStrictEqual(yield* overHttp(url, profiles.prism), {
        failed: [],
        unshown: [
          "a filled meta tells the page",
          "the filter pending keeps the order of the list",
          "the filter failed keeps the order of the list"
        ]
      })
    }).pipe(Effect.scoped)
  )
  it.effect("passes against the exported fake, except what the fake does not have", () =>
    Effect.gen(function* () {
      const { client } = FakePiggy.make({ referrals: 95 })
      assert.deepStrictEqual(yield* outcomes(client, "http://127.0.0.1", profiles.fake), {
        failed: [],
        unshown: ["a filled meta tells the page"]
      })
      const filled = FakePiggy.make({
        clampTo: 7,
        meta: ({ page, size, total }) => ({
          current_page: page,
          last_page: Math.max(1, Math.ceil(total / size)),
          per_page: size,
          total
        })
      })
      assert.deepStrictEqual(yield* outcomes(filled.client, "http://127.0.0.1", profiles.fake), {
        failed: [],
        unshown: []
      })
    })
  )
})
