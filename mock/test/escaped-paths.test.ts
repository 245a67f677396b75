import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import { control, referralsPath } from "./http.ts"
import { answers, head } from "./socket.ts"

layer(MockServer.layer({ referrals: 5 }))("a request with an escaped path", (it) => {
  const escaped = referralsPath.replace("/referrals", "/%72eferral%73")

  it.effect("gets the same rows, and stands in the journal as the plain one does", () =>
    Effect.gen(function* () {
      const { journal, url } = yield* MockServer.MockServer
      const [plain] = yield* answers(url, head(`GET ${referralsPath}?limit=2`))
      const [other] = yield* answers(url, head(`GET ${escaped}?limit=2`))
      assert.deepStrictEqual([other?.status, other?.body], [200, plain?.body])
      const last = (yield* journal).at(-1)
      assert.deepStrictEqual([last?.path, last?.query, last?.rows], [referralsPath, "limit=2", 2])
    })
  )

  it.effect("passes no check by: not the bearer's, not the client secret's, not the scenario's", () =>
    Effect.gen(function* () {
      const { play, url } = yield* MockServer.MockServer
      const [expired] = yield* answers(url, head(`GET ${escaped}`, { Authorization: "Bearer expired" }))
      assert.strictEqual(expired?.status, 401)
      const body = '{"grant_type":"client_credentials","client_id":1,"client_secret":"wrong"}'
      const type = { "Content-Type": "application/json", "Content-Length": String(body.length) }
      const [token] = yield* answers(url, head("POST /oauth/%74oken", type), body)
      assert.strictEqual(token?.status, 401)
      yield* play({ maintenance: true })
      const [down] = yield* answers(url, head(`GET ${escaped}`))
      assert.strictEqual(down?.status, 503)
      yield* play({})
    })
  )

  it.effect("reaches the control routes and the pages, too", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      assert.strictEqual((yield* control("GET /h%65alth")).status, 200)
      const [health] = yield* answers(url, head("GET /%5F%5fmock/health"))
      const [contract] = yield* answers(url, head("GET /open%61pi.yaml"))
      assert.deepStrictEqual([health?.status, contract?.status], [200, 200])
    })
  )

  it.effect("is refused where a slash is escaped: that is another path", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const [answer] = yield* answers(url, head("GET /api%2Fv3/oauth/clients/referrals"))
      assert.strictEqual(answer?.status, 404)
    })
  )

  it.effect("may be in absolute form, as a proxy sends it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const [answer] = yield* answers(url, head(`GET http://mock.example${escaped}?limit=1`))
      assert.strictEqual(answer?.status, 200)
    })
  )
})
