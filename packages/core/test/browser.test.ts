/**
 * The SDK in a page of another origin: bundled, and over CORS.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as NetAddress from "effect/net/NetAddress"
import { FakePiggy } from "@effect-piggy/core/testing"
import { build } from "esbuild"
import { createServer } from "node:http"
import * as Chromium from "./chromium.ts"

/** Shows the uuid of each referral, then how it ended. */
const script = (baseUrl: string) => `
import { makeReferrals } from "@effect-piggy/core/promise"

const output = document.createElement("output")
const list = document.createElement("ol")
document.body.append(output, list)
try {
  const referrals = makeReferrals({ credentials: "page", baseUrl: "${baseUrl}" })
  for await (const { uuid } of referrals.stream({}, { concurrency: 1 })) {
    list.append(Object.assign(document.createElement("li"), { textContent: uuid }))
  }
  output.textContent = "ended"
} catch (error) {
  output.textContent = "failed: " + error.message
}
`

/** Bundles the script and serves a page with it. @returns the page's address */
const serve = Effect.fnUntraced(function* (contents: string) {
  const { outputFiles } = yield* Effect.promise(() =>
    build({ stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, write: false, format: "esm" })
  )
  const html = '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/main.js"></script>'
  const server = yield* NodeHttpServer.make(createServer, { host: "127.0.0.1", port: 0 })
  yield* server.serve(
    Effect.map(HttpServerRequest.HttpServerRequest, (request) =>
      request.url === "/main.js"
        ? HttpServerResponse.text(outputFiles[0]?.text ?? "", { contentType: "text/javascript" })
        : HttpServerResponse.html(html)
    )
  )
  return NetAddress.formatUrlUnsafe(server.address)
})

/** Headers that let a browser keep an answer, by the path of a base URL. */
const keeping: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "max-age": { "cache-control": "max-age=60" },
  private: { "cache-control": "private, max-age=60" },
  "last-modified": { "last-modified": "Sun, 06 Nov 1994 08:49:37 GMT" },
  expires: { expires: "Sun, 06 Nov 2094 08:49:37 GMT" }
}

/** A list of one referral, another one at every request. */
const serveChanging = Effect.gen(function* () {
  const asked: Array<string> = []
  const server = yield* NodeHttpServer.make(createServer, { host: "127.0.0.1", port: 0 })
  yield* server.serve(
    Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
      const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" }
      if (request.method === "OPTIONS") return HttpServerResponse.empty({ headers: cors })
      const kind = request.url.split("/")[1] ?? ""
      asked.push(`${kind} ${request.headers["authorization"]}`)
      return HttpServerResponse.jsonUnsafe(
        { data: [FakePiggy.referral(asked.length)], meta: [] },
        { headers: { ...cors, ...keeping[kind] } }
      )
    })
  )
  return { asked, url: NetAddress.formatUrlUnsafe(server.address) }
})

/** Reads each list twice by one key and once by another; shows what was read. */
const rereading = (url: string) => `
import { makeReferrals } from "@effect-piggy/core/promise"

const output = document.createElement("output")
document.body.append(output)
const uuids = []
try {
  for (const kind of ${JSON.stringify(Object.keys(keeping))}) {
    for (const credentials of ["one", "one", "another"]) {
      const { data } = await makeReferrals({ credentials, baseUrl: "${url}/" + kind }).list({ page: 1 })
      uuids.push(data[0].uuid)
    }
  }
  output.textContent = "ended " + uuids.join(" ")
} catch (error) {
  output.textContent = "failed: " + error.message
}
`

describe.skipIf(Chromium.isSkipped)("in a browser, from another origin", { timeout: 120_000 }, () => {
  it.live("every referral comes once, although a 429 makes the client wait", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const address = yield* serve(script(mock.url))
      const page = yield* Chromium.newPage
      const [ended, uuids] = yield* Effect.promise(async () => {
        await page.goto(address)
        await page.getByText(/^(ended|failed)/).waitFor()
        return [await page.locator("output").textContent(), await page.getByRole("listitem").allTextContents()] as const
      })
      assert.strictEqual(ended, "ended")
      const all = mock.dataset.slice({}, 0, mock.dataset.count({}))
      assert.deepStrictEqual(
        uuids,
        all.map(({ uuid }) => uuid)
      )
      const requests = (yield* mock.journal).filter(({ method }) => method === "GET")
      assert.deepStrictEqual(
        requests.map(({ query, status }) => [new URLSearchParams(query).get("page"), status]),
        [
          ["1", 200],
          ["2", 429],
          ["2", 200],
          ["3", 200],
          ["4", 200]
        ]
      )
      const [, refused, again] = requests
      assert.isAtLeast((again?.at ?? 0) - (refused?.at ?? 0), 1000)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        MockServer.layer({ referrals: 250, scenario: { steps: [{}, { errors: { status: 429, retryAfter: 1 } }] } })
      )
    )
  )

  it.live("an answer is never read from the browser's cache, whatever its headers allow", () =>
    Effect.gen(function* () {
      const api = yield* serveChanging
      const address = yield* serve(rereading(api.url))
      const page = yield* Chromium.newPage
      const said = yield* Effect.promise(async () => {
        await page.goto(address)
        await page.getByText(/^(ended|failed)/).waitFor()
        return page.locator("output").textContent()
      })
      assert.match(said ?? "", /^ended/)
      const kinds = Object.keys(keeping)
      assert.deepStrictEqual(
        api.asked,
        kinds.flatMap((kind) => [`${kind} Bearer one`, `${kind} Bearer one`, `${kind} Bearer another`])
      )
      assert.strictEqual(new Set(said?.split(" ").slice(1)).size, 3 * kinds.length)
    }).pipe(Effect.scoped)
  )
})
