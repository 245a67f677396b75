/**
 * `piggy watch`, `doctor`, `mock` and `demo`.
 */
import { assert, describe, it } from "@effect/vitest"
import { MockServer } from "@effect-piggy/mock"
import * as Effect from "effect/Effect"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import * as Piggy from "./piggy.ts"

const linesOf = (text: string): ReadonlyArray<unknown> =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line))

describe("a watch", () => {
  it.live("tells what appeared, changed and vanished, a line each, and names no email", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const rows = yield* Piggy.rows
      const pending = rows.find(({ status }) => status === "pending")?.uuid ?? ""
      const gone = rows.findLast(({ uuid }) => uuid !== pending)?.uuid ?? ""
      const { child, ended, line } = yield* Piggy.start(["watch", "--every", "1"])
      yield* line(/150 referrals known/)
      const added = yield* mock.add({ status: "completed" })
      yield* mock.change(pending, { status: "failed" })
      yield* mock.remove(gone)
      yield* line(/vanished/)
      child.kill("SIGINT")
      const { code, stdout } = yield* ended
      assert.strictEqual(code, 130)
      const told = linesOf(stdout)
      assert.lengthOf(told, 3)
      for (const [position, change] of [
        { change: "appeared", uuid: added.uuid, status: "completed" },
        { change: "changed", uuid: pending, from: "pending", status: "failed" },
        { change: "vanished", uuid: gone }
      ].entries()) {
        assert.deepInclude(
          told.toSorted((a, b) => (JSON.stringify(a).slice(40) < JSON.stringify(b).slice(40) ? -1 : 1))[position],
          change
        )
      }
      assert.notInclude(stdout, "@")
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 150 }))
  )

  it.live("keeps its file to itself while it lasts", () =>
    Effect.gen(function* () {
      const file = join(yield* Piggy.folder, "known.json")
      const first = yield* Piggy.start(["watch", "--snapshot", file])
      yield* first.line(/20 referrals known/)
      const { code, stderr } = yield* Piggy.run(["watch", "--once", "--snapshot", file])
      assert.strictEqual(code, 1)
      assert.match(stderr, /another process is using .*known\.json: wait until it has ended/)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 20 }))
  )

  it.live("goes on from its file, once, as a scheduled job would", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const file = join(yield* Piggy.folder, "known.json")
      const args = ["watch", "--once", "--snapshot", file]
      const first = yield* Piggy.run(args)
      assert.strictEqual(first.code, 0, first.stderr)
      assert.strictEqual(first.stdout, "")
      assert.notInclude(readFileSync(file, "utf8"), "@")

      const { uuid } = yield* mock.add({ status: "pending" })
      const second = yield* Piggy.run(args)
      assert.deepInclude(linesOf(second.stdout)[0], { change: "appeared", uuid })
      assert.strictEqual((yield* Piggy.run(args)).stdout, "")

      // What fails has found nothing, and forgets nothing.
      const saved = readFileSync(file, "utf8")
      assert.strictEqual((yield* Piggy.run(args, { PIGGY_API_KEY: "expired" })).code, 3)
      assert.strictEqual(readFileSync(file, "utf8"), saved)

      const other = yield* Piggy.run([...args, "--referrer", uuid])
      assert.strictEqual(other.code, 2)
      assert.match(other.stderr, /known\.json knows other referrals: give the same --referrer, or another file/)
      assert.strictEqual(readFileSync(file, "utf8"), saved)

      writeFileSync(file, "{}")
      const odd = yield* Piggy.run(args)
      assert.strictEqual(odd.code, 2)
      assert.match(odd.stderr, /is no snapshot of referrals/)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 120 }))
  )
})

describe("the doctor", () => {
  it.live("finds nothing wrong where nothing is", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* Piggy.runProcess(["doctor"])
      assert.strictEqual(code, 0)
      assert.match(
        stdout,
        /^ok {5}key {6}from PIGGY_API_KEY, accepted\nok {5}address .*\nok {5}request .*\nok {5}clock .*agrees/
      )
    }).pipe(Piggy.withMock({ referrals: 1 }))
  )

  for (const [what, env, code, words] of [
    [
      "no key",
      { PIGGY_API_KEY: undefined },
      3,
      /^wrong {2}key .*no credential is set.*\n +mend it: {2}export PIGGY_API_KEY=…/
    ],
    [
      "a key that is refused",
      { PIGGY_API_KEY: "expired" },
      3,
      /^wrong {2}key .*not accepted.*\n +mend it: {2}export PIGGY_API_KEY=… .*\nok {5}address/
    ],
    [
      "an address where nobody is",
      { PIGGY_BASE_URL: "http://127.0.0.1:9" },
      1,
      /wrong {2}address .*no answer.*\n +mend it: {2}curl -sv http:\/\/127\.0\.0\.1:9/
    ],
    [
      "an address that is none",
      { PIGGY_BASE_URL: "ftp://example.com" },
      2,
      /wrong {2}address .*https:.*\n +mend it: {2}unset PIGGY_BASE_URL/
    ]
  ] as const) {
    it.live(`finds ${what}, and says what mends it`, () =>
      Effect.gen(function* () {
        const found = yield* Piggy.run(["doctor"], env)
        assert.strictEqual(found.code, code)
        assert.match(found.stdout, words)
        assert.strictEqual(found.stderr, "")
      }).pipe(Piggy.withMock({ referrals: 1 }))
    )
  }

  it.live("finds a clock that is an hour off", () =>
    Effect.gen(function* () {
      const server = createServer((_, response) => {
        response.setHeader("date", new Date(Date.now() + 3_600_000).toUTCString())
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify({ data: [], meta: [] }))
      })
      yield* Effect.acquireRelease(
        Effect.promise(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))),
        () => Effect.sync(() => server.close().closeAllConnections())
      )
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const { code, stdout } = yield* Piggy.run(["doctor"], { PIGGY_BASE_URL: `http://127.0.0.1:${port}` })
      assert.strictEqual(code, 1)
      assert.match(
        stdout,
        /wrong {2}clock +(?:59 min \d+ s|60 min 0 s) behind the server's.*\n +mend it: {2}sudo timedatectl/
      )
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )
})

describe("the mock", () => {
  it.live("is started with its own flags", () =>
    Effect.gen(function* () {
      const { child, ended, line } = yield* Piggy.start(["mock", "--port", "0", "--referrals", "7"])
      const url = /http:\S+/.exec(yield* line(/serves 7 referrals, playing happy, at http:\S+/))?.[0] ?? ""
      const { stdout } = yield* Piggy.run(["list"], { PIGGY_BASE_URL: url })
      assert.lengthOf(linesOf(stdout), 7)
      child.kill("SIGINT")
      assert.strictEqual((yield* ended).code, 130)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )

  it.live("refuses what it cannot play with 2", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* Piggy.run(["mock", "--scenario", "stormy"])
      assert.strictEqual(code, 2)
      assert.match(stderr, /^piggy: .*there is no scenario "stormy"; there are happy, /)
    }).pipe(Piggy.withMock({ referrals: 1 }))
  )
})

describe("the demo", () => {
  it.live("leads from nothing to the figures and the report", () =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Piggy.runProcess(["demo"], {
        PIGGY_API_KEY: undefined,
        PIGGY_BASE_URL: undefined
      })
      assert.strictEqual(code, 0, stderr)
      assert.match(stdout, /^piggy-mock serves 2537 referrals, playing happy, at http:/)
      assert.match(stdout, /What became of the referrals\n {2}completed +█/)
      const rows = yield* Piggy.rows
      for (const status of ["completed", "pending", "failed"]) {
        const count = rows.filter((row) => row.status === status).length
        assert.match(stdout, new RegExp(` ${status} +[█▒░]\\S* +${count.toLocaleString("en-US")} `))
      }
      const report = /The report is in (\S+)\n2537 referrals, complete\n$/.exec(stdout)?.[1] ?? ""
      assert.match(readFileSync(report, "utf8"), /<h1>Referral program<\/h1>/)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 2537 }))
  )

  it.live("shows what it waits for where the server allows few requests", () =>
    Effect.gen(function* () {
      const report = join(yield* Piggy.folder, "report.html")
      const args = ["demo", "--scenario", "rate-limited", "--referrals", "700", "--html", report]
      const { code, stdout } = yield* Piggy.runOnScreen(args, 100)
      assert.strictEqual(code, 0)
      assert.match(stdout, /\d+ pages {2}[\d,]+ referrals {2}[\d,]+\/s {2}waiting \d s: the server limits requests/)
      assert.match(stdout, /700 referrals, complete\r\n$/)
      assert.isTrue(existsSync(report))
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )
})
