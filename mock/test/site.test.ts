import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { existsSync, readFileSync } from "node:fs"
import * as Contract from "../src/Contract.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Site from "../src/Site.ts"
import { control, send } from "./http.ts"

const inPackage = (path: string): URL => new URL(`../${path}`, import.meta.url)
const read = (path: string): string => readFileSync(inPackage(path), "utf8")

const open = Effect.fnUntraced(function* (path: string) {
  const { url } = yield* MockServer.MockServer
  return yield* send(`${url}${path}`)
})

layer(MockServer.layer({ referrals: 3 }))("in a browser", (it) => {
  it.effect("/docs shows the contract, tries requests out on the mock, and asks no other machine for anything", () =>
    Effect.gen(function* () {
      const { headers, status, text } = yield* open("/docs")
      assert.strictEqual(status, 200)
      assert.include(text, "Piggy Referrals API")
      assert.include(text, '"servers":[{"url":new URL(".", location.href)')
      assert.match(headers["content-security-policy"] ?? "", /^default-src 'self'/)
      const loaded = [...text.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g)].map(([, from = ""]) => from)
      assert.deepStrictEqual(
        loaded.filter((from) => /^(https?:)?\/\//.test(from)),
        []
      )
    })
  )

  it.effect(
    "/ answers the console page, whose parts browsers keep, and the journal stays free of what they fetch",
    () =>
      Effect.gen(function* () {
        const { headers, text } = yield* open("/")
        assert.match(headers["content-type"] ?? "", /^text\/html/)
        assert.strictEqual(headers["cache-control"], "no-cache")
        const policy = headers["content-security-policy"] ?? ""
        assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; /)
        assert.notInclude(policy, "unsafe")
        const parts = [...text.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, part = ""]) => part)
        assert.lengthOf(parts, 2)
        for (const part of parts) {
          const answer = yield* open(part)
          assert.deepStrictEqual([answer.status, answer.headers["x-content-type-options"]], [200, "nosniff"])
          assert.include(answer.headers["cache-control"], "immutable")
        }
        assert.strictEqual((yield* open("/favicon.ico")).status, 200)
        assert.deepStrictEqual((yield* control("GET /journal")).body, { entries: [], waiting: [], marks: [] })
      })
  )

  it("the package holds the console page with all that it loads", () => {
    const { files }: { readonly files: ReadonlyArray<string> } = JSON.parse(read("package.json"))
    assert.include(files, "console/dist")
    const loaded = [...read("console/dist/index.html").matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(
      ([, part = ""]) => part
    )
    assert.sameMembers(
      loaded.filter((part) => existsSync(inPackage(`console/dist/${part}`))),
      // The server draws the icon.
      loaded.filter((part) => part !== "favicon.ico")
    )
  })

  it.effect("/ says how to build the console page where it has not been built", () =>
    Effect.gen(function* () {
      const contract = yield* Contract.load(Contract.defaultPath())
      const site = Site.make({ consolePath: "/nonexistent", contract: () => contract })
      const request = HttpServerRequest.fromWeb(new Request("http://127.0.0.1/"))
      const answer = yield* (site("GET", "/") ?? assert.fail("no page")).pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, request)
      )
      const text = yield* Effect.promise(() => HttpServerResponse.toWeb(answer).text())
      assert.include(text, "npx -y pnpm@12.21.0 build")
    })
  )

  it.effect("/openapi.yaml is the contract, and no path leads to another file", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* open("/openapi.yaml")).text, readFileSync(Contract.defaultPath(), "utf8"))
      for (const path of ["/..%2f..%2fpackage.json", "/%2e%2e/package.json", "//package.json", "/package.json"]) {
        assert.strictEqual((yield* open(path)).status, 404)
      }
    })
  )
})
