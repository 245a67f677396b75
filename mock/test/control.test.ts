import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { validateOutput } from "@stoplight/prism-http/dist/validator/index.js"
import { request as httpRequest } from "node:http"
import { fileURLToPath } from "node:url"
import * as Contract from "../src/Contract.ts"
import type { Entry } from "../src/Journal.ts"
import * as MockServer from "../src/MockServer.ts"
import type { Walk } from "../src/Walks.ts"
import { control, get, list, referralsPath, send } from "./http.ts"

interface Playing {
  readonly settings: unknown
  readonly behaviour: { readonly latency: unknown }
  readonly promisesValidAnswers: boolean
}
interface Problem {
  readonly status: number
  readonly detail: string
}

layer(MockServer.layer({ referrals: 40 }))("the control API", (it) => {
  it.effect("plays a preset, or single settings, from the next request on", () =>
    Effect.gen(function* () {
      const flaky = yield* control<Playing>("PUT /scenario", { preset: "flaky" })
      assert.deepInclude(flaky.body, { settings: { preset: "flaky" }, promisesValidAnswers: false })
      const slow = yield* control<Playing>("PUT /scenario", {
        preset: "flaky",
        latency: 5,
        connection: {},
        errors: null
      })
      assert.deepStrictEqual(slow.body.behaviour.latency, { from: 5, to: 5 })
      assert.isTrue(slow.body.promisesValidAnswers)
      assert.strictEqual((yield* list("")).headers["x-mock-fault"], "latency 5 ms")
      assert.deepStrictEqual((yield* control("PUT /scenario", {})).status, 200)
    })
  )

  it.effect("lists the presets there are to somebody who asks for another, and names a wrong setting", () =>
    Effect.gen(function* () {
      const unknown = yield* control<Problem>("PUT /scenario", { preset: "hapy" })
      assert.strictEqual(unknown.status, 422)
      assert.include(unknown.body.detail, "happy, flaky, slow, rate-limited, drifting, maintenance")
      for (const wrong of [{ latency: -1 }, { latency: "slow" }, { latencies: 5 }, { errors: { status: 418 } }, []]) {
        assert.strictEqual((yield* control("PUT /scenario", wrong)).status, 422)
      }
      const { url } = yield* MockServer.MockServer
      assert.strictEqual((yield* send(`${url}/__mock/scenario`, { method: "PUT", body: "{" })).status, 422)
      assert.strictEqual((yield* control("PUT /scenario")).status, 422)
      const excess = yield* control<Problem>("PUT /scenario", { presett: "flaky" })
      const latency = yield* control<Problem>("PUT /scenario", { latency: "slow" })
      assert.include(latency.body.detail, "latency takes milliseconds, or {from, to}")
      assert.match(excess.body.detail, /no setting "presett"; there are preset, latency, errors,/)
      assert.strictEqual((yield* control("POST /clock", { seconds: -1 })).status, 422)
      assert.strictEqual((yield* control("POST /reset", { referrals: 1e9 })).status, 422)
      const size = yield* control<Problem>("POST /reset", { referrals: "plenty" })
      assert.include(size.body.detail, "a whole number from 0 to 1000000, or none, one, page, page-and-one or many")
    })
  )

  it.effect("says which routes and methods there are to somebody who asks for others", () =>
    Effect.gen(function* () {
      const nothing = yield* control<Problem>("GET /nothing")
      assert.strictEqual(nothing.status, 404)
      assert.strictEqual(nothing.body.detail, "there is no /__mock/nothing; GET /__mock/openapi.yaml lists the routes")
      const wrong = yield* control<Problem>("DELETE /scenario")
      assert.deepStrictEqual([wrong.status, wrong.headers["allow"]], [405, "GET, HEAD, PUT"])
      assert.strictEqual(wrong.body.detail, "/__mock/scenario takes GET and PUT, not DELETE")
    })
  )

  it.effect("answers HEAD wherever it answers GET, and opens no stream of events for it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const routes = ["health", "program", "scenario", "clock", "journal", "walks", "openapi.yaml"]
      for (const route of routes) {
        const headers = { accept: "text/event-stream" }
        const answer = yield* send(`${url}/__mock/${route}`, { method: "HEAD", headers })
        assert.deepStrictEqual([route, answer.status, answer.text], [route, 200, ""])
      }
    })
  )

  it.effect("starts everything over, with another program if asked to", () =>
    Effect.gen(function* () {
      const before = yield* control("GET /program")
      yield* list("")
      const moved = yield* control<{ readonly now: number }>("POST /clock", { seconds: 3600 })
      assert.isTrue(Number.isInteger(moved.body.now))
      const other = yield* control("POST /reset", { seed: "other", referrals: 7 })
      assert.isBelow((yield* control<{ now: number }>("GET /clock")).body.now, Date.now() + 60_000)
      assert.deepInclude(other.body, { seed: "other", referrals: 7 })
      assert.deepStrictEqual((yield* control("GET /journal")).body, { entries: [], waiting: [], marks: [] })
      assert.deepInclude((yield* control("POST /reset", { referrals: "page-and-one" })).body, { referrals: 101 })
      yield* control("POST /reset", { referrals: 7 })
      assert.strictEqual((yield* list("limit=100")).body.data.length, 7)
      assert.deepStrictEqual((yield* control("POST /reset", { seed: 1, referrals: 40 })).body, before.body)
    })
  )

  it.effect("answers what its own document says", () =>
    Effect.gen(function* () {
      const path = fileURLToPath(new URL("../control-openapi.yaml", import.meta.url))
      const { operations } = yield* Contract.load(path)
      yield* list("limit=5")
      yield* list("limit=0")
      const asked = [
        ["GET /health"],
        ["GET /program"],
        ["GET /scenario"],
        ["PUT /scenario", { preset: "drifting", steps: [{ latency: 1 }] }],
        ["PUT /scenario", {}],
        ["PUT /scenario", { preset: "none" }],
        ["GET /clock"],
        ["POST /clock", { seconds: 1 }],
        ["GET /journal"],
        ["GET /journal/1"],
        ["GET /journal/99"],
        ["GET /walks?last=1"],
        ["GET /walks?last=0"],
        ["GET /program/shape"],
        ["GET /counts"],
        ["GET /scenario?session=nobody"],
        ["GET /scenario?session=no+name"],
        ["POST /sessions", { name: "documented", key: "k", scenario: { preset: "flaky" }, referrals: "one" }],
        ["POST /sessions", { name: "documented" }],
        ["POST /sessions", { name: "no name" }],
        ["GET /sessions"],
        ["GET /referrals?limit=2&status=pending"],
        ["GET /referrals?limit=0"],
        ["POST /referrals", { uuid: "7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b", status: "completed" }],
        ["POST /referrals", { uuid: "7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b" }],
        ["POST /referrals", { stauts: "completed" }],
        ["GET /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b"],
        ["PATCH /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b", { status: "failed" }],
        ["PATCH /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b", { status: "done" }],
        ["PATCH /referrals/none", { status: "failed" }],
        ["GET /edits"],
        ["DELETE /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b"],
        ["DELETE /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b"],
        ["POST /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b/restore"],
        ["POST /referrals/7c2a1f8e-6b1d-4a7e-9a64-0f0f6f1f2a3b/restore"],
        ["GET /journal"],
        ["DELETE /sessions/documented"],
        ["DELETE /sessions/documented"],
        ["DELETE /sessions/default"],
        ["POST /clock?session=documented", { seconds: 1 }],
        ["POST /reset", {}]
      ] as const
      for (const [line, body] of asked) {
        const answer = yield* control(line, body)
        const [method = "", route = ""] = line.split(" ")
        const routePath = `/__mock${route.split("?", 1)[0]}`
        const resource = operations.find(
          (operation) =>
            operation.method === method.toLowerCase() &&
            new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(routePath)
        )
        assert.isDefined(resource, line)
        if (resource === undefined) continue
        const verdict = validateOutput({
          resource,
          element: { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }
        })
        assert.deepStrictEqual([line, verdict._tag === "Left" ? verdict.left : []], [line, []])
      }
    })
  )
})

/** A request whose headers are all the test's: `fetch` does not let anybody set `Host`. */
const rawStatus = (url: string, headers: Record<string, string>) =>
  Effect.callback<number | undefined>((resume) => {
    httpRequest(url, { headers }, (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode))
    }).end()
  })

layer(MockServer.layer({ referrals: 3 }))("the control API's door", (it) => {
  const statusFor = Effect.fnUntraced(function* (headers: Record<string, string>) {
    const { url } = yield* MockServer.MockServer
    return yield* rawStatus(`${url}/__mock/scenario`, headers)
  })

  it.effect("is shut to a page that reached loopback under its own name (DNS rebinding)", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const { port } = new URL(url)
      // The attacker's name now resolves to 127.0.0.1: the browser connects there and still says the name.
      const status = yield* Effect.callback<number | undefined>((resume) => {
        const rebound = httpRequest(
          {
            host: "rebound.attacker.example",
            port,
            path: "/__mock/journal",
            lookup: (_, options, answer) =>
              options.all === true ? answer(null, [{ address: "127.0.0.1", family: 4 }]) : answer(null, "127.0.0.1", 4)
          },
          (response) => {
            response.resume()
            resume(Effect.succeed(response.statusCode))
          }
        )
        rebound.end()
      })
      assert.strictEqual(status, 403)
    })
  )

  it.effect("is shut to pages of other origins and open to its own, and to programs", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const { host } = new URL(url)
      assert.strictEqual(yield* statusFor({ host, origin: "https://attacker.example" }), 403)
      assert.strictEqual(yield* statusFor({ host, origin: "null" }), 403)
      assert.strictEqual(yield* statusFor({ host, origin: "http://localhost:1" }), 403)
      assert.strictEqual(yield* statusFor({ host, "sec-fetch-site": "cross-site" }), 403)
      assert.strictEqual(yield* statusFor({ host, origin: url, "sec-fetch-site": "same-origin" }), 200)
      assert.strictEqual(yield* statusFor({ host: `localhost:${new URL(url).port}` }), 200)
      assert.strictEqual(yield* statusFor({ host }), 200)
    })
  )

  it.effect("takes no more of a body than anybody needs, nor does the API", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const body = "a".repeat(2_000_000)
      for (const [method, path] of [
        ["PUT", "/__mock/scenario"],
        ["POST", "/oauth/token"]
      ] as const) {
        const answer = yield* send(`${url}${path}`, { method, body, headers: { "content-type": "application/json" } })
        assert.deepStrictEqual([answer.status, answer.text.includes("larger than 1 MiB")], [413, true])
      }
    })
  )

  it.effect("gives no page the right to read it: no CORS headers", () =>
    Effect.gen(function* () {
      const { headers } = yield* control("GET /scenario")
      assert.deepStrictEqual(
        Object.keys(headers).filter((name) => name.startsWith("access-control")),
        []
      )
    })
  )
})

layer(MockServer.layer({ referrals: 3 }))("CORS", (it) => {
  it.effect("answers a preflight, lets credentials and our headers through, and the journal has it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const origin = "https://app.example"
      const preflight = yield* send(`${url}${referralsPath}`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" }
      })
      assert.strictEqual(preflight.status, 204)
      assert.deepInclude(preflight.headers, {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": "authorization"
      })
      const answer = yield* get(url, referralsPath, { origin })
      assert.strictEqual(answer.headers["access-control-allow-origin"], origin)
      assert.include(answer.headers["access-control-expose-headers"] ?? "", "Retry-After")
      const { body } = yield* control<{ entries: ReadonlyArray<Entry> }>("GET /journal")
      assert.deepStrictEqual(
        body.entries.map(({ method, status }) => [method, status]),
        [
          ["OPTIONS", 204],
          ["GET", 200]
        ]
      )
    })
  )
})

describe("the journal", () => {
  layer(MockServer.layer({ referrals: 250 }))("over HTTP", (it) => {
    it.effect("tells what was asked, answered and wrong, and never a credential", () =>
      Effect.gen(function* () {
        yield* list("limit=500", { authorization: "Bearer secret-key" })
        const { body, text } = yield* control<{ entries: ReadonlyArray<Entry> }>("GET /journal")
        const [entry] = body.entries
        assert.deepInclude(entry, { method: "GET", path: referralsPath, query: "limit=500", status: 400 })
        assert.deepStrictEqual(
          entry?.violations.map(({ location, side }) => `${side} ${location.join(".")}`),
          ["request query.limit"]
        )
        assert.notInclude(text, "secret-key")
      })
    )

    it.effect("says of a request without a bearer that none was sent", () =>
      Effect.gen(function* () {
        const { url } = yield* MockServer.MockServer
        yield* control("POST /reset", {})
        for (const headers of [{}, { authorization: "Basic YTpi" }]) {
          assert.strictEqual((yield* send(`${url}${referralsPath}`, { headers })).status, 401)
        }
        const { body } = yield* control<{ entries: ReadonlyArray<Entry> }>("GET /journal")
        const said = body.entries.flatMap(({ violations }) => violations.map(({ message }) => message))
        const wrong = "Invalid security scheme used"
        assert.deepStrictEqual(said, [`${wrong}: no bearer was sent`, wrong])
      })
    )

    it.effect("streams what comes, after what has come, to whoever asks for events", () =>
      Effect.gen(function* () {
        const { url } = yield* MockServer.MockServer
        yield* control("POST /reset", {})
        yield* list("limit=1")
        const events = yield* Effect.promise(() =>
          fetch(`${url}/__mock/journal`, { headers: { accept: "text/event-stream" } })
        )
        const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader()
        const until = (pattern: RegExp, seen = ""): Promise<string> =>
          pattern.test(seen)
            ? Promise.resolve(seen)
            : (reader?.read() ?? Promise.reject(new Error("no body"))).then(({ value }) =>
                until(pattern, seen + (value ?? ""))
              )
        yield* Effect.promise(() => until(/"query":"limit=1"/))
        yield* list("limit=2")
        const later = yield* Effect.promise(() => until(/"query":"limit=2"/))
        assert.match(later, /id: \d+\nevent: request\ndata: \{/)
        yield* control("PUT /scenario", {})
        yield* Effect.promise(() => until(/event: scenario\ndata: \{\}\n\n/))
        yield* Effect.promise(() => reader?.cancel() ?? Promise.resolve())
      })
    )

    it.effect("does not keep the server from ending while somebody listens to it", () =>
      Effect.gen(function* () {
        const open = Effect.gen(function* () {
          const { url } = yield* MockServer.make({ referrals: 1 })
          const headers = { accept: "text/event-stream" }
          const response = yield* Effect.promise(() => fetch(`${url}/__mock/journal`, { headers }))
          return { response, url }
        })
        const { response, url } = yield* Effect.scoped(open)
        assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.tryPromise(() => response.text()))))
        assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.tryPromise(() => fetch(url)))))
      })
    )

    it.effect("is read as walks: one to the end without a mistake, one with", () =>
      Effect.gen(function* () {
        yield* control("POST /reset", {})
        const pages = (list_: ReadonlyArray<number>, who: string) =>
          Effect.forEach(list_, (page) => list(`limit=100&page=${page}`, { authorization: `Bearer ${who}` }))
        yield* pages([1, 2, 3, 4], "good")
        yield* pages([1, 3, 3, 4, 5], "bad")
        const { body } = yield* control<{ walks: ReadonlyArray<Walk> }>("GET /walks")
        const [good, bad] = body.walks
        assert.deepInclude(good, { pages: [1, 2, 3, 4], rows: 250, ended: true, mistakes: [] })
        assert.deepStrictEqual(
          bad?.mistakes.map(({ kind, page }) => [kind, page]),
          [
            ["pageSkipped", 2],
            ["pageFetchedTwice", 3],
            ["pagedPastTheEnd", 5]
          ]
        )
      })
    )
  })
})

layer(MockServer.layer({ referrals: 3, scenario: { tokens: { expiresIn: 60 } } }))("an access token", (it) => {
  const ask = Effect.fnUntraced(function* (client_secret: string, form = false) {
    const { url } = yield* MockServer.MockServer
    const request = { grant_type: "client_credentials", client_id: "1", client_secret }
    return yield* send<{ access_token: string; expires_in: number }>(`${url}/oauth/token`, {
      method: "POST",
      ...(form
        ? { body: new URLSearchParams(request) }
        : { body: JSON.stringify(request), headers: { "content-type": "application/json" } })
    })
  })

  it.effect("is issued to JSON and forms, lets in, and expires by the mock's clock", () =>
    Effect.gen(function* () {
      for (const form of [false, true]) {
        const { body } = yield* ask("secret", form)
        assert.strictEqual(body.expires_in, 60)
        const authorization = `Bearer ${body.access_token}`
        assert.strictEqual((yield* list("", { authorization })).status, 200)
        yield* control("POST /clock", { seconds: 61 })
        assert.strictEqual((yield* list("", { authorization })).status, 401)
      }
    })
  )

  it.effect("is not issued for a wrong secret, nor for half a request", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual([(yield* ask("wrong")).status, (yield* ask("")).status], [401, 400])
      const strict = yield* MockServer.make({ clients: { "1": "right" } })
      const asked = (client_secret: string) =>
        send(`${strict.url}/oauth/token`, {
          method: "POST",
          body: new URLSearchParams({ grant_type: "client_credentials", client_id: "1", client_secret })
        })
      assert.deepStrictEqual([(yield* asked("secret")).status, (yield* asked("right")).status], [401, 200])
    }).pipe(Effect.scoped)
  )
})
