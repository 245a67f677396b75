/**
 * Every example as a user starts it: a process of its own that talks to piggy-mock over HTTP.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as NetAddress from "effect/net/NetAddress"
import * as Stream from "effect/Stream"
import { ChildProcess } from "effect/process"
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Chromium from "./chromium.ts"

const folder = new URL("../examples/", import.meta.url)

/** Starts an example; it is gone with the scope. */
const start = Effect.fnUntraced(function* (
  name: string,
  env: Record<string, string> = {},
  args: ReadonlyArray<string> = []
) {
  const { url } = yield* MockServer.MockServer
  const child = yield* ChildProcess.make(process.execPath, [fileURLToPath(new URL(name, folder)), ...args], {
    env: { PIGGY_API_KEY: "key", PIGGY_BASE_URL: url, ...env },
    extendEnv: true,
    detached: false
  })
  return { child, lines: Stream.splitLines(Stream.decodeText(child.stdout)) }
})

/** The lines that an example prints until it ends. */
const run = (...what: Parameters<typeof start>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { child, lines } = yield* start(...what)
      const printed = yield* Stream.runCollect(lines)
      assert.strictEqual(Number(yield* child.exitCode), 0)
      return printed
    })
  )

/** The first line of an example that goes on running. */
const firstLine = Effect.fnUntraced(function* (...what: Parameters<typeof start>) {
  const { lines } = yield* start(...what)
  return (yield* Stream.runCollect(Stream.take(lines, 1)))[0] ?? ""
})

const uuids = Effect.map(MockServer.MockServer, ({ dataset }) =>
  dataset.slice({}, 0, dataset.count({})).map(({ uuid }) => uuid)
)

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "example-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const withMock = (options: Parameters<typeof MockServer.layer>[0]) =>
  Effect.provide(Layer.merge(MockServer.layer(options), NodeServices.layer))

// A process that starts on a busy machine takes its time.
describe("the example", { timeout: 120_000 }, () => {
  it.live("list.ts prints five referrals", () =>
    Effect.gen(function* () {
      const printed = yield* run("list.ts")
      assert.deepStrictEqual(
        printed.map((line) => line.split(" ")[0]),
        (yield* uuids).slice(0, 5)
      )
    }).pipe(withMock({ referrals: 150 }))
  )

  it.live("stream.ts prints a line for each completed referral", () =>
    Effect.gen(function* () {
      const { dataset } = yield* MockServer.MockServer
      const [heading, ...rows] = yield* run("stream.ts")
      assert.strictEqual(heading, "referral,referring_contact,referred_contact")
      assert.strictEqual(rows.length, dataset.count({ status: "completed" }))
    }).pipe(withMock({ referrals: 450 }))
  )

  it.live("resume.ts, killed on its way, goes on without skipping a referral", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const env = { PIGGY_CHECKPOINT: join(yield* temporaryFolder, "checkpoint.json") }
      const all = yield* uuids
      const before = yield* Effect.scoped(
        Effect.gen(function* () {
          const { child, lines } = yield* start("resume.ts", env)
          const kill = child.kill({ killSignal: "SIGKILL" })
          return yield* Stream.runCollect(Stream.tap(lines, (uuid) => (uuid === all[249] ? kill : Effect.void)))
        })
      )
      assert.isTrue(existsSync(env.PIGGY_CHECKPOINT))
      yield* mock.play({})
      const after = yield* run("resume.ts", env)
      const twice = before.length + after.length - all.length
      assert.deepStrictEqual([...before, ...after.slice(twice)], all)
      assert.isAtLeast(before.length, 250)
      assert.isAtMost(twice, 100)
      assert.isFalse(existsSync(env.PIGGY_CHECKPOINT))
    }).pipe(
      Effect.scoped,
      // After six requests nobody answers: it is killed on its way, however busy the machine.
      withMock({ referrals: 1000, scenario: { latency: 60_000, steps: [{ latency: 0, times: 6 }] } })
    )
  )

  it.live("many-accounts.ts asks for each account with its own key", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const keys = { PIGGY_API_KEY_CAFE: "one", PIGGY_API_KEY_BAKERY: "two" }
      const printed = yield* run("many-accounts.ts", keys, ["cafe", "bakery", "cafe"])
      assert.sameMembers([...printed], ["cafe: 150 referrals", "bakery: 150 referrals", "cafe: 150 referrals"])
      assert.strictEqual(new Set((yield* mock.journal).map(({ client }) => client)).size, 2)
    }).pipe(withMock({ referrals: 150 }))
  )

  it.live("web-handler.ts answers with referrals, and with an error's own status", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const url = yield* firstLine("web-handler.ts", { PORT: "0" })
      const ask = (query: string) => Effect.promise(() => fetch(`${url}?${query}`))
      const answer = yield* ask("page=2")
      const rows: unknown = yield* Effect.promise(() => answer.json())
      assert.deepStrictEqual(
        Array.isArray(rows) && rows.map(({ uuid }: { readonly uuid: unknown }) => uuid),
        (yield* uuids).slice(100)
      )
      assert.strictEqual((yield* ask("page=0")).status, 400)
      yield* mock.play({ errors: { status: 429, retryAfter: 120 } })
      const limited = yield* ask("page=1")
      assert.deepStrictEqual([limited.status, limited.headers.get("retry-after")], [503, "120"])
    }).pipe(Effect.scoped, withMock({ referrals: 150 }))
  )

  it.live("opentelemetry.ts sends spans, metrics and logs to a collector", () =>
    Effect.gen(function* () {
      const received = new Map<string, string>()
      const server = yield* NodeHttpServer.make(createServer, { host: "127.0.0.1", port: 0 })
      yield* server.serve(
        Effect.gen(function* () {
          const request = yield* HttpServerRequest.HttpServerRequest
          received.set(request.url, (received.get(request.url) ?? "") + (yield* request.text))
          return HttpServerResponse.jsonUnsafe({})
        })
      )
      yield* run("opentelemetry.ts", { OTEL_EXPORTER_OTLP_ENDPOINT: NetAddress.formatUrlUnsafe(server.address) })
      for (const name of ["nightly-report", "Referrals.collect", "PiggyClient.getJson"]) {
        assert.include(received.get("/v1/traces"), `"${name}"`)
      }
      assert.include(received.get("/v1/metrics"), '"piggy.rows"')
      assert.match(received.get("/v1/logs") ?? "", /\d+ completed referrals/)
    }).pipe(Effect.scoped, withMock({ referrals: 150 }))
  )

  it.live.skipIf(Chromium.isSkipped)("browser/ shows every referral", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const address = new URL(yield* firstLine("browser/serve.ts"))
      address.search = `?api=${url}`
      const page = yield* Chromium.newPage
      const rows = yield* Effect.promise(async () => {
        await page.goto(address.href)
        await page.getByText("450 referrals", { exact: true }).waitFor()
        return page.getByRole("listitem").allTextContents()
      })
      assert.deepStrictEqual(
        rows.map((row) => row.split(" ")[0]),
        yield* uuids
      )
    }).pipe(Effect.scoped, withMock({ referrals: 450 }))
  )
})

describe("packages/core/examples/README.md", () => {
  it("names every example, and none that is not there", () => {
    const files = readdirSync(folder, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name
    )
    const listed = [...readFileSync(new URL("README.md", folder), "utf8").matchAll(/^\| \[`(.+?)`\]/gm)]
    assert.sameMembers(
      listed.map(([, name]) => name ?? ""),
      files.filter((name) => name !== "README.md")
    )
  })
})
