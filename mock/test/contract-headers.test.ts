import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"
import { send } from "./http.ts"
import { bytes, head } from "./socket.ts"

/** A server of a contract whose one answer has the given headers, each with an example of its own. */
const serving = Effect.fnUntraced(function* (headers: Readonly<Record<string, string | number>>) {
  const contract = yield* temporaryFile("contract.json")
  const described = Object.entries(headers).map(([name, example]) => [
    name,
    { schema: { type: typeof example === "number" ? "integer" : "string" }, example }
  ])
  const ok = {
    description: "ok",
    headers: Object.fromEntries(described),
    content: { "application/json": { example: { whole: "body" } } }
  }
  writeFileSync(
    contract,
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      paths: { "/one": { get: { responses: { "200": ok } } } }
    })
  )
  return yield* MockServer.make({ contract })
})

describe("a contract's headers", () => {
  it.live("cannot break the framing of an answer", () =>
    Effect.gen(function* () {
      const { url } = yield* serving({
        "Content-Length": 3,
        "Transfer-Encoding": "chunked",
        Connection: "close",
        "Keep-Alive": "timeout=1",
        Trailer: "X",
        Upgrade: "h2c",
        "Content-Encoding": "gzip",
        "Content-Range": "bytes 0-1/2",
        Date: "string",
        "X-Kept": "kept"
      })
      const answer = yield* send(`${url}/one`)
      assert.deepStrictEqual([answer.status, answer.body, answer.headers["x-kept"]], [200, { whole: "body" }, "kept"])
      const twice = head("GET /one", { Connection: "keep-alive" }) + head("GET /one")
      assert.lengthOf((yield* bytes(url, twice)).match(/HTTP\/1\.1 200 OK/g) ?? [], 2)
      assert.isNotNaN(Date.parse(answer.headers["date"] ?? ""))
    }).pipe(Effect.scoped)
  )

  it.live("cannot shut a page out, or the caches' key off", () =>
    Effect.gen(function* () {
      const { url } = yield* serving({
        "Access-Control-Allow-Origin": "string",
        "Access-Control-Allow-Credentials": "string",
        "Access-Control-Expose-Headers": "string",
        Vary: "Accept",
        "X-Mock-Replay": "string"
      })
      const origin = "http://localhost:3000"
      const { headers } = yield* send(`${url}/one`, { headers: { origin } })
      assert.strictEqual(headers["access-control-allow-origin"], origin)
      assert.strictEqual(headers["access-control-allow-credentials"], "true")
      assert.include(headers["access-control-expose-headers"] ?? "", "Retry-After")
      assert.strictEqual(headers["vary"], "Accept, Origin")
      assert.notStrictEqual(headers["x-mock-replay"], "string")
    }).pipe(Effect.scoped)
  )

  it.live("that no header can carry are left out, with a warning that says which and why", () =>
    Effect.gen(function* () {
      const { journal, url } = yield* serving({
        "X-Lines": "one\r\ntwo: injected",
        "X-Beyond": "日本",
        "X Space": "no name",
        "X-Latin": "café",
        "X-Tab": "a\tb"
      })
      const answer = yield* send(`${url}/one`)
      assert.deepStrictEqual([answer.status, answer.headers["x-tab"]], [200, "a\tb"])
      assert.notProperty(answer.headers, "two")
      const messages = (yield* journal).at(-1)?.violations.map(({ message }) => message) ?? []
      assert.sameMembers(messages, [
        "Response header x-lines was not sent: its value has a character that no header can carry",
        "Response header x-latin was not sent: its value has a character that no header can carry",
        "Response header x-beyond was not sent: its value has a character that no header can carry",
        "Response header x space was not sent: its name is no token"
      ])
    }).pipe(Effect.scoped)
  )
})
