import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LocalOnly from "../src/LocalOnly.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Place from "../src/Place.ts"
import { send } from "./http.ts"

describe("where a mock stands", () => {
  it.effect("is this machine alone, unless its options say otherwise", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Place.parse({}), { host: "127.0.0.1", basePaths: [], door: LocalOnly.closed })
      const { basePaths, door } = yield* Place.parse({
        basePath: "mock/",
        allowHosts: ["Mock"],
        allowOrigins: ["http://localhost:80/"]
      })
      assert.deepStrictEqual(basePaths, ["/mock"])
      assert.deepStrictEqual(door, { allowRemote: false, allowHosts: ["mock"], allowOrigins: ["http://localhost"] })
    })
  )

  it.effect("is never every address of the machine because a variable was empty", () =>
    Effect.gen(function* () {
      for (const host of ["", " "]) {
        const { message } = yield* Effect.flip(Place.parse({ host }))
        assert.match(message, /^`host` takes an address of this machine: 127\.0\.0\.1, .*; got " ?"$/)
      }
    })
  )

  it.effect("says which option has a value that it does not take", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<readonly [Place.Options, RegExp]> = [
        [{ basePath: "a b" }, /^`basePath` takes a path: \/mock; got "a b"$/],
        [{ basePath: "" }, /^`basePath` takes/],
        [
          { allowHosts: ["mock", "http://mock"] },
          /^`allowHosts` takes a name without scheme and port.*"http:\/\/mock"$/
        ],
        [{ allowOrigins: ["localhost:5173"] }, /^`allowOrigins` takes an origin.*"localhost:5173"$/]
      ]
      for (const [options, said] of wrong) {
        assert.match((yield* Effect.flip(MockServer.make(options).pipe(Effect.scoped))).message, said)
      }
    })
  )
})

describe("a page of another origin", () => {
  const origin = "http://localhost:5173"
  const from = (page: string, more: Readonly<Record<string, string>> = {}) => ({
    headers: { origin: page, "sec-fetch-site": "same-site", ...more }
  })

  it.live("may use the control routes of a mock that names it, asking first as browsers do", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 1, allowOrigins: [origin] })
      const asking = from(origin, { "access-control-request-method": "PUT" })
      const asked = yield* send(`${url}/__mock/scenario`, { method: "OPTIONS", ...asking })
      assert.strictEqual(asked.status, 204)
      assert.include(asked.headers["access-control-allow-methods"], "PUT")
      for (const path of ["/__mock/health", "/__mock/nowhere"]) {
        const answer = yield* send(`${url}${path}`, from(origin))
        assert.strictEqual(answer.headers["access-control-allow-origin"], origin)
      }
      const refused = yield* send(`${url}/__mock/health`, from("http://localhost:5174"))
      assert.strictEqual(refused.status, 403)
      assert.include(refused.text, "--allow-origin http://localhost:5174")
      assert.isUndefined(refused.headers["access-control-allow-origin"])
    }).pipe(Effect.scoped)
  )

  it.live("may use the API of any mock, and the control routes of none that does not name it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 1 })
      const page = yield* send(`${url}/api/v3/oauth/clients/referrals`, from(origin, { authorization: "Bearer a" }))
      assert.deepStrictEqual([page.status, page.headers["access-control-allow-origin"]], [200, origin])
      for (const method of ["GET", "OPTIONS", "PUT"]) {
        const init = from(origin, { "access-control-request-method": "PUT" })
        assert.strictEqual((yield* send(`${url}/__mock/scenario`, { method, ...init })).status, 403, method)
      }
    }).pipe(Effect.scoped)
  )
})
