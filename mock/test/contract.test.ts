import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import { validateOutput } from "@stoplight/prism-http/dist/validator/index.js"
import * as Contract from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Prism from "../src/Prism.ts"
import { below, fraction, keyOf } from "../src/Random.ts"
import { errorStatuses, isPreset, make, presets, promisesValidAnswers, Settings } from "../src/Scenario.ts"
import { temporaryFile } from "./files.ts"
import { type Got, referralsPath, send } from "./http.ts"

/** How many requests are generated; `PIGGY_MOCK_REQUESTS=10000 pnpm test` is the long run. */
const requests = Number(process.env["PIGGY_MOCK_REQUESTS"] ?? 1200)

/** Every scenario that promises valid answers, at a pace that a test can wait for. */
const scenarios: ReadonlyArray<Settings> = [
  ...Object.keys(presets)
    .filter(isPreset)
    .map((preset) => ({ preset, latency: { from: 0, to: 2 }, connection: { slow: 0.02, duration: 8 } })),
  ...([400, 401, 403, 404, 429, 500, 503] as const).map((status) => ({ errors: { rate: 0.5, status, retryAfter: 2 } })),
  ...(["ignored", "overlapping", "emptyInMiddle", "shortPage", "lyingLastPage"] as const).map((paging) => ({ paging })),
  { meta: "laravel", limitClamp: 7 },
  { meta: "laravel", pastEnd: "invalidInput" },
  { pastEnd: "notFound", drift: { every: 1, insertions: 3, removals: 1, statusChanges: 2 } },
  { steps: [{ maintenance: true }, { meta: "laravel", times: 20 }], rateLimit: { requests: 30, window: 1 } }
]

/** Those that a header can bring: steps are for a row of requests. */
const single = scenarios.filter(({ steps }) => steps === undefined)

const pick = <A>(options: ReadonlyArray<A>, key: number, position: number): A | undefined =>
  options[below(key, position, options.length)]

/** The `n`-th generated request: most are valid, some are not, some are for the token endpoint. */
const generated = (
  n: number,
  contacts: ReadonlyArray<string>
): { readonly path: string; readonly init: RequestInit } => {
  const key = keyOf("generated", String(n))
  const scenario = fraction(key, 9) < 0.05 ? { "x-mock-scenario": JSON.stringify(pick(single, key, 20) ?? {}) } : {}
  if (fraction(key, 0) < 0.1) {
    const client_secret = pick(["secret", "wrong", ""], key, 1) ?? ""
    const asked = { grant_type: "client_credentials", client_id: "1", client_secret }
    const [body, type] = pick(
      [
        [new URLSearchParams(asked).toString(), "application/x-www-form-urlencoded"],
        [JSON.stringify({ ...asked, client_id: 1 }), "application/json"],
        ["{", "application/json"]
      ] as const,
      key,
      3
    ) ?? ["", ""]
    return { path: "/oauth/token", init: { method: "POST", body, headers: { "content-type": type } } }
  }
  const query = new URLSearchParams()
  const maybe = (position: number, name: string, values: ReadonlyArray<string>) => {
    if (fraction(key, position) < 0.5) query.set(name, pick(values, key, position + 10) ?? "")
  }
  maybe(2, "limit", ["1", "2", "7", "30", "99", "100", "0", "101", "x"])
  maybe(3, "page", ["1", "2", "3", "4", "11", "100", "99999999", "0", "-1", "1.5"])
  maybe(4, "status", ["pending", "completed", "failed", "unknown"])
  maybe(5, "referring_contact_uuid", [...contacts, "6f1c1f4e-8a31-4d0b-a2a5-3c0f5b7f9e42", "nonsense"])
  const authorization =
    pick(["Bearer a", "Bearer a", "Bearer a", "Bearer expired", "Bearer forbidden", ""], key, 6) ?? ""
  const prefer =
    fraction(key, 7) < 0.05 ? { prefer: pick(["code=429", "example=empty", "code=503"], key, 8) ?? "" } : {}
  return { path: `${referralsPath}?${query.toString()}`, init: { headers: { authorization, ...prefer, ...scenario } } }
}

/** What Prism's own validator says of an answer that came over the wire. */
const complaints = (operations: Contract.Operations, path: string, answer: Got<unknown>): ReadonlyArray<string> => {
  const resource = operations.find((operation) => operation.path === path.split("?")[0])
  if (resource === undefined) return [`no operation for ${path}`]
  const verdict = validateOutput({
    resource,
    element: { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }
  })
  const messages = verdict._tag === "Left" ? verdict.left.map(({ message }) => message) : []
  return messages.map((message) => `${path} answered ${answer.status} ${answer.text}: ${message}`)
}

interface Seen {
  readonly violations: ReadonlyArray<string>
  /** `list 200`, `token 401` and so on. */
  readonly answer: string
  readonly rows: number
  readonly fault: string
  /** True if the request brought a scenario of its own. */
  readonly single: boolean
}

const rowsIn = (body: unknown): number =>
  typeof body === "object" && body !== null && "data" in body && Array.isArray(body.data) ? body.data.length : 0

/** Plays a scenario to so many generated requests. */
const play = Effect.fnUntraced(function* (
  world: { readonly mock: MockServer.Service; readonly operations: Contract.Operations },
  scenario: Settings,
  from: number,
  times: number
) {
  const { mock, operations } = world
  const contacts = mock.dataset.slice({}, 0, 3).map(({ referring_contact }) => referring_contact.uuid)
  yield* mock.play(scenario)
  return yield* Effect.forEach(
    Array.from({ length: times }, (_, n) => from + n),
    (n) => {
      const { init, path } = generated(n, contacts)
      // Ten requests a window: half of them are answered under the preset's limit, half refused.
      const time = n % 10 === 0 ? mock.advanceClock({ seconds: 5 }) : Effect.void
      const asked = Effect.andThen(time, send(`${mock.url}${path}`, init))
      return Effect.map(asked, (answer): Seen => ({
        violations: complaints(operations, path, answer),
        answer: `${init.method === undefined ? "list" : "token"} ${answer.status}`,
        rows: rowsIn(answer.body),
        fault: answer.headers["x-mock-fault"] ?? "",
        single: new Headers(init.headers).has("x-mock-scenario")
      }))
    },
    { concurrency: 6 }
  )
})

const isMaintenance = (scenario: Settings): boolean => make(scenario).behaviour.maintenance

describe("the contract", () => {
  it.live(
    `is kept by all answers to ${requests} generated requests, under every scenario that promises it`,
    () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.make({ referrals: 120 })
        const { operations } = yield* Contract.load(Contract.defaultPath())
        const each = Math.ceil(requests / scenarios.length)
        const seen = yield* Effect.forEach(scenarios, (scenario, turn) =>
          Effect.map(play({ mock, operations }, scenario, turn * each, each), (answers) => ({ scenario, answers }))
        )
        const answers = seen.flatMap((one) => one.answers)
        assert.deepStrictEqual(
          answers.flatMap(({ violations }) => violations),
          []
        )
        // And it was not kept for want of answers: each scenario showed rows and did what it is for.
        assert.isAtLeast(answers.length, Math.max(requests, 1000))
        for (const { answers: all, scenario } of seen) {
          const played = all.filter(({ single: own }) => !own)
          const name = JSON.stringify(scenario)
          assert.strictEqual(
            played.some(({ rows }) => rows > 0),
            !isMaintenance(scenario),
            name
          )
          const status = scenario.errors?.status
          if (status !== undefined)
            assert.isTrue(
              played.some(({ fault }) => fault === `error ${status}`),
              name
            )
        }
        const list = [200, 400, 401, 403, 404, 429, 500, 503].map((status) => `list ${status}`)
        const token = [200, 400, 401, 429, 500, 503].map((status) => `token ${status}`)
        assert.sameMembers([...new Set(answers.map(({ answer }) => answer))], [...list, ...token])
      }).pipe(Effect.scoped),
    120_000
  )

  it("is asked of every preset and of every value that a setting can name", () => {
    assert.deepStrictEqual(
      scenarios.filter((scenario) => !promisesValidAnswers(make(scenario))),
      []
    )
    const named = (setting: "paging" | "pastEnd" | "meta") =>
      new Set(scenarios.map((one) => make(one).behaviour[setting]))
    assert.sameMembers(
      scenarios.flatMap(({ preset = [] }) => preset),
      Object.keys(presets)
    )
    const paging = Settings.fields.paging.schema.literals
    assert.sameMembers([...named("paging")], [...paging])
    assert.sameMembers([...named("pastEnd")], [...Settings.fields.pastEnd.schema.literals])
    assert.sameMembers([...named("meta")], [...Settings.fields.meta.schema.literals])
    assert.sameMembers(
      scenarios.flatMap(({ errors }) => errors?.status ?? []),
      errorStatuses.filter((status) => promisesValidAnswers(make({ errors: { status } })))
    )
  })

  it.live("is checked by a validator that notices a wrong row, a wrong header, a wrong type and a strange status", () =>
    Effect.gen(function* () {
      const { operations } = yield* Contract.load(Contract.defaultPath())
      const check = (status: number, body: unknown, headers: Record<string, string> = {}) =>
        complaints(operations, referralsPath, {
          status,
          headers: { "content-type": "application/json", ...headers },
          body,
          text: ""
        }).length
      assert.strictEqual(check(200, { data: [], meta: [] }), 0)
      assert.isAbove(check(200, { data: [{ uuid: "7" }], meta: [] }), 0)
      assert.isAbove(check(200, { data: [], meta: [] }, { "content-type": "text/html" }), 0)
      assert.isAbove(check(429, { message: "" }, { "x-ratelimit-remaining": "-3" }), 0)
      assert.isAbove(check(418, { message: "" }), 0)
    })
  )

  it.live("is kept even by mistake: an answer of ours that breaks it never leaves", () =>
    Effect.gen(function* () {
      const engine = Prism.make(yield* Contract.load(Contract.defaultPath()))
      const answer = yield* Effect.promise(() =>
        engine.answer(
          { method: "get", url: { path: referralsPath, query: {} }, headers: { authorization: "Bearer a" } },
          {},
          { refuse: () => undefined, respond: () => ({ body: { data: [{ uuid: "7" }], meta: [] } }) }
        )
      )
      assert.strictEqual(answer.status, 500)
      assert.include(answer.headers["content-type"] ?? "", "problem+json")
      assert.isAbove(answer.violations.length, 0)
    })
  )

  it.live("that cannot be read is refused with its line, its pointer or a question", () =>
    Effect.gen(function* () {
      const text = readFileSync(Contract.defaultPath(), "utf8")
      const broken = [
        ["openapi: 3.1.0\ninfo:\n  title: [unclosed\n", /line \d+, column \d+/],
        ["openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        $ref: '#/nowhere'\n", /#\/nowhere/],
        ["swager: 2\n", /is it an OpenAPI document\?/],
        ["", /the file is empty/],
        ["openapi: 3.1.0\npaths: {}\n", /describes no operation/],
        [text.replaceAll("type: integer", "type: interger"), /the query parameter "limit" of GET \/api\/v3.* misspelt/],
        [
          text.replace(/pattern: "\^\[!-~.*/, 'pattern: "["'),
          /the 200's application\/json body of POST \/oauth\/token/
        ],
        [text.replace(/enum: \[pending.*\]/, "enum: pending"), /the query parameter "status"/]
      ] as const
      for (const [contract, reason] of broken) {
        const path = yield* temporaryFile("contract.yaml")
        writeFileSync(path, contract)
        const error = yield* Effect.flip(Contract.load(path))
        assert.match(error.message, reason)
      }
    }).pipe(Effect.scoped)
  )
})
