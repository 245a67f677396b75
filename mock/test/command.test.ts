import { assert, describe, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { run } from "../src/Cli.ts"
import { defaultPath } from "../src/Contract.ts"
import * as Dataset from "../src/Dataset.ts"
import * as NodeVersion from "../src/NodeVersion.ts"
import { get, referralsPath } from "./http.ts"
import { startCommand, startNode } from "./command.ts"
import { temporaryFile } from "./files.ts"

/** What the command, run in this process, says on stderr before it gives up. */
const refusal = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const said: Array<unknown> = []
  const note = (...parts: ReadonlyArray<unknown>) => void said.push(...parts)
  const silent = { ...globalThis.console, log: note, error: note }
  const exit = yield* Effect.exit(run("0.0.0", args).pipe(Effect.provideService(Console.Console, silent)))
  assert.isTrue(Exit.isFailure(exit), `${args.join(" ")} was taken`)
  return said.map(String).join("\n")
})

describe.concurrent("piggy-mock", () => {
  it.live(
    "prints its address, plays a scenario file under flags, watches its contract, and ends with 0 on Ctrl-C",
    () =>
      Effect.gen(function* () {
        const contract = yield* temporaryFile("contract.yaml")
        const text = readFileSync(defaultPath(), "utf8")
        writeFileSync(contract, text)
        const scenario = yield* temporaryFile("scenario.yaml")
        writeFileSync(scenario, "meta: laravel\nsteps:\n  - errors: { status: 503, retryAfter: 1 }\n")
        const flags = ["--port", "0", "--contract", contract, "--watch", "--scenario", scenario, "--limit-clamp", "5"]
        const mock = yield* startCommand(...flags, "--referrals", "12")
        const url = /http:\S+/.exec(yield* mock.line(/http:\S+/))?.[0] ?? ""
        assert.deepInclude((yield* get(url, "/__mock/health")).body, { status: "ok", referrals: 12 })
        const status = () => Effect.map(get(url, `${referralsPath}?limit=100`), (answer) => answer.status)

        assert.deepStrictEqual([yield* status(), yield* status()], [503, 200])
        writeFileSync(contract, text.replace("maximum: 100", "maximum: 50"))
        yield* mock.line(/read .* again/)
        assert.strictEqual(yield* status(), 400)
        writeFileSync(contract, "openapi: [")
        yield* mock.line(/keeps the contract that it has.*line \d+/)
        assert.strictEqual(yield* status(), 400)

        mock.signal("SIGINT")
        assert.strictEqual((yield* mock.ended).code, 0)
        assert.strictEqual((yield* Effect.exit(Effect.tryPromise(() => fetch(url))))._tag, "Failure")
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

  it.live("started by a Node that is too old says what brings a newer one, and ends with 1", () =>
    Effect.gen(function* () {
      const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"
      const { code, stderr } = yield* (yield* startNode(`--import=data:text/javascript,${encodeURIComponent(old)}`)())
        .ended
      assert.strictEqual(code, 1)
      assert.strictEqual(stderr, NodeVersion.complaint("20.20.2"))
    }).pipe(Effect.scoped)
  )

  it.live("says in which line a contract does not parse", () =>
    Effect.gen(function* () {
      const path = yield* temporaryFile("contract.yaml")
      writeFileSync(path, "openapi: 3.1.0\ninfo:\n  title: [unclosed\npaths: {}\n")
      const said = yield* refusal("--port", "0", "--contract", path)
      assert.match(said, /contract\.yaml cannot be used: .* at line \d+, column \d+/)
      assert.notInclude(said, "    at ")
    }).pipe(Effect.scoped)
  )

  it.live("refuses a scenario that it does not know, and lists those that it does", () =>
    Effect.gen(function* () {
      assert.include(
        yield* refusal("--port", "0", "--scenario", "hapy"),
        "happy, flaky, slow, rate-limited, drifting, maintenance"
      )
    })
  )

  it.live("says where a scenario file is wrong, or that there is none", () =>
    Effect.gen(function* () {
      const said = Effect.fnUntraced(function* (name: string, text: string) {
        const path = yield* temporaryFile(name)
        writeFileSync(path, text)
        return yield* refusal("--port", "0", "--scenario", path)
      })
      const open = "steps:\n  - latency: 5\n  - errors: { status: 429\n  - latency: 5\n"
      assert.match(yield* said("scenario.yaml", open), /Expected ',' in the brackets that open at line 3/)
      assert.match(yield* said("scenario.yaml", "latency: 5\n meta: laravel\n"), /at line 2/)
      assert.match(yield* said("scenario.json", '{\n  "latency": 5,\n}'), /line 3/)
      assert.match(
        yield* said("scenario.yaml", "steps:\n  - latencyy: 5\n"),
        /steps\.0\.latencyy: there is no setting "latencyy"; there are latency, /
      )
      assert.match(yield* refusal("--port", "0", "--scenario", "first-fails.yaml"), /there is no such file; .* happy/)
    }).pipe(Effect.scoped)
  )

  it.live("says which scenario it plays", () =>
    Effect.gen(function* () {
      const plays = Effect.fnUntraced(function* (...flags: ReadonlyArray<string>) {
        const mock = yield* startCommand("--port", "0", "--referrals", "3", ...flags)
        return yield* mock.line(/serves .*, at http:/)
      })
      assert.include(yield* plays("--scenario", "flaky"), "serves 3 referrals, playing flaky, at")
      assert.include(yield* plays("--scenario", "slow", "--meta", "laravel"), "playing slow with changes, at")
    }).pipe(Effect.scoped)
  )

  it.live("says what a flag takes, without all the help there is", () =>
    Effect.gen(function* () {
      const refusals = [
        [["--referrals", "2000000"], "--referrals takes a number from 0 to 1000000, or none, one, page,"],
        [["--error-rate", "2"], '--error-rate takes 0 to 1; got "2"'],
        [["--limit-clamp", "0"], '--limit-clamp takes 1 to 100; got "0"'],
        [["--latency", "soon"], "--latency takes milliseconds: 200, or a range: 100-300"],
        [["--host", ""], '--host takes an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them; got ""'],
        [["--base-path", "a b"], '--base-path takes a path: /mock; got "a b"'],
        [["--allow-host", "http://mock"], "--allow-host takes a name without scheme and port: mock, or .example.com"],
        [["--allow-origin", "*"], "--allow-origin takes an origin without a path: http://localhost:5173"],
        [["--prot", "0"], "Unrecognized flag: --prot"]
      ] as const
      for (const [args, words] of refusals) {
        const said = yield* refusal(...args)
        assert.include(said, words)
        assert.match(said, /--help lists the flags\.$/)
        assert.notInclude(said, "USAGE")
      }
      assert.match(yield* refusal("--data", "rows.json", "--referrals", "5"), /--data .* --referrals .* leave one/)
    })
  )

  it.live("refuses flags that no scenario can have", () =>
    Effect.gen(function* () {
      assert.match(
        yield* refusal("--port", "0", "--rate-limit", "0/10"),
        /rateLimit\.requests: takes a whole number from 1 on/
      )
      assert.match(yield* refusal("--port", "0", "--rate-limit", "5/0"), /rateLimit\.window: takes /)
      assert.match(
        yield* refusal("--port", "0", "--latency", "300-100"),
        /latency: the shorter wait comes first, not 300 to 100/
      )
      assert.match(yield* refusal("--port", "0", "--replay", "nonsense"), /copy the whole value of an X-Mock-Replay/)
    })
  )
})

describe("piggy-mock whose output nobody reads", () => {
  it.live("serves on and goes on reading its files", () =>
    Effect.gen(function* () {
      const data = yield* temporaryFile("rows.json")
      const rows = Dataset.make({ referrals: 3 }).slice({}, 0, 3)
      writeFileSync(data, JSON.stringify(rows.slice(0, 1)))
      const mock = yield* startCommand("--port", "0", "--watch", "--data", data)
      const url = /http:\S+/.exec(yield* mock.line(/http:\S+/))?.[0] ?? ""
      mock.child.stdout.destroy()
      mock.child.stderr.destroy()
      const count = () => Effect.map(get<{ referrals: number }>(url, "/__mock/program"), ({ body }) => body.referrals)
      for (const save of [rows.slice(0, 2), [7], rows]) {
        writeFileSync(data, JSON.stringify(save))
        const wanted = save.length === 1 ? 2 : save.length
        yield* count().pipe(
          Effect.tap(Effect.sleep("50 millis")),
          Effect.repeat({ until: (referrals) => referrals === wanted })
        )
      }
      assert.isNull(mock.child.exitCode)
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
