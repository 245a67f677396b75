import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { METHODS } from "node:http"
import * as MockServer from "../src/MockServer.ts"
import { control, referralsPath, send } from "./http.ts"
import { answers, bytes, head } from "./socket.ts"

/** Every method that Node reads, but the one that asks for a tunnel. */
const methods = METHODS.filter((method) => method !== "CONNECT")

const places: Readonly<Record<string, ReadonlyArray<string>>> = {
  [referralsPath]: ["GET", "HEAD", "OPTIONS"],
  "/oauth/token": ["POST", "OPTIONS"],
  "/docs": ["GET", "HEAD", "OPTIONS"],
  "/openapi.yaml": ["GET", "HEAD", "OPTIONS"],
  "/": ["GET", "HEAD", "OPTIONS"]
}

layer(MockServer.layer({ referrals: 3 }))("a method", (it) => {
  it.effect("that a path does not take gets 405 with the ones that it takes, whichever the path", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const [path, allowed] of Object.entries(places)) {
        for (const method of methods.filter((one) => !allowed.includes(one))) {
          const [answer] = yield* answers(url, head(`${method} ${path}`))
          assert.deepStrictEqual([method, path, answer?.status], [method, path, 405])
          assert.sameMembers((answer?.headers["allow"] ?? "").split(", "), [...allowed])
        }
      }
    })
  )

  it.effect("says at a path that is not there that it is not there", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const method of methods.filter((one) => one !== "HEAD")) {
        const [answer] = yield* answers(url, head(`${method} /api/v3/nothing`))
        assert.deepStrictEqual([method, answer?.status], [method, 404])
      }
    })
  )

  it.effect("OPTIONS tells which methods there are, also of the server as a whole", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const [path, allowed] of Object.entries(places)) {
        const [answer] = yield* answers(url, head(`OPTIONS ${path}`))
        assert.strictEqual(answer?.status, 204)
        assert.sameMembers((answer?.headers["allow"] ?? "").split(", "), [...allowed])
      }
      const [asterisk] = yield* answers(url, head("OPTIONS *"))
      assert.strictEqual(asterisk?.status, 204)
    })
  )

  it.effect("HEAD is answered wherever GET is: the same head, and no body", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const path of [referralsPath, `${referralsPath}?limit=0`, "/docs", "/openapi.yaml", "/", "/nothing"]) {
        const got = yield* bytes(url, head(`GET ${path}`))
        const headed = yield* bytes(url, head(`HEAD ${path}`))
        const headOf = (answer: string) => answer.split("\r\n\r\n")[0]?.replace(/^Date: .*$/m, "")
        assert.deepStrictEqual([path, headOf(headed)], [path, headOf(got)])
        assert.strictEqual(headed.split("\r\n\r\n")[1], "")
      }
      assert.strictEqual((yield* send(`${url}/__mock/health`, { method: "HEAD" })).status, 200)
    })
  )

  it.effect("HEAD takes a scenario's step like GET, and OPTIONS takes none", () =>
    Effect.gen(function* () {
      const { journal, play, url } = yield* MockServer.MockServer
      yield* play({ steps: [{ errors: { status: 503 } }] })
      yield* answers(url, head(`OPTIONS ${referralsPath}`))
      assert.match(yield* bytes(url, head(`HEAD ${referralsPath}`)), /^HTTP\/1\.1 503 /)
      assert.match(yield* bytes(url, head(`HEAD ${referralsPath}`)), /^HTTP\/1\.1 200 /)
      assert.deepStrictEqual(
        (yield* journal).slice(-3).map(({ method, status }) => [method, status]),
        [
          ["OPTIONS", 204],
          ["HEAD", 503],
          ["HEAD", 200]
        ]
      )
      yield* play({})
    })
  )

  it.effect("HEAD has no body that could break off or trickle, but a connection that can be reset", () =>
    Effect.gen(function* () {
      const { journal, url } = yield* MockServer.MockServer
      for (const connection of [{ truncated: 1 }, { slow: 1, duration: 600_000 }]) {
        const scenario = { "X-Mock-Scenario": JSON.stringify({ connection }) }
        assert.match(yield* bytes(url, head(`HEAD ${referralsPath}`, scenario)), /^HTTP\/1\.1 200 /)
        assert.deepStrictEqual((yield* journal).at(-1)?.faults, [])
      }
      const reset = { "X-Mock-Scenario": '{"connection":{"reset":1}}' }
      assert.strictEqual(yield* bytes(url, head(`HEAD ${referralsPath}`, reset)), "")
    })
  )

  it.effect("that a page may not use shows its 405 to the page", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const origin = "http://localhost:3000"
      const asked = { origin, "access-control-request-method": "DELETE" }
      const preflight = yield* send(`${url}${referralsPath}`, { method: "OPTIONS", headers: asked })
      assert.include(preflight.headers["access-control-allow-methods"] ?? "", "DELETE")
      const refused = yield* send(`${url}${referralsPath}`, { method: "DELETE", headers: { origin } })
      assert.deepStrictEqual([refused.status, refused.headers["access-control-allow-origin"]], [405, origin])
      assert.include(refused.headers["access-control-expose-headers"] ?? "", "Allow")
    })
  )

  it.effect("of a control route that it does not take gets 405, too", () =>
    Effect.gen(function* () {
      const answer = yield* control("DELETE /health")
      assert.deepStrictEqual([answer.status, answer.headers["allow"]], [405, "GET, HEAD"])
    })
  )
})
