import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { defaultPath } from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import { control, send } from "./http.ts"

const open = Effect.fnUntraced(function* (path: string) {
  const { url } = yield* MockServer.MockServer
  return yield* send(`${url}${path}`)
})

layer(MockServer.layer({ referrals: 3 }))("in a browser", (it) => {
  it.effect("/docs shows the contract, tries requests out on the mock, and asks no other machine for anything", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const { headers, status, text } = yield* open("/docs")
      assert.strictEqual(status, 200)
      assert.include(text, "Piggy Referrals API")
      assert.match(text, new RegExp(`"servers":\\[\\{"url":"${url}"`))
      assert.match(headers["content-security-policy"] ?? "", /^default-src 'self'/)
      const loaded = [...text.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g)].map(([, from = ""]) => from)
      assert.deepStrictEqual(
        loaded.filter((from) => /^(https?:)?\/\//.test(from)),
        []
      )
    })
  )

  it.effect("/ answers a page, or what to build first, and the journal stays free of what browsers fetch", () =>
    Effect.gen(function* () {
      const { headers, text } = yield* open("/")
      assert.match(headers["content-type"] ?? "", /^text\/html/)
      assert.include(text, "piggy-mock")
      assert.strictEqual((yield* open("/favicon.ico")).status, 200)
      assert.deepStrictEqual((yield* control("GET /journal")).body, { entries: [] })
    })
  )

  it.effect("/openapi.yaml is the contract, and no path leads to another file", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* open("/openapi.yaml")).text, readFileSync(defaultPath(), "utf8"))
      for (const path of ["/..%2f..%2fpackage.json", "/%2e%2e/package.json", "//package.json", "/package.json"]) {
        assert.strictEqual((yield* open(path)).status, 404)
      }
    })
  )
})
