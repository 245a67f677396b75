import { assert, describe, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { run } from "../src/Cli.ts"
import { defaultPath } from "../src/Contract.ts"
import * as Dataset from "../src/Dataset.ts"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"
import { get, type ReferralPage, referralsPath, send } from "./http.ts"

const rows = Dataset.make({ referrals: 9 }).slice({}, 0, 9)
const text = readFileSync(defaultPath(), "utf8")
const strict = text.replace("maximum: 100", "maximum: 50")

/** A server that reads its files again, and what it says of that, line by line. */
const watching = Effect.fnUntraced(function* (options: MockServer.Options) {
  const lines = yield* Queue.unbounded<string>()
  const note = (line: unknown) => void Queue.offerUnsafe(lines, String(line))
  const heard = { ...globalThis.console, log: note, error: note }
  const server = yield* MockServer.make({ ...options, watch: true }).pipe(Effect.provideService(Console.Console, heard))
  return { ...server, said: Queue.take(lines) }
})

/** The command on a free port, in this process. */
const commanded = Effect.fnUntraced(function* (...flags: ReadonlyArray<string>) {
  const lines = yield* Queue.unbounded<string>()
  const note = (line: unknown) => void Queue.offerUnsafe(lines, String(line))
  const said = (pattern: RegExp) => Queue.take(lines).pipe(Effect.repeat({ until: (line) => pattern.test(line) }))
  yield* run("0.0.0", ["--port", "0", ...flags]).pipe(
    Effect.provideService(Console.Console, { ...globalThis.console, log: note, error: note }),
    Effect.forkScoped
  )
  return { said, url: /http:\S+/.exec(yield* said(/ at http:/))?.[0] ?? "" }
})

/** The status that a page of 100 gets: 400 under the strict contract. */
const status = (url: string) => Effect.map(get(url, `${referralsPath}?limit=100`), (answer) => answer.status)

describe("rows that are watched", () => {
  it.live("are read again at every save, and the last good ones stay when a save breaks them", () =>
    Effect.gen(function* () {
      const data = yield* temporaryFile("rows.json")
      writeFileSync(data, JSON.stringify(rows.slice(0, 5)))
      const { dataset, said } = yield* watching({ data })
      assert.strictEqual(dataset.count({}), 5)

      writeFileSync(data, `${JSON.stringify(rows.slice(0, 3))},`)
      assert.match(yield* said, /keeps the data that it has.*no JSON/s)
      assert.strictEqual(dataset.count({}), 5)

      // As editors save: the new file takes the old one's name.
      writeFileSync(`${data}.new`, JSON.stringify(rows))
      renameSync(`${data}.new`, data)
      assert.match(yield* said, /read .*rows\.json again/)
      assert.strictEqual(dataset.count({}), 9)
    }).pipe(Effect.scoped)
  )
})

describe("sessions over rows that are watched", () => {
  it.live("have the new rows after a save: those that are made afterwards, and those with a seed of their own", () =>
    Effect.gen(function* () {
      const data = yield* temporaryFile("rows.json")
      writeFileSync(data, JSON.stringify(rows.slice(0, 5)))
      const { said, session, url } = yield* watching({ data })
      const [seeded, generated] = [yield* session({ seed: 7 }), yield* session({ rows: "generated", referrals: 2 })]
      const again = yield* session()
      yield* send(`${url}/__mock/reset?session=${again.name}`, { method: "POST", body: '{"seed":8}' })

      writeFileSync(data, JSON.stringify(rows))
      yield* said
      const counts = [seeded, again, generated].map(({ dataset }) => dataset.count({}))
      assert.deepStrictEqual(counts, [9, 9, 2])
      const fresh = yield* get<ReferralPage>(`${url}/__session/fresh`, referralsPath)
      assert.deepStrictEqual(fresh.body.data, rows)
      const { body } = yield* send(`${url}/__mock/program?session=${seeded.name}`)
      assert.deepInclude(body, { seed: 7, source: "loaded", referrals: 9 })
    }).pipe(Effect.scoped)
  )
})

describe("a contract that is watched", () => {
  it.live("is read again when a file that it refers to is saved, and when one that was missing is there", () =>
    Effect.gen(function* () {
      const contract = yield* temporaryFile("contract.yaml")
      const part = join(dirname(contract), "limit.yaml")
      const [limit = ""] = /    Limit:\n(?:      .*\n)+/.exec(text) ?? []
      const [own, others] = ["limit", "other"].map((name) =>
        text.replace(limit, `    Limit:\n      $ref: ./${name}.yaml\n`)
      )
      const body = limit.replace(/ {4}Limit:\n/, "").replaceAll(/^ {6}/gm, "")
      writeFileSync(part, body)
      writeFileSync(contract, own ?? "")
      const { said, url } = yield* watching({ contract })
      assert.strictEqual(yield* status(url), 200)

      writeFileSync(part, body.replace("maximum: 100", "maximum: 50"))
      assert.match(yield* said, /read .*contract\.yaml again/)
      assert.strictEqual(yield* status(url), 400)

      writeFileSync(contract, others ?? "")
      assert.match(yield* said, /keeps the contract that it has.*other\.yaml: there is no such file/)
      writeFileSync(join(dirname(contract), "other.yaml"), body)
      assert.match(yield* said, /read .*contract\.yaml again/)
      assert.strictEqual(yield* status(url), 200)
    }).pipe(Effect.scoped)
  )

  it.live("is followed through links that lead elsewhere, and folders that take each other's place", () =>
    Effect.gen(function* () {
      const folder = dirname(yield* temporaryFile("any"))
      const versions = [text, strict, text].map((version, number) => {
        mkdirSync(join(folder, `v${number}`))
        writeFileSync(join(folder, `v${number}/contract.yaml`), version)
        return join(folder, `v${number}`)
      })
      const [first = "", second = "", third = ""] = versions
      // As Kubernetes mounts a ConfigMap: the file is a link through a link to a folder.
      symlinkSync(first, join(folder, "data"))
      symlinkSync("data/contract.yaml", join(folder, "contract.yaml"))
      const { said, url } = yield* watching({ contract: join(folder, "contract.yaml") })
      assert.strictEqual(yield* status(url), 200)

      symlinkSync(second, join(folder, "next"))
      renameSync(join(folder, "next"), join(folder, "data"))
      assert.match(yield* said, /again/)
      assert.strictEqual(yield* status(url), 400)

      renameSync(second, join(folder, "old"))
      renameSync(third, second)
      assert.match(yield* said, /again/)
      assert.strictEqual(yield* status(url), 200)
    }).pipe(Effect.scoped)
  )

  it.live("stays as it was, its pages too, whatever is saved in its place, and for as long as it is gone", () =>
    Effect.gen(function* () {
      const contract = yield* temporaryFile("contract.yaml")
      writeFileSync(contract, text)
      const { said, url } = yield* watching({ contract })
      const docs = (yield* send(`${url}/docs`)).text
      const broken = ["openapi: [", "", "[]", "null", "openapi: 3.1.0\npaths: 7\n", "openapi: 3.1.0\npaths: {a: 7}\n"]
      for (const save of broken) {
        writeFileSync(contract, save)
        assert.match(yield* said, /keeps the contract that it has/, save)
        assert.strictEqual(yield* status(url), 200)
        assert.strictEqual((yield* send(`${url}/openapi.yaml`)).text, text)
        assert.strictEqual((yield* send(`${url}/docs`)).text, docs)
      }
      rmSync(contract)
      assert.match(yield* said, /keeps .*there is no such file/)
      writeFileSync(contract, strict)
      assert.match(yield* said, /read .* again/)
      assert.strictEqual(yield* status(url), 400)
      assert.strictEqual((yield* send(`${url}/openapi.yaml`)).text, strict)
    }).pipe(Effect.scoped)
  )
})

describe("a scenario file that is watched", () => {
  it.live("is played anew at each save, under the same flags, and the last good one when a save breaks it", () =>
    Effect.gen(function* () {
      const scenario = yield* temporaryFile("scenario.yaml")
      writeFileSync(scenario, "maintenance: true\n")
      const flags = ["--referrals", "12", "--watch", "--scenario", scenario, "--limit-clamp", "5"]
      const { said, url } = yield* commanded(...flags)
      const page = Effect.map(get(url, referralsPath), (got) => [got.status, got.text.split('"status":').length - 1])
      assert.strictEqual((yield* page)[0], 503)
      writeFileSync(scenario, "maintenance: maybe\n")
      yield* said(/keeps the scenario that it has.*scenario\.yaml cannot be played/)
      assert.strictEqual((yield* page)[0], 503)
      writeFileSync(scenario, "meta: laravel\n")
      yield* said(/read .*scenario\.yaml again/)
      assert.deepStrictEqual(yield* page, [200, 5])
    }).pipe(Effect.scoped)
  )

  it.live(
    "is what a reset goes back to, and what other sessions play, unless they were made with one of their own",
    () =>
      Effect.gen(function* () {
        const scenario = yield* temporaryFile("scenario.yaml")
        writeFileSync(scenario, "maintenance: true\n")
        const { said, url } = yield* commanded("--referrals", "12", "--watch", "--scenario", scenario)
        const own = { method: "POST", body: '{"name":"own","scenario":{"meta":"laravel"}}' }
        yield* send(`${url}/__mock/sessions`, own)
        const limited = { method: "PUT", body: '{"rateLimit":{"requests":9,"window":9}}' }
        yield* send(`${url}/__mock/scenario?session=limited`, limited)
        const outcome = (name: string) =>
          Effect.map(get(`${url}/__session/${name}`, referralsPath), ({ headers, status: code, text: body }) =>
            [code, body.includes("per_page") ? "laravel" : "array", headers["x-ratelimit-limit"] ?? "none"].join(" ")
          )
        assert.strictEqual(yield* outcome("same"), "503 array none")

        writeFileSync(scenario, "limitClamp: 5\n")
        yield* said(/read .*scenario\.yaml again/)
        const names = ["default", "same", "made-afterwards", "own", "limited"]
        const played = ["200 array none", "200 array none", "200 array none", "200 laravel none", "200 array 9"]
        assert.deepStrictEqual(yield* Effect.forEach(names, outcome), played)
        for (const name of names) yield* send(`${url}/__mock/reset?session=${name}`, { method: "POST" })
        assert.deepStrictEqual(yield* Effect.forEach(names, outcome), [...played.slice(0, 4), "200 array none"])
      }).pipe(Effect.scoped)
  )
})
