import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { get } from "./http.ts"
import { startCommand } from "./command.ts"
import { temporaryFile } from "./files.ts"

describe("piggy-mock", () => {
  it.live("prints its address, serves, and ends with 0 on Ctrl-C, leaving no port behind", () =>
    Effect.gen(function* () {
      const mock = yield* startCommand("--port", "0", "--referrals", "12")
      const line = yield* mock.line(/http:\S+/)
      const url = /http:\S+/.exec(line)?.[0] ?? ""
      assert.deepInclude((yield* get(url, "/__mock/health")).body, { status: "ok", referrals: 12 })
      mock.signal("SIGINT")
      assert.strictEqual((yield* mock.ended).code, 0)
      const again = yield* Effect.exit(Effect.tryPromise(() => fetch(url)))
      assert.strictEqual(again._tag, "Failure")
    }).pipe(Effect.scoped)
  )

  it.live("says which port is taken and what to do, and ends with 1", () =>
    Effect.gen(function* () {
      const port = yield* takenPort
      const mock = yield* startCommand("--port", String(port))
      const { code, stderr } = yield* mock.ended
      assert.strictEqual(code, 1)
      assert.include(stderr, `Port ${port} on 127.0.0.1 is taken`)
      assert.include(stderr, "--port 0")
      assert.notInclude(stderr, "    at ")
    }).pipe(Effect.scoped)
  )

  it.live("says in which line a contract does not parse, and ends with 1", () =>
    Effect.gen(function* () {
      const path = yield* temporaryFile("contract.yaml")
      writeFileSync(path, "openapi: 3.1.0\ninfo:\n  title: [unclosed\npaths: {}\n")
      const mock = yield* startCommand("--port", "0", "--contract", path)
      const { code, stderr } = yield* mock.ended
      assert.strictEqual(code, 1)
      assert.match(stderr, /contract\.yaml cannot be used: .* at line \d+, column \d+/)
      assert.notInclude(stderr, "    at ")
    }).pipe(Effect.scoped)
  )
})

/** A port that something else listens on. */
const takenPort = Effect.acquireRelease(
  Effect.callback<ReturnType<typeof createServer>>((resume) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  }),
  (server) => Effect.sync(() => server.close())
).pipe(
  Effect.map((server) => {
    const address = server.address()
    return typeof address === "object" && address !== null ? address.port : 0
  })
)
