import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import { validateOutput } from "@stoplight/prism-http/dist/validator/index.js"
import * as Contract from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Prism from "../src/Prism.ts"
import { below, fraction, keyOf } from "../src/Random.ts"
import { isPreset, type Settings, make, presets, promisesValidAnswers } from "../src/Scenario.ts"
import { temporaryFile } from "./files.ts"
import { referralsPath, send } from "./http.ts"

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

const pick = <A>(options: ReadonlyArray<A>, key: number, position: number): A | undefined =>
  options[below(key, position, options.length)]

/** The `n`-th generated request: most are valid, some are not, some are for the token endpoint. */
const generated = (n: number): { readonly path: string; readonly init: RequestInit } => {
  const key = keyOf("generated", String(n))
  if (fraction(key, 0) < 0.1) {
    const secret = pick(["secret", "wrong", ""], key, 1) ?? ""
    const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "1", client_secret: secret })
    return { path: "/oauth/token", init: { method: "POST", body: form } }
  }
  const query = new URLSearchParams()
  const maybe = (position: number, name: string, values: ReadonlyArray<string>) => {
    if (fraction(key, position) < 0.5) query.set(name, pick(values, key, position + 10) ?? "")
  }
  maybe(2, "limit", ["1", "2", "7", "30", "99", "100", "0", "101", "x"])
  maybe(3, "page", ["1", "2", "3", "4", "11", "100", "99999999", "0", "-1", "1.5"])
  maybe(4, "status", ["pending", "completed", "failed", "unknown"])
  maybe(5, "referring_contact_uuid", ["6f1c1f4e-8a31-4d0b-a2a5-3c0f5b7f9e42", "nonsense"])
  const authorization =
    pick(["Bearer a", "Bearer a", "Bearer a", "Bearer expired", "Bearer forbidden", ""], key, 6) ?? ""
  const prefer =
    fraction(key, 7) < 0.05 ? { prefer: pick(["code=429", "example=empty", "code=503"], key, 8) ?? "" } : {}
  return { path: `${referralsPath}?${query.toString()}`, init: { headers: { authorization, ...prefer } } }
}

/** What Prism's own validator says of an answer that came over the wire. */
const violations = Effect.fnUntraced(function* (operations: Contract.Operations, url: string, n: number) {
  const { init, path } = generated(n)
  const answer = yield* send(`${url}${path}`, init)
  const resource = operations.find((operation) => operation.path === path.split("?")[0])
  if (resource === undefined) return [`no operation for ${path}`]
  const verdict = validateOutput({
    resource,
    element: { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }
  })
  const complaints = verdict._tag === "Left" ? verdict.left.map(({ message }) => message) : []
  return complaints.map((message) => `${path} answered ${answer.status} ${answer.text}: ${message}`)
})

describe("the contract", () => {
  it.live(
    `is kept by all answers to ${requests} generated requests, under every scenario that promises it`,
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          scenarios.map(make).filter((scenario) => !promisesValidAnswers(scenario)),
          []
        )
        const { operations } = yield* Contract.load(Contract.defaultPath())
        const mock = yield* MockServer.make({ referrals: 120 })
        const each = Math.ceil(requests / scenarios.length)
        const found = yield* Effect.forEach(scenarios, (scenario, turn) =>
          Effect.gen(function* () {
            yield* mock.play(scenario)
            const numbers = Array.from({ length: each }, (_, n) => turn * each + n)
            return yield* Effect.forEach(numbers, (n) => violations(operations, mock.url, n), { concurrency: 6 })
          })
        )
        assert.deepStrictEqual(found.flat(2), [])
      }).pipe(Effect.scoped),
    120_000
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
      const broken = [
        ["openapi: 3.1.0\ninfo:\n  title: [unclosed\n", /line \d+, column \d+/],
        ["openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        $ref: '#/nowhere'\n", /#\/nowhere/],
        ["swager: 2\n", /is it an OpenAPI document\?/],
        ["", /the file is empty/],
        ["openapi: 3.1.0\npaths: {}\n", /describes no operation/]
      ] as const
      for (const [text, reason] of broken) {
        const path = yield* temporaryFile("contract.yaml")
        writeFileSync(path, text)
        const error = yield* Effect.flip(Contract.load(path))
        assert.match(error.message, reason)
      }
    }).pipe(Effect.scoped)
  )
})
