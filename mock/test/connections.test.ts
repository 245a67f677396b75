import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { request } from "node:http"
import * as MockServer from "../src/MockServer.ts"
import { referralsPath } from "./http.ts"
import { answers, bytes, head, oneByOne } from "./socket.ts"

const h2c = { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "AAMAAABkAAQAoAAAAAIAAAAA" }
const tokenBody = '{"grant_type":"client_credentials","client_id":1,"client_secret":"secret"}'
const json = { "Content-Type": "application/json" }
const sized = (body: string) => ({ ...json, "Content-Length": String(body.length) })
const chunked = (body: string, size: number): ReadonlyArray<string> => {
  const pieces = body.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? []
  return [...pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`), "0\r\n\r\n"]
}

layer(MockServer.layer({ referrals: 5 }))("a connection", (it) => {
  it.effect("of a client that offers HTTP/2 goes on in HTTP/1.1, request after request", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const asking = head(`GET ${referralsPath}?limit=1`, h2c)
      const got = yield* oneByOne(url, asking, asking, asking, head(`GET ${referralsPath}?limit=1`))
      assert.deepStrictEqual(
        got.map(({ status }) => status),
        [200, 200, 200, 200]
      )
    })
  )

  it.effect("of such a client may bring a body, in one piece or in chunks", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const whole = head("POST /oauth/token", { ...h2c, ...sized(tokenBody) }) + tokenBody
      const pieces = head("POST /oauth/token", { ...h2c, ...json, "Transfer-Encoding": "chunked" })
      const inChunks = pieces + chunked(tokenBody, 7).join("")
      const got = yield* oneByOne(url, whole, inChunks, head("GET /nothing"))
      assert.deepStrictEqual(
        got.map(({ status }) => status),
        [200, 200, 404]
      )
    })
  )

  it.effect("that offers a WebSocket, or any other protocol, is answered as usual", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const Upgrade of ["websocket", "TLS/1.0", "foo"]) {
        const key = { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13" }
        const offer = head(`GET ${referralsPath}`, { Connection: "Upgrade", Upgrade, ...key })
        const got = yield* oneByOne(url, offer, head(`GET ${referralsPath}`))
        assert.deepStrictEqual(
          got.map(({ status }) => status),
          [200, 200]
        )
      }
    })
  )

  it.effect("delivers requests in whatever pieces, and many at a time, each with its answer in order", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const pages = [1, 2, 3, 4, 5]
      const alive = { Connection: "keep-alive" }
      const pipelined = pages.map((page) => head(`GET ${referralsPath}?limit=1&page=${page}`, alive)).join("")
      const all = pipelined + head(`GET ${referralsPath}?limit=1&page=6`)
      const whole = yield* answers(url, all)
      assert.deepStrictEqual(
        whole.map(({ body }) => JSON.parse(body).data.length),
        [1, 1, 1, 1, 1, 0]
      )
      assert.strictEqual(new Set(whole.map(({ body }) => body)).size, 6)
      const inPieces = yield* answers(url, ...(all.match(/[\s\S]{1,40}/g) ?? []))
      assert.deepStrictEqual(
        inPieces.map(({ body }) => body),
        whole.map(({ body }) => body)
      )
    })
  )

  it.effect("carries a body in chunks like one of a given length, also one of the wrong media type", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const [type, body] of [
        ["application/json", tokenBody],
        ["text/xml", "<a/>"],
        ["application/json", "{"],
        ["application/x-www-form-urlencoded", "grant_type=client_credentials&client_id=1&client_secret=s"]
      ] as const) {
        const [bySize] = yield* answers(url, head("POST /oauth/token", { ...sized(body), "Content-Type": type }), body)
        const [byChunks] = yield* answers(
          url,
          head("POST /oauth/token", { "Content-Type": type, "Transfer-Encoding": "chunked" }),
          ...chunked(body, 5)
        )
        assert.deepStrictEqual([type, byChunks?.status], [type, bySize?.status])
      }
    })
  )

  it.effect("whose Host header names no host is answered all the same", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      for (const host of ["a b%%", "", "[", "x:y:z", "::1"]) {
        const asked = head(`GET ${referralsPath}`, { "X-Mock-Scenario": '{"meta":"laravel"}' })
        const [answer] = yield* answers(url, asked.replace("Host: 127.0.0.1", `Host: ${host}`))
        assert.deepStrictEqual([host, answer?.status], [host, 200])
      }
    })
  )

  it.effect("ends with 431 where a head is too large, and the server goes on", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const huge = yield* bytes(url, head(`GET ${referralsPath}`, { "X-Filler": "x".repeat(40_000) }))
      assert.match(huge, /^HTTP\/1\.1 431 /)
      const [after] = yield* answers(url, head(`GET ${referralsPath}`))
      assert.strictEqual(after?.status, 200)
    })
  )

  it.effect("waits for no body of a refused request, and answers `Expect: 100-continue`", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const statuses = yield* Effect.callback<ReadonlyArray<number>>((resume) => {
        const seen: Array<number> = []
        const asking = request(`${url}/oauth/token`, {
          method: "POST",
          headers: { ...json, expect: "100-continue", "content-length": tokenBody.length }
        })
        asking.on("continue", () => {
          seen.push(100)
          asking.end(tokenBody)
        })
        asking.on("response", (response) => {
          seen.push(response.statusCode ?? 0)
          response.resume().on("end", () => resume(Effect.succeed(seen)))
        })
        asking.flushHeaders()
      })
      assert.deepStrictEqual(statuses, [100, 200])
      const unwanted = head(`DELETE ${referralsPath}`, { "Content-Length": "1000000" })
      assert.match(yield* bytes(url, unwanted), /^HTTP\/1\.1 405 /)
    })
  )
})
