import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as MockServer from "../src/MockServer.ts"
import * as Secrets from "../src/Secrets.ts"
import { control, get, referralsPath, send } from "./http.ts"

describe("a credential", () => {
  it("is cut out of a query, however its name is written, and nothing else is", () => {
    assert.strictEqual(Secrets.inQuery("client_secret=s3cret&page=2"), "client_secret=[cut]&page=2")
    assert.strictEqual(Secrets.inQuery("page=1&access_token=abc"), "page=1&access_token=[cut]")
    assert.strictEqual(Secrets.inQuery("client%5Fsecret=s3cret"), "client%5Fsecret=[cut]")
    assert.strictEqual(Secrets.inQuery("API-Key=k;Password=p"), "API-Key=[cut];Password=[cut]")
    assert.strictEqual(Secrets.inQuery("status=completed&limit=100%25"), "status=completed&limit=100%25")
    assert.strictEqual(Secrets.inQuery("client_id=me&page_token=7"), "client_id=me&page_token=7")
  })

  it("is cut out of JSON that breaks off in the middle of it", () => {
    assert.strictEqual(Secrets.inText('{"client_secret": "s3c\\"ret", "a": 1}'), '{"client_secret": "[cut]", "a": 1}')
    assert.strictEqual(Secrets.inText('{"a":"b","access_token":"mock-acc'), '{"a":"b","access_token":"[cut]')
    assert.strictEqual(Secrets.inText("see http://x/?access_token=abc#top"), "see http://x/?access_token=[cut]#top")
  })

  it("is cut out of JSON whatever its value is, and of a form in parts", () => {
    assert.strictEqual(Secrets.inText('{"client_secret":1234,"a":5}'), '{"client_secret":"[cut]","a":5}')
    assert.strictEqual(Secrets.inText('{"password":["x","y"],"a":[5]}'), '{"password":"[cut]","a":[5]}')
    assert.strictEqual(Secrets.inText('{"secret":{"value":"x"},"a":{}}'), '{"secret":"[cut]","a":{}}')
    assert.strictEqual(Secrets.inText('{"client_secret":null}'), '{"client_secret":null}')
    const part = (name: string, value: string) =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    assert.strictEqual(
      Secrets.inText(`${part("client_id", "me")}${part("client_secret", "s3cret\r\nmore")}${part("page", "1")}--x--`),
      `${part("client_id", "me")}${part("client_secret", "[cut]")}${part("page", "1")}--x--`
    )
  })

  it("takes no time to look for in a long text that has none", () => {
    const long = `token${"a".repeat(200_000)}`
    const before = process.cpuUsage()
    assert.strictEqual(Secrets.inText(long), long)
    assert.strictEqual(Secrets.inQuery(long), long)
    const { system, user } = process.cpuUsage(before)
    assert.isBelow((user + system) / 1000, 1000)
  })

  it("is cut out of headers, and the words that the mock gives a meaning stay", () => {
    assert.deepStrictEqual(
      Secrets.inHeaders({
        authorization: "Bearer s3cret",
        cookie: "a=b",
        referer: "http://x/?client_secret=s3cret",
        "x-auth-token": "s3cret",
        accept: "application/json"
      }),
      {
        authorization: "Bearer [cut]",
        cookie: "[cut]",
        referer: "http://x/?client_secret=[cut]",
        "x-auth-token": "[cut]",
        accept: "application/json"
      }
    )
    assert.deepStrictEqual(Secrets.inHeaders({ authorization: "Bearer expired" }), { authorization: "Bearer expired" })
    assert.deepStrictEqual(Secrets.inHeaders({ authorization: "s3cret" }), { authorization: "[cut]" })
  })

  it.live("stands nowhere in the journal and in the walks, wherever a client has put it", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const secret = "s3cret-value"
      const headers = { authorization: `Bearer ${secret}`, cookie: `session=${secret}`, "x-api-key": secret }
      yield* get(url, `${referralsPath}?access_token=${secret}&limit=5`, headers)
      yield* get(url, `${referralsPath}?client_secret=${secret}`, headers)
      const grant = { grant_type: "client_credentials", client_id: "me", client_secret: secret }
      const issued = yield* send<{ access_token: string }>(`${url}/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(grant)
      })
      const form = new URLSearchParams(grant).toString()
      yield* send(`${url}/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form
      })
      const said = [
        yield* control("GET /journal"),
        yield* control("GET /walks"),
        ...(yield* Effect.forEach([1, 2, 3, 4], (id) => control(`GET /journal/${id}`)))
      ]
      for (const { status, text } of said) {
        assert.strictEqual(status, 200)
        assert.notInclude(text, secret)
        assert.notInclude(text, issued.body.access_token)
      }
      assert.include(said.map(({ text }) => text).join(""), "client_secret=[cut]")
    }).pipe(Effect.provide(MockServer.layer({ referrals: 5 })))
  )
})
