/**
 * Each place where the SDK and the contract part on purpose, held from both sides.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { complaints, judge, parameter } from "../conformance/contract.ts"
import { type Leniency, leniencies, strictnesses } from "../conformance/leniencies.ts"

const response = ({ answer: { headers, status, text } }: Leniency) =>
  new Response(text, {
    status,
    headers: Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  })

/** What `list` makes of the answer: a page, or the reason that it fails with. */
const read = (given: Leniency) => {
  const isToken = given.operation === "createAccessToken"
  const page = FakePiggy.json({ data: [], meta: [] })
  const client = HttpClient.make((request, url) =>
    Effect.succeed(
      HttpClientResponse.fromWeb(request, isToken && !url.pathname.endsWith("/token") ? page : response(given))
    )
  )
  const credentials = isToken
    ? Credentials.clientCredentials({ clientId: 1, clientSecret: Redacted.make("secret") })
    : Credentials.apiKey(Redacted.make("key"))
  return Effect.flatMap(Referrals.Referrals, (referrals) => referrals.list({}, { retry: { attempts: 1 } })).pipe(
    Effect.map((answered) => (isToken ? "token" : answered)),
    Effect.catchTag("PiggyError", ({ reason }) => Effect.succeed(reason._tag)),
    Effect.provide(Referrals.layer.pipe(Layer.provide(PiggyClient.layer({ credentials })))),
    Effect.provideService(HttpClient.HttpClient, client)
  )
}

describe("the SDK reads, though the contract does not promise it,", () => {
  for (const leniency of leniencies) {
    it.effect(leniency.name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual<unknown>(yield* read(leniency), leniency.reads)
        assert.strictEqual(judge(leniency.operation, leniency.answer).length === 0, leniency.isAllowed === true)
      })
    )
  }
})

describe("the SDK refuses to send, though the contract allows it,", () => {
  for (const { name, parameter: field, value } of strictnesses) {
    it.effect(name, () =>
      Effect.sync(() => {
        assert.deepStrictEqual(complaints(parameter(field), value), [])
        assert.hasAllKeys(Referrals.endpoint.problemsOf({ [field]: value }), [field])
      })
    )
  }
})
