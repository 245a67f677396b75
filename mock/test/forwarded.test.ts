import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Forwarded from "../src/Forwarded.ts"
import * as LocalOnly from "../src/LocalOnly.ts"
import * as MockServer from "../src/MockServer.ts"
import { get, referralsPath } from "./http.ts"

const inside = `http://127.0.0.1:4010${referralsPath}`
const told = (headers: Record<string, string>, allowHosts: ReadonlyArray<string> = []) =>
  Forwarded.outside(inside, headers, { ...LocalOnly.closed, allowHosts }).replace(referralsPath, "")

describe("a page's meta.path behind a proxy", () => {
  it("names the address that the client asked, where the proxy tells it and the name is known", () => {
    const cases: ReadonlyArray<readonly [Record<string, string>, string]> = [
      [{}, "http://127.0.0.1:4010"],
      [{ "x-forwarded-host": "localhost:5173" }, "http://localhost:5173"],
      [{ "x-forwarded-host": "localhost:5173, inner", "x-forwarded-proto": "https" }, "https://localhost:5173"],
      [{ "x-forwarded-host": "localhost:5173", "x-forwarded-prefix": "/mock/" }, "http://localhost:5173/mock"],
      [{ "x-forwarded-prefix": "/mock" }, "http://127.0.0.1:4010/mock"],
      [{ forwarded: 'for=1.2.3.4;host="localhost:5173";proto=https, host=inner' }, "https://localhost:5173"],
      [{ forwarded: "host=[::1]:5173" }, "http://[::1]:5173"]
    ]
    for (const [headers, expected] of cases) assert.strictEqual(told(headers), expected, JSON.stringify(headers))
    assert.strictEqual(told({ "x-forwarded-host": "mock.example.com" }, [".example.com"]), "http://mock.example.com")
  })

  it("is not what a stranger says", () => {
    const cases: ReadonlyArray<Record<string, string>> = [
      { "x-forwarded-host": "evil.example" },
      { forwarded: "host=evil.example", "x-forwarded-host": "localhost" },
      { "x-forwarded-host": "localhost/evil" },
      { "x-forwarded-host": "user@localhost" },
      { "x-forwarded-host": "localhost", "x-forwarded-proto": "javascript" },
      { "x-forwarded-prefix": "//evil.example" },
      { "x-forwarded-prefix": "/a?b" }
    ]
    for (const headers of cases) {
      assert.match(told(headers), /^http:\/\/127\.0\.0\.1:4010(\/evil\.example)?$/, JSON.stringify(headers))
    }
  })

  it.live("is told so in an answer", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.make({ referrals: 3, scenario: { meta: "laravel" } })
      const { body } = yield* get<{ meta: { path: string } }>(url, referralsPath, {
        "x-forwarded-host": "localhost:5173",
        "x-forwarded-prefix": "/tools"
      })
      assert.strictEqual(body.meta.path, `http://localhost:5173/tools${referralsPath}`)
    }).pipe(Effect.scoped)
  )
})
