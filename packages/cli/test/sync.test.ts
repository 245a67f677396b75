/**
 * `piggy sync`: accounts of a mock in a database, as somebody starts and watches it.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as NetAddress from "effect/net/NetAddress"
import * as Schedule from "effect/Schedule"
import { existsSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Piggy from "./piggy.ts"

/** Two accounts, one of which lacks its key, and a file that names them. */
const world = Effect.gen(function* () {
  const mock = yield* MockServer.MockServer
  const folder = yield* Piggy.folder
  const cafe = yield* mock.session({ name: "cafe", key: "key-of-cafe", referrals: 2500, scenario: { latency: 30 } })
  writeFileSync(
    join(folder, "accounts.yaml"),
    `accounts:
  - { name: cafe, apiKeyEnv: CAFE_KEY, baseUrl: "${mock.url}" }
  - { name: bakery, apiKeyEnv: BAKERY_KEY, baseUrl: "${mock.url}" }
`
  )
  return { folder, cafe, env: { CAFE_KEY: "key-of-cafe" } }
})

const withMock = Piggy.withMock({ referrals: 1 })

const freePort = Effect.callback<number>((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
  })
})

/** The status of an answer once it is the one that is waited for. */
const answers = (url: string, status: number) =>
  Effect.tryPromise(async () => (await fetch(url)).status).pipe(
    Effect.orElseSucceed(() => 0),
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: (got) => got === status })
  )

/** A collector of OpenTelemetry that keeps what it is sent, by path. */
const collector = Effect.gen(function* () {
  const received = new Map<string, string>()
  const server = yield* NodeHttpServer.make(createServer, { host: "127.0.0.1", port: 0 })
  yield* server.serve(
    Effect.gen(function* () {
      const request = yield* HttpServerRequest.HttpServerRequest
      received.set(request.url, (received.get(request.url) ?? "") + (yield* request.text))
      return HttpServerResponse.empty()
    })
  )
  return { received, url: NetAddress.formatUrlUnsafe(server.address) }
})

describe("piggy sync", () => {
  it.live("reads accounts into a file, tells which need a person, and `status` tells it again", () =>
    Effect.gen(function* () {
      const { env, folder } = yield* world
      const { code, stderr, stdout } = yield* Piggy.runProcess(["sync"], env, folder)
      const db = ["--db", `sqlite:${join(folder, "referrals.db")}`]
      assert.strictEqual(code, 5)
      assert.include(stderr, "1 account could not be read whole")
      const status: unknown = JSON.parse(stdout)
      assert.deepInclude(status, { ended: true, accounts: { complete: 1, failed: 1 }, items: 2500, added: 2500 })
      assert.include(stdout, "set the variable BAKERY_KEY where every runner finds it")
      assert.notInclude(stdout + stderr, "key-of-cafe")
      assert.strictEqual((yield* Piggy.runProcess(["sync", "status"], {}, folder)).stdout, stdout)
      const insights = yield* Piggy.run(["insights", ...db, "--json"])
      assert.strictEqual(insights.code, 0, insights.stderr)
      assert.include(insights.stdout, '"total":2500')
    }).pipe(Effect.scoped, withMock)
  )

  it.live("shows a table of what failed on a terminal", () =>
    Effect.gen(function* () {
      const { env, folder } = yield* world
      const db = ["--db", `sqlite:${join(folder, "referrals.db")}`]
      yield* Piggy.runProcess(["sync", ...db], env, folder)
      const { stdout } = yield* Piggy.runOnScreen(["sync", "status", ...db, "--watch"], 100)
      assert.match(stdout, /sync .*, ended: 1 complete, 1 failed/)
      assert.match(stdout, /2,500 referrals on 25 pages: 2,500 new, 0 changed, 0 vanished/)
      assert.match(stdout, /bakery +failed +CredentialMissing +the credential of the account/)
    }).pipe(Effect.scoped, withMock)
  )

  it.live("answers a supervisor, ends on SIGTERM, and goes on when it is started again", () =>
    Effect.gen(function* () {
      const { cafe, env, folder } = yield* world
      const port = yield* freePort
      const health = `127.0.0.1:${port}`
      const first = yield* Piggy.start(["sync", "--health", health], env, folder)
      yield* answers(`http://${health}/readyz`, 200)
      assert.strictEqual(yield* answers(`http://${health}/healthz`, 200), 200)
      assert.strictEqual(yield* answers(`http://${health}/other`, 404), 404)
      yield* Effect.repeat(cafe.counts, {
        schedule: Schedule.spaced("10 millis"),
        until: ({ requests }) => requests >= 8
      })
      first.child.kill("SIGTERM")
      assert.strictEqual((yield* first.ended).code, 130)
      const before = (yield* cafe.counts).requests
      const second = yield* Piggy.start(["sync"], env, folder)
      const { stdout } = yield* second.ended
      assert.deepInclude(JSON.parse(stdout), { ended: true, accounts: { complete: 1, failed: 1 }, items: 2500 })
      // The pages that were committed are not read again, but for the last.
      assert.isBelow((yield* cafe.counts).requests, before + 26)
    }).pipe(Effect.scoped, withMock)
  )

  it.live("sends spans, metrics and logs to a collector, and no credential", () =>
    Effect.gen(function* () {
      const { env, folder } = yield* world
      const { received, url } = yield* collector
      yield* Piggy.runProcess(["sync"], { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: url }, folder)
      assert.include(received.get("/v1/traces"), "Sync.drain")
      assert.include(received.get("/v1/metrics"), "piggy.rows")
      assert.include(received.get("/v1/metrics"), "piggy.sync.pages")
      for (const text of received.values()) assert.notInclude(text, "key-of-cafe")
    }).pipe(Effect.scoped, withMock)
  )

  for (const args of [["sync", "status"], ["insights"]]) {
    it.live(`makes no database where \`piggy ${args.join(" ")}\` looks for one that is not there`, () =>
      Effect.gen(function* () {
        const path = join(yield* Piggy.folder, "typo.db")
        const { code, stderr, stdout } = yield* Piggy.run([...args, "--db", `sqlite:${path}`])
        assert.deepStrictEqual([code, stdout], [2, ""])
        assert.strictEqual(stderr, `piggy: there is no database ${path}: name the file that \`piggy sync\` wrote\n`)
        assert.isFalse(existsSync(path))

        // A database of something else is left as it is.
        const other = new DatabaseSync(path)
        const { stderr: said } = yield* Piggy.run([...args, "--db", `sqlite:${path}`])
        assert.match(said, /^piggy: (?:there is no sync in this database yet|the database has no referrals of that)/)
        assert.deepStrictEqual(other.prepare("select name from sqlite_master").all(), [])
        other.close()
      }).pipe(Effect.scoped, withMock)
    )
  }

  it.live("refuses what cannot be, and says what to do", () =>
    Effect.gen(function* () {
      const { folder } = yield* world
      const refusal = (...args: ReadonlyArray<string>) => Piggy.run(["sync", ...args])
      const file = yield* refusal("--accounts", "none.yaml", "--db", `sqlite:${join(folder, "referrals.db")}`)
      assert.include(file.stderr, "none.yaml: cannot be read: NotFound")
      const alone = yield* refusal("--runner", "127.0.0.1:34431")
      assert.deepStrictEqual([alone.code, alone.stderr.includes("give --db postgres://")], [2, true])
      const db = yield* refusal("--db", "mysql://root:secret@db/x")
      assert.include(db.stderr, "the database must be sqlite:PATH")
      assert.notInclude(db.stderr, "secret")
    }).pipe(Effect.scoped, withMock)
  )
})
