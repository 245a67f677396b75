import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Entry } from "../src/Journal.ts"
import { startMockServer } from "../src/index.ts"
import * as MockServer from "../src/MockServer.ts"
import { authorized, control, get, list, type ReferralPage, referralsPath, send } from "./http.ts"

interface Problem {
  readonly status: number
  readonly detail: string
}
interface Journal {
  readonly entries: ReadonlyArray<Entry>
}

const inHeader = (name: string) => ({ "x-mock-session": name })

layer(MockServer.layer({ referrals: 40 }))("a session", (test) => {
  test.effect("is the same by its header, by its URL and by a token that it issued", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      yield* control("PUT /scenario?session=three-ways", { rateLimit: { requests: 3, window: 60 } })
      const byHeader = yield* list("", inHeader("three-ways"))
      const byUrl = yield* get<ReferralPage>(`${url}/__session/three-ways`, referralsPath)
      const { body } = yield* send<{ access_token: string }>(`${url}/__session/three-ways/oauth/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "client_credentials", client_id: "1", client_secret: "s" })
      })
      const byToken = yield* list("", { authorization: `bearer ${body.access_token}` })
      assert.deepStrictEqual(
        [byHeader, byUrl, byToken].map(({ headers, status }) => [
          status,
          headers["x-mock-session"],
          headers["x-ratelimit-remaining"]
        ]),
        [
          [200, "three-ways", "2"],
          [200, "three-ways", "1"],
          [429, "three-ways", "0"]
        ]
      )
      assert.notProperty((yield* list("")).headers, "x-ratelimit-remaining")
      const journal = yield* get<Journal>(`${url}/__session/three-ways`, "/__mock/journal")
      assert.deepStrictEqual(
        journal.body.entries.map(({ path, status }) => [path, status]),
        [
          [referralsPath, 200],
          [referralsPath, 200],
          ["/oauth/token", 200],
          [referralsPath, 429]
        ]
      )
    })
  )

  test.effect("has a console page of its own below its URL", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const page = yield* send(`${url}/__session/page`)
      assert.deepStrictEqual([page.status, page.headers["content-type"]], [200, "text/html; charset=utf-8"])
      const answer = yield* Effect.promise(() => fetch(`${url}/__session/page`))
      assert.strictEqual(answer.url, `${url}/__session/page/`)
      const init = { redirect: "manual" } as const
      for (const name of ["https:example.com", "", "%2F%2Fexample.com"]) {
        const { headers } = yield* send(`${url}/__session/${name}`, init)
        assert.match(headers["location"] ?? "./", /^\.\//)
      }
    })
  )

  test.effect("is not led to by a URL whose name is none, which says so", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const path of ["/__session/", "/__session//", "/__session/a%20b/", `/__session/a%20b${referralsPath}`]) {
        const { body, status } = yield* send<Problem>(url + path, { redirect: "manual" })
        assert.strictEqual(status, 400, path)
        assert.match(JSON.stringify(body), /cannot name a session: a name has 1 to 64 letters/)
      }
    })
  )

  test.effect("names itself in Laravel's meta as the client reached it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      yield* control("PUT /scenario?session=meta", { meta: "laravel" })
      const { body } = yield* get<{ meta: { path: string } }>(`${url}/__session/meta`, referralsPath)
      assert.strictEqual(body.meta.path, `${url}/__session/meta${referralsPath}`)
    })
  )

  test.effect("must be named alike by everything that names it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const api = yield* get<Problem>(`${url}/__session/one`, referralsPath, inHeader("two"))
      assert.strictEqual(api.status, 400)
      assert.strictEqual(
        api.body.detail,
        'the request names two sessions: the URL says "one", X-Mock-Session says "two"'
      )
      const steering = yield* get<Problem>(`${url}/__session/one`, "/__mock/journal?session=two")
      assert.strictEqual(steering.status, 400)
      assert.strictEqual((yield* get(`${url}/__session/one`, "/__mock/scenario", inHeader("two"))).status, 400)
    })
  )

  test.effect("has a name that fits a URL and a header, and any other is refused where it stands", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const before = yield* control<{ sessions: ReadonlyArray<unknown> }>("GET /sessions")
      for (const name of ["a b", "a/b", "a,b", "é", "__proto__ ", "x".repeat(65), "a%2Fb", "", "..", "<script>"]) {
        const written = encodeURIComponent(name)
        // Clients take `..` out of a URL by themselves.
        if (name !== "..") {
          const inUrl = yield* get<Problem>(`${url}/__session/${written}`, referralsPath)
          assert.deepStrictEqual([name, inUrl.status], [name, 400])
          assert.match(inUrl.body.detail, /^the URL: .* cannot name a session: a name has 1 to 64/)
        }
        assert.deepStrictEqual([name, (yield* control(`GET /journal?session=${written}`)).status], [name, 400])
        assert.deepStrictEqual([name, (yield* control("POST /sessions", { name })).status], [name, 422])
      }
      const empty = yield* list("", inHeader(""))
      assert.deepStrictEqual([empty.status, empty.headers["access-control-allow-origin"]], [400, "*"])
      const after = yield* control<{ sessions: ReadonlyArray<unknown> }>("GET /sessions")
      assert.strictEqual(after.body.sessions.length, before.body.sessions.length)
      for (const name of ["constructor", "__proto__", "..x", "toString"]) {
        const session = yield* control<{ name: string }>("POST /sessions", { name })
        assert.deepStrictEqual([session.status, session.body.name], [201, name])
        assert.strictEqual((yield* list("", inHeader(name))).status, 200)
      }
    })
  )

  test.effect("is not made by somebody who only looks", () =>
    Effect.gen(function* () {
      const looked = yield* control<Problem>("GET /journal?session=nobody")
      assert.strictEqual(looked.status, 404)
      assert.include(looked.body.detail, 'there is no session "nobody"; its first request makes it')
      assert.strictEqual((yield* control("POST /clock?session=nobody", { seconds: 1 })).status, 200)
      assert.strictEqual((yield* control("GET /journal?session=nobody")).status, 200)
    })
  )

  test.effect("can have its own key, size, seed and limit, and its key leads to it", () =>
    Effect.gen(function* () {
      const made = yield* control<{ name: string; path: string; program: unknown }>("POST /sessions", {
        name: "own",
        key: "key-of-account-1",
        referrals: 7,
        seed: "account 1",
        scenario: { rateLimit: { requests: 2, window: 60 } }
      })
      assert.strictEqual(made.status, 201)
      assert.deepInclude(made.body, { name: "own", path: "/__session/own" })
      assert.deepInclude(made.body.program, { referrals: 7, seed: "account 1" })
      const own = { authorization: "Bearer key-of-account-1" }
      const answer = yield* list("limit=100", own)
      assert.deepStrictEqual([answer.body.data.length, answer.headers["x-mock-session"]], [7, "own"])
      assert.strictEqual((yield* list("", inHeader("own"))).status, 401)
      assert.deepStrictEqual([(yield* list("", own)).status, (yield* list("", own)).status], [429, 429])
      const listed = yield* control("GET /sessions")
      assert.notInclude(listed.text, "key-of-account-1")
      const again = yield* control<Problem>("POST /sessions", { key: "key-of-account-1" })
      assert.strictEqual(again.status, 409)
      assert.notInclude(again.text, "key-of-account-1")
      const wrong = yield* control<Problem>("POST /sessions", { scenario: { rateLimit: { requests: 0, window: 1 } } })
      assert.strictEqual(wrong.body.detail, "scenario.rateLimit.requests: takes a whole number from 1 on")
      for (const key of ["", "two words", "expired", "mock-access-token-1", "é"]) {
        assert.deepStrictEqual([key, (yield* control("POST /sessions", { key })).status], [key, 422])
      }
    })
  )

  test.effect("that was ended says so, until it is made again", () =>
    Effect.gen(function* () {
      yield* list("", inHeader("short-lived"))
      assert.strictEqual((yield* control("DELETE /sessions/short-lived")).status, 204)
      assert.strictEqual((yield* control("DELETE /sessions/short-lived")).status, 404)
      const gone = yield* list("", inHeader("short-lived"))
      assert.strictEqual(gone.status, 410)
      assert.include(gone.text, 'POST /__mock/sessions {\\"name\\":\\"short-lived\\"} makes it again')
      assert.strictEqual((yield* control("GET /journal?session=short-lived")).status, 410)
      assert.strictEqual((yield* control("POST /sessions", { name: "short-lived" })).status, 201)
      assert.strictEqual((yield* list("", inHeader("short-lived"))).status, 200)
      assert.strictEqual((yield* control("POST /sessions", { name: "short-lived" })).status, 409)
      assert.strictEqual((yield* control("DELETE /sessions/default")).status, 409)
    })
  )

  test.effect("forgets a request that was on its way when it was reset", () =>
    Effect.gen(function* () {
      const name = "in-flight"
      const { url } = yield* MockServer.MockServer
      const slow = { connection: { slow: 1, duration: 80 }, drift: { every: 1, insertions: 3 } }
      yield* control(`PUT /scenario?session=${name}`, slow)
      const answer = yield* Effect.promise(() =>
        fetch(url + referralsPath, { headers: { ...authorized, ...inHeader(name) } })
      )
      // Its head is here and its body is not.
      yield* control(`POST /reset?session=${name}`)
      assert.include(yield* Effect.promise(() => answer.text()), '"data"')
      const journal = yield* get<Journal>(url, `/__mock/journal?session=${name}`)
      assert.deepStrictEqual(journal.body.entries, [])
      assert.deepInclude((yield* control(`GET /program?session=${name}`)).body, { referrals: 40 })
    })
  )
})

layer(MockServer.layer({ referrals: 40 }))("a scenario in a header", (test) => {
  test.effect("moves no row and uses up nothing of the session's scenario", () =>
    Effect.gen(function* () {
      const drift = { "x-mock-scenario": '{"drift":{"every":1,"insertions":1000,"removals":10}}' }
      const rows = yield* control("GET /program")
      yield* Effect.forEach([1, 2, 3], () => list("", drift))
      assert.deepStrictEqual((yield* control("GET /program")).body, rows.body)

      // The session's own drift counts pages, its limit and its steps count requests, its faults count repetitions.
      const remaining = Effect.map(list(""), ({ headers, status }) => [status, headers["x-ratelimit-remaining"]])
      const own = {
        rateLimit: { requests: 4, window: 60 },
        drift: { every: 2, insertions: 1 },
        errors: { rate: 0.4, status: 500 },
        steps: [{ errors: null }, { errors: null }]
      } as const
      const alone = Effect.andThen(
        control("PUT /scenario", own),
        Effect.all([remaining, remaining, remaining, remaining, remaining])
      )
      const expected = yield* alone
      const moved = yield* control("GET /program")
      yield* control("PUT /scenario", own)
      const guests = ['{"rateLimit":{"requests":4,"window":60}}', '{"drift":{"every":1,"removals":5}}', "flaky"]
      const seen: Array<unknown> = []
      for (let n = 0; n < 5; n++) {
        yield* Effect.forEach(guests, (scenario) => list("", { "x-mock-scenario": scenario }).pipe(Effect.exit))
        seen.push(yield* remaining)
      }
      assert.deepStrictEqual([seen, (yield* control("GET /program")).body], [expected, moved.body])
    })
  )
})

layer(MockServer.layer({ referrals: 40 }))("whoever only looks", (test) => {
  test.effect("uses nothing up, moves nothing, and stands in no journal", () =>
    Effect.gen(function* () {
      const own = {
        steps: [{ maintenance: true }, { errors: { status: 500 } }],
        rateLimit: { requests: 3, window: 60 },
        drift: { every: 1, insertions: 1 }
      } as const
      const look = Effect.andThen(
        control("GET /health"),
        Effect.all([list("", { "x-mock-look": "console" }), control("GET /referrals"), control("GET /walks")])
      )
      const read = Effect.map(list(""), ({ headers, status }) => [status, headers["x-ratelimit-remaining"]])
      const reads = [read, read, read, read, read]
      yield* control("PUT /scenario", own)
      const alone = yield* Effect.all(reads)
      const rows = yield* control("GET /program")
      yield* control("POST /reset")
      yield* control("PUT /scenario", own)
      const [coming] = yield* look
      assert.strictEqual(coming.status, 503)
      const watched = yield* Effect.forEach(reads, (one) => Effect.andThen(look, one))
      assert.deepStrictEqual([watched, (yield* control("GET /program")).body], [alone, rows.body])
      assert.deepInclude((yield* control("GET /counts")).body, { requests: 5 })
    })
  )
})

describe("the address of a session", () => {
  it.live("leads to its console with and without the slash, and keeps what is looked at", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 5 })
      for (const method of ["GET", "HEAD"]) {
        for (const search of ["", "?view=rows"]) {
          const asked = `${url}/__session/own${search}`
          const { headers, status } = yield* Effect.promise(() => fetch(asked, { method, redirect: "manual" }))
          const to = new URL(headers.get("location") ?? "", asked).href
          assert.deepStrictEqual([status, to], [308, `${url}/__session/own/${search}`])
        }
      }
      assert.strictEqual((yield* get(`${url}/__session/own`, "/?view=rows")).status, 200)
    }).pipe(Effect.scoped)
  )
})

describe("MockServer.session", () => {
  it.live("gives each test a session of its own, gone with its scope", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.make({ referrals: 5 })
      const name = yield* Effect.scoped(
        Effect.gen(function* () {
          const [one, two] = [yield* mock.session(), yield* mock.session({ referrals: 9 })]
          yield* one.play({ maintenance: true })
          const statuses = [one, two].map(({ url }) => get(url, referralsPath))
          assert.deepStrictEqual(
            (yield* Effect.all(statuses)).map(({ status }) => status),
            [503, 200]
          )
          assert.deepStrictEqual([one.dataset.count({}), two.dataset.count({})], [5, 9])
          assert.deepStrictEqual(yield* two.counts, { requests: 1, statuses: { "200": 1 } })
          assert.deepStrictEqual(yield* mock.journal, [])
          return one.name
        })
      )
      assert.strictEqual((yield* get(mock.url, referralsPath, inHeader(name))).status, 410)
      const taken = yield* Effect.scoped(
        Effect.andThen(mock.session({ name: "taken" }), Effect.flip(mock.session({ name: "taken" })))
      )
      assert.include(taken.message, 'there is a session "taken" already')
    }).pipe(Effect.scoped)
  )

  it.live("ends with its scope, and not another one that was made under its name", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.make({ referrals: 5 })
      const end = () => send(`${mock.url}/__mock/sessions/shared`, { method: "DELETE" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* mock.session({ name: "shared" })
          yield* end()
          yield* send(`${mock.url}/__mock/sessions`, { method: "POST", body: '{"name":"shared"}' })
        })
      )
      assert.strictEqual((yield* get(mock.url, referralsPath, inHeader("shared"))).status, 200)
      assert.strictEqual((yield* end()).status, 204)
    }).pipe(Effect.scoped)
  )

  it("ends with `await using`", async () => {
    await using mock = await startMockServer({ referrals: 5 })
    let url = ""
    {
      await using session = await mock.session({ scenario: { maintenance: true } })
      url = session.url
      assert.strictEqual((await fetch(url + referralsPath, { headers: authorized })).status, 503)
    }
    assert.strictEqual((await fetch(url + referralsPath, { headers: authorized })).status, 410)
  })
})
