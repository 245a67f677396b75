/**
 * `piggy export`: what is in the file, under which name, and what the command ends with.
 */
import { assert, describe, it } from "@effect/vitest"
import { MockServer } from "@effect-piggy/mock"
import * as Effect from "effect/Effect"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as DuckDb from "./duckdb.ts"
import * as Piggy from "./piggy.ts"

const select = (path: string) =>
  path.endsWith("csv")
    ? `read_csv('${path}', header = true, all_varchar = true, nullstr = '')`
    : `read_parquet('${path}')`

/** A row by its columns, as the formats that have columns write it. */
const flat = ({ referred_contact, referring_contact, status, uuid }: Piggy.Row) => ({
  uuid,
  status,
  referring_contact_uuid: referring_contact.uuid,
  referring_contact_email: referring_contact.email ?? null,
  referred_contact_uuid: referred_contact.uuid,
  referred_contact_email: referred_contact.email ?? null
})

describe("an export", () => {
  for (const [format, run] of [
    ["csv", Piggy.run],
    ["parquet", Piggy.runProcess]
  ] as const) {
    it.live(`as ${format} holds every referral, in order, as DuckDB reads it`, () =>
      Effect.gen(function* () {
        const path = join(yield* Piggy.folder, `all.${format}`)
        const { code, stderr, stdout } = yield* run(["export", "--out", path])
        assert.strictEqual(code, 0, stderr)
        assert.strictEqual(stdout, "")
        assert.match(stderr, /^piggy: 2,537 referrals in .* \(27 pages, .*\), complete\n$/)
        assert.deepStrictEqual(yield* DuckDb.query(`SELECT * FROM ${select(path)}`), (yield* Piggy.rows).map(flat))
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 2537 }))
    )
  }

  for (const format of ["json", "ndjson"]) {
    it.live(`as ${format} holds every referral with every field`, () =>
      Effect.gen(function* () {
        const path = join(yield* Piggy.folder, `all.${format}`)
        assert.strictEqual((yield* Piggy.run(["export", "--out", path])).code, 0)
        const text = readFileSync(path, "utf8")
        const found: unknown =
          format === "json"
            ? JSON.parse(text)
            : text
                .trimEnd()
                .split("\n")
                .map((line): unknown => JSON.parse(line))
        assert.deepStrictEqual(found, structuredClone(yield* Piggy.rows))
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 450 }))
    )
  }

  it.live("of a list without a referral is a whole file of its format", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      for (const name of ["a.csv", "a.json", "a.ndjson", "a.parquet"]) {
        assert.strictEqual((yield* Piggy.run(["export", "--out", join(folder, name)])).code, 0)
      }
      assert.match(readFileSync(join(folder, "a.csv"), "utf8"), /^uuid,status,[a-z_,]+\r\n$/)
      assert.deepStrictEqual(JSON.parse(readFileSync(join(folder, "a.json"), "utf8")), [])
      assert.strictEqual(readFileSync(join(folder, "a.ndjson"), "utf8"), "")
      assert.deepStrictEqual(yield* DuckDb.query(`SELECT count(*) n FROM '${join(folder, "a.parquet")}'`), [{ n: "0" }])
      assert.strictEqual(readdirSync(folder).length, 4)
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 0 }))
  )

  it.live("keeps UUIDs as UUIDs in Parquet", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "all.parquet")
      yield* Piggy.run(["export", "--out", path, "--status", "failed"])
      const types = yield* DuckDb.query(`DESCRIBE SELECT * FROM '${path}'`)
      assert.deepStrictEqual(
        types.map((column) => column["column_type"]),
        ["UUID", "VARCHAR", "UUID", "VARCHAR", "UUID", "VARCHAR"]
      )
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 120 }))
  )

  it.live("whose list ended in doubt is no whole file: it keeps another name, and the code is 5", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const path = join(folder, "all.json")
      const { code, stderr } = yield* Piggy.run(["export", "--out", path])
      assert.strictEqual(code, 5)
      assert.match(
        stderr,
        /the end of the list is in doubt: nothing shows that this is the end; 50 referrals in .*\.partial/
      )
      assert.deepStrictEqual(readdirSync(folder), ["all.json.partial"])
      const found: unknown = JSON.parse(readFileSync(`${path}.partial`, "utf8"))
      assert.deepStrictEqual(found, structuredClone(yield* Piggy.rows))
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 50, scenario: { paging: "ignored" } }))
  )

  it.live("that fails on its way leaves what came as a whole file of another name, and the old file alone", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const path = join(folder, "all.json")
      writeFileSync(path, "the old one")
      const { code, stderr } = yield* Piggy.run(["export", "--out", path, "--concurrency", "1"])
      assert.strictEqual(code, 3)
      assert.match(stderr, /the 300 referrals that came before are in .*\.partial/)
      assert.strictEqual(readFileSync(path, "utf8"), "the old one")
      const found: unknown = JSON.parse(readFileSync(`${path}.partial`, "utf8"))
      assert.deepStrictEqual(found, structuredClone((yield* Piggy.rows).slice(0, 300)))
    }).pipe(
      Effect.scoped,
      Piggy.withMock({ referrals: 1000, scenario: { errors: { status: 401 }, steps: [{ errors: null, times: 3 }] } })
    )
  )

  it.live("that is refused at once leaves nothing", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const { code } = yield* Piggy.run(["export", "--out", join(folder, "all.csv")], { PIGGY_API_KEY: "expired" })
      assert.strictEqual(code, 3)
      assert.deepStrictEqual(readdirSync(folder), [])
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 50 }))
  )

  for (const format of ["csv", "json", "ndjson"]) {
    it.live(`to stdout as ${format} is what the file would be, and makes no file`, () =>
      Effect.gen(function* () {
        const folder = yield* Piggy.folder
        const path = join(folder, `all.${format}`)
        yield* Piggy.run(["export", "--out", path])
        const piped = yield* Piggy.run(["export", "--out", "-", "--format", format])
        assert.deepStrictEqual([piped.code, piped.stdout], [0, readFileSync(path, "utf8")])
        assert.match(piped.stderr, /^piggy: 450 referrals in stdout \(6 pages, .*\), complete\n$/)
        assert.isFalse(existsSync("-") || existsSync("-.partial"))
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 450 }))
    )
  }

  it.live("to stdout whose list ended in doubt has no end, so that nobody takes it for a whole one", () =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Piggy.run(["export", "--out", "-", "--format", "json"])
      assert.strictEqual(code, 5)
      assert.match(stderr, /the end of the list is in doubt: .*; 50 referrals in stdout/)
      assert.throws((): unknown => JSON.parse(stdout))
      assert.deepStrictEqual(JSON.parse(`${stdout}]`), structuredClone(yield* Piggy.rows))
    }).pipe(Piggy.withMock({ referrals: 50, scenario: { paging: "ignored" } }))
  )

  for (const [args, words] of [
    [["export", "--out", "-"], /stdout does not say its format: add --format ndjson\|json\|csv\|parquet/],
    [["export", "--out", "-", "--format", "parquet"], /give --out a name, such as all\.parquet/],
    [["export", "--out", "-", "--format", "csv", "--checkpoint", "c"], /--checkpoint goes on with a file/],
    [["export", "--out", "all.csv", "--checkpoint", "-"], /only `piggy export --out -` writes to stdout/],
    [["insights", "--html", "-"], /only `piggy export --out -` writes to stdout/]
  ] as const) {
    it.live(`is refused with 2 as \`piggy ${args.join(" ")}\``, () =>
      Effect.gen(function* () {
        const { code, stderr, stdout } = yield* Piggy.run(args)
        assert.deepStrictEqual([code, stdout], [2, ""])
        assert.match(stderr, words)
      }).pipe(Piggy.withMock({ referrals: 5 }))
    )
  }

  it.live("goes into no folder that is not there", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "missing", "all.csv")
      const { code, stderr } = yield* Piggy.run(["export", "--out", path])
      assert.strictEqual(code, 1)
      assert.match(stderr, /missing\/all\.csv cannot be written: NotFound; does the folder .*missing exist/)
      assert.isFalse(existsSync(path))
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  it.live("refuses, before it asks for anything, what it could not write at the end", () =>
    Effect.gen(function* () {
      const mock = yield* MockServer.MockServer
      const folder = yield* Piggy.folder
      const path = join(folder, "all.csv")
      mkdirSync(path)
      for (const [args, code, words] of [
        [["--out", path], 2, /^piggy: --out: path is not a file: .*all\.csv\n/],
        [["--out", "/dev/null", "--format", "csv"], 2, /^piggy: --out: path is not a file: \/dev\/null\n/],
        [
          ["--out", join(folder, "missing", "a.csv")],
          1,
          /missing\/a\.csv cannot be written: NotFound; does the folder .*missing exist/
        ],
        [
          ["--out", join(folder, "b.csv"), "--checkpoint", join(folder, "missing", "c")],
          1,
          /missing\/c cannot be written: NotFound; does the folder .*missing exist/
        ],
        [
          ["--out", join(folder, "b.csv"), "--checkpoint", path],
          2,
          /^piggy: --checkpoint: path is not a file: .*all\.csv\n/
        ]
      ] as const) {
        const refused = yield* Piggy.run(["export", ...args])
        assert.strictEqual(refused.code, code)
        assert.match(refused.stderr, words)
      }
      assert.strictEqual((yield* mock.counts).requests, 0)
      assert.deepStrictEqual(readdirSync(folder), ["all.csv"])
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 5 }))
  )

  // A limit of 64 KiB a file stands for a disk that is full: two pages fit.
  const onFullDisk = (...args: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const words = ["-c", `ulimit -f 64; exec "$0" "$@"`, process.execPath, Piggy.main, "export", "--concurrency", "1"]
      const env = { ...(yield* Piggy.toMock), NODE_COMPILE_CACHE: undefined }
      return yield* (yield* Piggy.startProgram("bash", [...words, ...args], env)).ended
    }).pipe(Effect.scoped)

  it.live("on a disk that is full leaves whole rows, as a whole file of another name", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "all.json")
      const { code, stderr } = yield* onFullDisk("--out", path)
      assert.strictEqual(code, 1)
      assert.match(stderr, /all\.json cannot be written: EFBIG; .*is there room\?/)
      const found: unknown = JSON.parse(readFileSync(`${path}.partial`, "utf8"))
      const count = Number(/the (\d+) referrals that came before are in/.exec(stderr)?.[1])
      assert.isAtLeast(count, 100)
      assert.deepStrictEqual(found, structuredClone((yield* Piggy.rows).slice(0, count)))
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 600 }))
  )

  it.live("goes on from its checkpoint once the disk has room again", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const path = join(folder, "all.ndjson")
      const args = ["--out", path, "--checkpoint", join(folder, "checkpoint")]
      const { code, stderr } = yield* onFullDisk(...args)
      assert.strictEqual(code, 1)
      assert.match(stderr, /[1-9]00 referrals are kept: the same command goes on behind them/)
      assert.strictEqual((yield* Piggy.run(["export", ...args])).code, 0)
      const lines = readFileSync(path, "utf8").trimEnd().split("\n")
      assert.deepStrictEqual<unknown>(
        lines.map((line): unknown => JSON.parse(line)),
        structuredClone(yield* Piggy.rows)
      )
      assert.deepStrictEqual(readdirSync(folder), ["all.ndjson"])
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 600 }))
  )

  it.live(
    "says how far it is on a terminal, in one line that is gone at the end, and nothing in a pipe",
    () =>
      Effect.gen(function* () {
        const folder = yield* Piggy.folder
        const shown = (yield* Piggy.runOnTerminal(["export", "--out", join(folder, "a.csv")], 80)).stdout
        assert.match(shown.replaceAll("\u001b", "ESC"), /\rESC\[2K\d+ pages? {2}[\d,]+ referrals? {2}[\d,]+\/s/)
        assert.match(shown, /waiting 2 s: the server limits requests\r/)
        for (const drawn of shown.split("\r\u001b[2K").slice(1, -1)) assert.isAtMost(drawn.length, 79)
        assert.match(
          shown.replaceAll("\u001b", "ESC"),
          /\rESC\[2K[^\r]*piggy:[^\r]* 700 referrals in .*, complete\r\n$/
        )
        assert.notMatch((yield* Piggy.run(["export", "--out", join(folder, "b.csv")])).stderr, /\r|waiting/)
      }).pipe(Effect.scoped, Piggy.withMock({ referrals: 700, scenario: { rateLimit: { requests: 4, window: 2 } } })),
    { skip: Piggy.hasNoTerminal }
  )

  it.live("interrupted by Ctrl-C ends with 130", () =>
    Effect.gen(function* () {
      const path = join(yield* Piggy.folder, "all.ndjson")
      const { child, ended, line } = yield* Piggy.start(["export", "--out", path, "--verbose"])
      yield* line(/page 3/)
      child.kill("SIGINT")
      const { code, stderr } = yield* ended
      assert.strictEqual(code, 130)
      assert.match(stderr, /the \d+ referrals that came before are in/)
      assert.isFalse(existsSync(path))
    }).pipe(
      Effect.scoped,
      // After five requests nobody answers: it is interrupted on its way, however busy the machine.
      Piggy.withMock({ referrals: 1000, scenario: { latency: 60_000, steps: [{ latency: 0, times: 5 }] } })
    )
  )
})

describe("two at once", () => {
  // Four pages, and then no answer for as long as the test lasts.
  const stuck = Piggy.withMock({
    referrals: 1000,
    scenario: { latency: 60_000, steps: [{ latency: 0, times: 4 }] }
  })
  const impatient = ["--timeout", "1", "--retries", "0"]

  it.live("never write to one file: the second export is refused, and the first one's rows are left alone", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const path = join(folder, "all.csv")
      const first = yield* Piggy.start(["export", "--out", path, "--verbose", "--concurrency", "1"])
      yield* first.line(/page 4/)
      const second = yield* Piggy.run(["export", "--out", path, "--status", "failed", ...impatient])
      assert.strictEqual(second.code, 1)
      assert.match(second.stderr, /another process is using .*all\.csv: wait until it has ended/)
      first.child.kill("SIGINT")
      assert.strictEqual((yield* first.ended).code, 130)
      const uuids = (yield* Piggy.rows).map(({ uuid }) => uuid)
      const written = readFileSync(`${path}.partial`, "utf8").trimEnd().split("\r\n").slice(1)
      assert.deepStrictEqual(
        written.map((line) => line.slice(0, 36)),
        uuids.slice(0, 400)
      )
    }).pipe(Effect.scoped, stuck)
  )

  it.live("never share a checkpoint, which the first one keeps until it has ended", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      const checkpoint = join(folder, "checkpoint")
      const args = (name: string) => ["export", "--out", join(folder, name), "--checkpoint", checkpoint]
      const first = yield* Piggy.start([...args("one.json"), "--verbose", "--concurrency", "1"])
      yield* first.line(/page 4/)
      for (const name of ["one.json", "two.json"]) {
        const second = yield* Piggy.run([...args(name), ...impatient])
        assert.strictEqual(second.code, 1)
        assert.match(second.stderr, /another process is using/)
      }
      first.child.kill("SIGKILL")
      yield* first.ended
      // What a killed process had claimed is free.
      const again = yield* Piggy.run([...args("one.json"), ...impatient])
      assert.match(again.stderr, /[1-9]00 referrals are kept/)
    }).pipe(Effect.scoped, stuck)
  )

  it.live("refuse a checkpoint that is the export's own file", () =>
    Effect.gen(function* () {
      const folder = yield* Piggy.folder
      for (const name of ["all.parquet", "all.parquet.rows.partial", "all.parquet.partial"]) {
        const args = ["export", "--out", join(folder, "all.parquet"), "--checkpoint", join(folder, name)]
        const { code, stderr } = yield* Piggy.run(args)
        assert.strictEqual(code, 2, stderr)
        assert.match(stderr, /the export itself writes to .*: give --checkpoint another name/)
      }
      assert.deepStrictEqual(readdirSync(folder), [])
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )
})
