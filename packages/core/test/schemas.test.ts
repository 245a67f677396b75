/**
 * The SDK's schemas and the contract, each judged by values made from the other.
 *
 * `PIGGY_CONFORMANCE_VALUES=10000` is the long run, `PIGGY_CONFORMANCE_SEED` draws others; the tests' names say which.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Credentials, PiggyClient, Referral, Referrals } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { pageDecoder } from "../src/internal/list/decodePage.ts"
import * as Answer from "../src/internal/http/readAnswer.ts"
import * as Contract from "../conformance/contract.ts"
import { valuesOf } from "../conformance/generate.ts"
import { Promised } from "../conformance/leniencies.ts"
import { count, seed } from "../conformance/seed.ts"

const drawn = `(${count} of them, seed ${seed})`

// Each takes a client of its own.
const tokens = Math.ceil(count / 10)

/** The first few that are wrong: enough to understand, and no page of them. */
const wrong = <A>(values: ReadonlyArray<A>, isWrong: (value: A) => boolean): ReadonlyArray<A> =>
  values.filter(isWrong).slice(0, 3)

const fields = ["referring_contact_uuid", "status", "limit", "page"] as const

// The vendor's own codes say more than the status does; they are tested one by one.
const named = new Set<unknown>([1000, 1003, 7002, 7011, 55_018, 55_031, 60_013])
const codeOf = (body: unknown): unknown => (Predicate.isObject(body) ? body["code"] : undefined)

const decodePage = pageDecoder(Referral.Referral, { key: Referral.key, id: ({ uuid }) => uuid })
const isRefusedQuery = (query: unknown): boolean => Object.keys(Referrals.endpoint.problemsOf(query)).length > 0

const credentials = Credentials.clientCredentials({ clientId: 1, clientSecret: Redacted.make("secret") })
const isToken = (url: URL): boolean => url.pathname === "/oauth/token"
const tokenAt = (url: URL, token: unknown) => (isToken(url) ? FakePiggy.json(token) : undefined)

describe("what the contract promises", () => {
  it(`decodes: pages, whole and with nothing lost ${drawn}`, () => {
    const pages = valuesOf(Contract.component("ReferralPage"), count, seed)
    const isLost = (page: unknown): boolean => {
      const decoded = decodePage({ body: page, status: 200, page: 1 }, "fail")
      const data = Predicate.isObject(page) ? page["data"] : undefined
      return Result.isFailure(decoded) || JSON.stringify(decoded.success.rows) !== JSON.stringify(data)
    }
    assert.deepStrictEqual(wrong(pages, isLost), [])
    assert.isAbove(new Set(pages.map((page) => JSON.stringify(page))).size, count * 0.8)
  })

  it(`decodes: errors, each to the reason of its status ${drawn}`, () => {
    const reasons = {
      400: "InvalidInput",
      401: "Unauthorized",
      403: "Forbidden",
      404: "NotFound",
      429: "RateLimited",
      500: "ServerFailure",
      503: "Maintenance"
    }
    const { responses } = Contract.operation("listReferrals")
    const found = Object.entries(responses)
      .filter(([status]) => status !== "200")
      .flatMap(([status, { content }]) =>
        valuesOf(content["application/json"]?.schema ?? {}, Math.ceil(count / 7), seed)
          .filter((body) => !named.has(codeOf(body)))
          .map((body) => ({
            status: Number(status),
            text: JSON.stringify(Object.assign({}, body, status === "400" ? { code: 1003 } : {}))
          }))
      )
    const read = ({ status, text }: (typeof found)[number]) =>
      Answer.read({ status, headers: () => ({}), text }, { secrets: [], now: 0 })
    const expected = new Map(Object.entries(reasons))
    const isOther = (given: (typeof found)[number]) => {
      const reason = read(given)
      return Result.isSuccess(reason) || reason.failure._tag !== expected.get(String(given.status))
    }
    assert.deepStrictEqual(wrong(found, isOther), [])
    assert.sameMembers(
      Object.keys(responses).filter((status) => status !== "200"),
      Object.keys(reasons)
    )
  })

  it.effect(`is read: tokens, each sent as the bearer that it is (${tokens} of them, seed ${seed})`, () =>
    Effect.gen(function* () {
      const given = valuesOf(Contract.component("Token"), tokens, seed)
      const turn = { at: 0 }
      const fake = FakePiggy.make({ referrals: 1, respond: ({ url }) => tokenAt(url, given[turn.at]) })
      for (; turn.at < given.length; turn.at++) {
        yield* Effect.flatMap(Referrals.Referrals, (service) => service.list()).pipe(
          Effect.provide(Referrals.layer.pipe(Layer.provide(PiggyClient.layer({ credentials })))),
          Effect.provideService(HttpClient.HttpClient, fake.client)
        )
      }
      assert.deepStrictEqual(
        fake.requests.flatMap(({ headers, url }) => (isToken(url) ? [] : [headers["authorization"]])),
        given.map((token) => `Bearer ${String(Predicate.isObject(token) ? token["access_token"] : undefined)}`)
      )
    })
  )

  it(`may be asked: every value of every parameter ${drawn}`, () => {
    for (const field of fields) {
      const values = valuesOf(Contract.parameter(field), Math.ceil(count / fields.length), seed)
      const isRefused = (value: unknown) => isRefusedQuery({ [field]: value })
      assert.deepStrictEqual(wrong(values, isRefused), [], field)
    }
  })
})

const sampled = <S extends Schema.Constraint>(schema: S) =>
  Arbitrary.sampleEffect(Arbitrary.schema(schema), { count, seed })

describe("what the SDK's schemas allow, without their leniencies,", () => {
  it.effect(`is allowed by the contract: referrals ${drawn}`, () =>
    Effect.gen(function* () {
      const referrals = yield* sampled(Promised)
      const encode = Schema.encodeSync(Referral.Referral)
      const schema = Contract.component("Referral")
      assert.deepStrictEqual(
        wrong(referrals, (referral) => Contract.complaints(schema, encode(referral)).length > 0),
        []
      )
    })
  )

  it.effect(`is allowed by the contract: queries ${drawn}`, () =>
    Effect.gen(function* () {
      const queries = yield* sampled(Referrals.endpoint.query)
      const isForbidden = (query: unknown) =>
        Object.entries(Object(query)).some(
          ([name, value]) => Contract.complaints(Contract.parameter(name), value).length > 0
        )
      assert.deepStrictEqual(wrong(queries, isForbidden), [])
    })
  )
})

describe("the query and the contract's parameters", () => {
  it("are the same four", () => {
    const parameters = Contract.operation("listReferrals").parameters ?? []
    assert.sameMembers(
      parameters.map(({ name }) => name),
      Object.keys(Referrals.endpoint.query.fields)
    )
    assert.sameMembers([...fields], Object.keys(Referrals.endpoint.query.fields))
  })

  it("agree on every bound, default and word, and on the path", () => {
    assert.deepInclude(Contract.parameter("limit"), {
      type: "integer",
      minimum: 1,
      maximum: Referrals.endpoint.maxLimit,
      default: FakePiggy.defaultLimit
    })
    assert.deepInclude(Contract.parameter("page"), { type: "integer", minimum: 1, default: 1 })
    assert.deepInclude(Contract.parameter("status"), { type: "string", enum: [...Referral.statuses] })
    assert.hasAllKeys(Contract.document.paths, [Referrals.endpoint.path, "/oauth/token"])
  })

  it("draw the line at the same values", () => {
    const edges = {
      limit: [-1, 0, 1, 2, 29, 30, 31, 99, 100, 101, 1.5, 1e2, 1e3, "1", null, true, [1]],
      page: [-1, 0, 1, 2, 1.5, 1e9, Number.MAX_SAFE_INTEGER, "1", null, [1]],
      status: [...Referral.statuses, "in_progress", "Pending", "", null, 1, ["pending"]],
      referring_contact_uuid: [
        "2e70ea71-631f-4b3c-8097-8e0284751c96",
        "2E70EA71-631F-4B3C-8097-8E0284751C96",
        "00000000-0000-0000-0000-000000000000",
        "2e70ea71631f4b3c80978e0284751c96",
        "{2e70ea71-631f-4b3c-8097-8e0284751c96}",
        "2e70ea71-631f-4b3c-8097-8e0284751c9g",
        "",
        "42",
        42,
        null
      ]
    }
    for (const field of fields) {
      for (const value of edges[field]) {
        assert.strictEqual(
          !isRefusedQuery({ [field]: value }),
          Contract.complaints(Contract.parameter(field), value).length === 0,
          `${field}: ${JSON.stringify(value)}`
        )
      }
    }
  })
})
