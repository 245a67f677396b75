import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { connect } from "node:net"
import * as MockServer from "../src/MockServer.ts"
import { referralsPath, send } from "./http.ts"

/** Connects, says a request, and stays. @returns the moment at which the other side hangs up */
const talk = (url: string, head: string, body = "") =>
  Effect.gen(function* () {
    const socket = connect(Number(new URL(url).port), "127.0.0.1")
    const closed = new Promise<void>((resolve) => {
      socket.resume()
      socket.on("error", () => undefined).on("close", resolve)
    })
    yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()))
    yield* Effect.callback<void>((resume) => {
      socket.write(`${head}\r\nHost: 127.0.0.1\r\nAuthorization: Bearer a\r\n\r\n${body}`, () => resume(Effect.void))
    })
    return Effect.promise(() => closed)
  })

const list = `GET ${referralsPath} HTTP/1.1`
const scenario = (settings: object): string => `${list}\r\nX-Mock-Scenario: ${JSON.stringify(settings)}`
const post = (line: string): string => `${line} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100`

const holding = [
  ["has sent half a request", post("POST /oauth/token"), "{"],
  ["has sent half a control request", post("PUT /__mock/scenario"), "{"],
  ["waits for a slow answer", scenario({ latency: 600_000 }), ""],
  ["reads a body that trickles", scenario({ connection: { slow: 1, duration: 600_000 } }), ""],
  ["listens to the journal", "GET /__mock/journal HTTP/1.1\r\nAccept: text/event-stream", ""],
  ["keeps its connection for later", list, ""]
] as const

describe("a server that ends while a client", () => {
  for (const [what, head, body] of holding) {
    it.live(`${what} hangs up at once and gives its port back`, () =>
      Effect.gen(function* () {
        // The client's connection outlives the server.
        const outer = yield* Effect.scope
        const left = yield* Effect.gen(function* () {
          const { url } = yield* MockServer.make({ referrals: 1 })
          const ended = yield* talk(url, head, body).pipe(Scope.provide(outer))
          // A request that was sent later is answered: the one before has arrived.
          yield* send(`${url}${referralsPath}`)
          return { ended, url }
        }).pipe(Effect.scoped)
        yield* left.ended
        assert.strictEqual((yield* Effect.exit(Effect.tryPromise(() => fetch(left.url))))._tag, "Failure")
      }).pipe(Effect.scoped, Effect.timeout("5 seconds"))
    )
  }
})
