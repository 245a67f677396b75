import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { defaultPath } from "../src/Contract.ts"
import { get, referralsPath } from "./http.ts"
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

describe("piggy-mock --watch", () => {
  it.live("plays a scenario file, reads a saved contract again, and keeps the last good one when it is broken", () =>
    Effect.gen(function* () {
      const contract = yield* temporaryFile("contract.yaml")
      const text = readFileSync(defaultPath(), "utf8")
      writeFileSync(contract, text)
      const scenario = yield* temporaryFile("scenario.yaml")
      writeFileSync(scenario, "meta: laravel\nsteps:\n  - errors: { status: 503, retryAfter: 1 }\n")
      const flags = ["--port", "0", "--contract", contract, "--watch", "--scenario", scenario, "--limit-clamp", "5"]
      const mock = yield* startCommand(...flags)
      const url = /http:\S+/.exec(yield* mock.line(/http:\S+/))?.[0] ?? ""
      const status = () => Effect.map(get(url, `${referralsPath}?limit=100`), (answer) => answer.status)

      assert.deepStrictEqual([yield* status(), yield* status()], [503, 200])
      writeFileSync(contract, text.replace("maximum: 100", "maximum: 50"))
      yield* mock.line(/read .* again/)
      assert.strictEqual(yield* status(), 400)
      writeFileSync(contract, "openapi: [")
      yield* mock.line(/keeps the contract that it has.*line \d+/)
      assert.strictEqual(yield* status(), 400)
    }).pipe(Effect.scoped)
  )

  it.live("refuses a scenario that it does not know, and lists those that it does", () =>
    Effect.gen(function* () {
      const mock = yield* startCommand("--port", "0", "--scenario", "hapy")
      const { code, stderr } = yield* mock.ended
      assert.strictEqual(code, 1)
      assert.include(stderr, "happy, flaky, slow, rate-limited, drifting, maintenance")
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
