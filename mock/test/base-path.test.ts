import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readFileSync, writeFileSync } from "node:fs"
import * as BasePath from "../src/BasePath.ts"
import { defaultPath } from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"
import { get, referralsPath } from "./http.ts"

/** `/a`, `/team/mock` */
const Path = Schema.String.check(Schema.isPattern(/^(?:\/[a-z0-9][a-z0-9-]{0,3}){1,3}$/))

describe("a base path", () => {
  it("is read with and without slashes at its ends, and is nothing else than a path", () => {
    for (const text of ["mock", "/mock", "mock/", "//mock//"]) assert.strictEqual(BasePath.parse(text), "/mock")
    assert.strictEqual(BasePath.parse("/a/b"), "/a/b")
    assert.strictEqual(BasePath.parse("/"), "")
    for (const text of ["", "/a b", "/a?b", "/a#b", "/a/../b"]) assert.isUndefined(BasePath.parse(text), text)
  })

  it.effect.prop(
    "is taken off a target once, where it is whole segments, and never off another",
    [Path, Path],
    ([base, rest]) =>
      Effect.sync(() => {
        assert.deepStrictEqual(BasePath.locate(`${base}${rest}?a=1`, [base]), { target: `${rest}?a=1` })
        assert.deepStrictEqual(BasePath.locate(`${base}x${rest}`, [base]), { target: `${base}x${rest}` })
        const where = BasePath.locate(`${base}?a=1`, [base])
        const redirect = "redirect" in where ? where.redirect : assert.fail("nowhere to go")
        assert.strictEqual(new URL(redirect, `http://mock${base}?a=1`).href, `http://mock${base}/?a=1`)
      })
  )
})

describe("a mock below a path", () => {
  it.live("answers there as without it: the API, the control routes, the pages", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 3, basePath: "/team/mock" })
      for (const path of [referralsPath, "/__mock/health", "/docs", "/openapi.yaml", "/"]) {
        assert.strictEqual((yield* get(url, `/team/mock${path}`)).status, 200, path)
        assert.strictEqual((yield* get(url, path)).status, 200, path)
      }
      assert.strictEqual((yield* get(url, `/team/other${referralsPath}`)).status, 404)
      const { headers, status } = yield* Effect.promise(() => fetch(`${url}/team/mock`, { redirect: "manual" }))
      assert.deepStrictEqual([status, headers.get("location")], [308, "mock/"])
    }).pipe(Effect.scoped)
  )

  it.live(
    "answers below the paths of its contract's servers, and takes no path for one that it knows by itself, in a session too",
    () =>
      Effect.gen(function* () {
        const contract = yield* temporaryFile("contract.yaml")
        const text = readFileSync(defaultPath(), "utf8")
        writeFileSync(contract, text.replace("url: https://api.piggy.eu\n", "url: https://api.piggy.eu/api\n"))
        const { url } = yield* MockServer.make({ contract, referrals: 3 })
        for (const path of [referralsPath, `/api${referralsPath}`]) {
          assert.strictEqual((yield* get(url, path)).status, 200, path)
          assert.strictEqual((yield* get(`${url}/__session/own`, path)).status, 200, path)
        }
        const counts = yield* get(`${url}/api/__session/own/api`, "/__mock/counts")
        assert.deepStrictEqual(counts.body, { requests: 2, statuses: { "200": 2 } })
      }).pipe(Effect.scoped)
  )
})
