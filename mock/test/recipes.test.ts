import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import * as MockServer from "../src/MockServer.ts"
import * as chromium from "./chromium.ts"
import { referralsPath } from "./http.ts"

const page = readFileSync(new URL("../../docs/mock-recipes.md", import.meta.url), "utf8")

/** The code under a heading. */
const recipe = (heading: string): string =>
  new RegExp(`^## ${heading}$[\\s\\S]*?^\`\`\`\\w+\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? ""

/** The same against the test's own mock. */
const on = (url: string, code: string): string => code.replaceAll("http://127.0.0.1:4010", url)

const msw = dirname(createRequire(import.meta.url).resolve("msw/package.json"))
const mswFile = (path: string): string => readFileSync(join(msw, path), "utf8")

/** A page with MSW on an origin of its own, and its worker beside it. */
const site = Effect.gen(function* () {
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    "/": ["text/html", '<!doctype html><script src="/msw.js"></script>'],
    "/msw.js": ["text/javascript", mswFile("lib/iife/index.js")],
    "/mockServiceWorker.js": ["text/javascript", mswFile("lib/mockServiceWorker.js")]
  }
  const server = createServer(({ url = "/" }, response) => {
    const [type, text] = files[url] ?? ["text/plain", ""]
    response.writeHead(url in files ? 200 : 404, { "content-type": type }).end(text)
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
    () => Effect.sync(() => server.close().closeAllConnections())
  )
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
})

describe("docs/mock-recipes.md", () => {
  it.live.skipIf(chromium.isSkipped)("hands a page's requests on to a session of a running mock by MSW's worker", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.make({ referrals: 7 })
      const origin = yield* site
      const browser = yield* Effect.acquireRelease(Effect.promise(chromium.launch), (open) =>
        Effect.promise(() => open.close())
      )
      const code = on(mock.url, recipe("MSW in the browser")).replaceAll(
        /^import (\{.*\}) from .*$/gm,
        "const $1 = MockServiceWorker"
      )
      assert.include(code, "setupWorker(")
      const tab = yield* Effect.promise(() => browser.newPage())
      yield* Effect.promise(() => tab.goto(origin))
      yield* Effect.promise(() => tab.evaluate(`(async () => { ${code} })()`))
      const seen = yield* Effect.promise(() =>
        tab.evaluate(async (path) => {
          const api = "https://api.piggy.eu"
          const form = new URLSearchParams({
            grant_type: "client_credentials",
            client_id: "1",
            client_secret: "secret"
          })
          const token = await fetch(`${api}/oauth/token`, { method: "POST", body: form })
          const { access_token } = JSON.parse(await token.text())
          const headers = { authorization: `Bearer ${access_token}` }
          const listed = await fetch(`${api}${path}?limit=5&stauts=failed`, { headers })
          const { data } = JSON.parse(await listed.text())
          return { status: listed.status, rows: data.length, told: listed.headers.get("sl-violations") ?? "" }
        }, referralsPath)
      )
      assert.deepInclude(seen, { status: 200, rows: 5 })
      assert.include(seen.told, "stauts")
      const inSession = yield* Effect.promise(() =>
        fetch(`${mock.url}/__mock/counts?session=storybook`).then((answer) => answer.text())
      )
      assert.isAtLeast(JSON.parse(inSession).statuses["200"], 2)
      assert.deepStrictEqual((yield* mock.counts).requests, 0)
    }).pipe(Effect.scoped)
  )

  it.live("shows with curl what a client does wrong", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.make({ referrals: 7 })
      const { stdout } = yield* Effect.promise(() =>
        promisify(execFile)("bash", ["-euc", on(mock.url, recipe("curl"))])
      )
      assert.match(stdout, /^HTTP\/1\.1 429 /m)
      assert.match(stdout, /^retry-after: 60\r$/im)
      assert.include(stdout, '"data":[')
      assert.include(stdout, '"kind":"retryAfterNotWaitedFor"')
      assert.include(stdout, '"kind":"unknownParameter"')
    }).pipe(Effect.scoped)
  )
})
