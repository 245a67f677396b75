/**
 * What a sync takes: one runner and three, a re-run, a take-over, memory. Writes RESULTS.md.
 *
 * `node packages/sync/bench/main.ts`; PostgreSQL from Debian must be installed. `PIGGY_SYNC_BENCH='{"accounts":20}'`
 * measures less.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { MockServer } from "@effect-piggy/mock"
import { Database, Tables } from "@effect-piggy/sync"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { writeFileSync } from "node:fs"
import { arch, cpus, loadavg } from "node:os"
import * as Measured from "../model/Measured.ts"
import * as Model from "../model/Model.ts"
import * as Postgres from "../test/Postgres.ts"
import * as World from "../test/world.ts"

const asked: Partial<Record<"accounts" | "referrals" | "many", number>> = JSON.parse(
  process.env["PIGGY_SYNC_BENCH"] ?? "{}"
)
const { accounts = 200, many = 5000, referrals = 2000 } = asked

/** What a runner's process says at its end. */
interface Usage {
  readonly cpuMillis: number
  readonly megabytes: number
}

const isUsage = (value: unknown): value is Usage =>
  typeof value === "object" && value !== null && "cpuMillis" in value && "megabytes" in value

const usageOf = (stderr: string): Usage => {
  const found: unknown = JSON.parse(stderr.trim().split("\n").at(-1) ?? "{}")
  return isUsage(found) ? found : { cpuMillis: Number.NaN, megabytes: Number.NaN }
}

const seconds = (millis: number): string => `${(millis / 1000).toFixed(1)} s`

type MadeWorld = Effect.Success<ReturnType<typeof World.make>>

/** A sync by so many runners that start together, from the moment that the first takes part. */
const sync = Effect.fnUntraced(function* (world: MadeWorld, database: string, runners: number, atOnce: number) {
  const env = { ...world.env, PIGGY_SYNC_USAGE: "1" }
  const started = []
  for (let index = 0; index < runners; index++) {
    const address = { host: "127.0.0.1", port: yield* Postgres.freePort }
    const options = { database, accounts: world.file, atOnce, run: `${runners}-${atOnce}-${performance.now()}` }
    // Alone it needs no others; together they have one name.
    started.push(
      yield* World.start(runners === 1 ? options : { ...options, run: `together-${world.folder}`, address }, env)
    )
  }
  yield* Effect.forEach(started, ({ line }) => line(/takes part/), { concurrency: "unbounded" })
  const began = performance.now()
  const ends = yield* Effect.forEach(started, ({ ended }) => ended, { concurrency: "unbounded" })
  const usages = ends.map(({ stderr }) => usageOf(stderr))
  return {
    millis: performance.now() - began,
    cpuMillis: usages.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0),
    megabytes: Math.max(...usages.map(({ megabytes }) => megabytes))
  }
}, Effect.scoped)

const names = (kind: string, count: number, size: number, latency: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `${kind}-${index}`, referrals: size, scenario: { latency } }))

const freshDatabase = Effect.fnUntraced(function* (server: Postgres.Server) {
  const url = yield* server.database
  yield* Tables.migrate.pipe(Effect.provide(Database.layerFromText(url)))
  return url
})

/** From SIGKILL until everything that was under way has moved on. */
const takeOver = Effect.fnUntraced(function* (world: MadeWorld, database: string) {
  const runner = Effect.fnUntraced(function* () {
    const address = { host: "127.0.0.1", port: yield* Postgres.freePort }
    return yield* World.start({ database, accounts: world.file, atOnce: 4, run: "take-over", address }, world.env)
  })
  const runners = yield* Effect.all([runner(), runner(), runner()])
  yield* Effect.forEach(runners, ({ line }) => line(/takes part/))
  return yield* Effect.gen(function* () {
    const sql = yield* SqlClient
    const underWay = Effect.map(
      sql<{ account: string; at: string }>`
        select runs.account, runs.epoch || '/' || coalesce(max(page), 0) as at from runs
        left join run_pages on run_pages.account = runs.account
        where state = 'running' group by runs.account, runs.epoch`,
      (rows) => new Map(rows.map(({ account, at }) => [account, at]))
    )
    const done = sql`select 1 from runs where state = 'complete'`
    yield* World.until(Effect.map(done, (rows) => rows.length >= 6))
    runners[1]?.child.kill("SIGKILL")
    const killed = performance.now()
    const before = yield* underWay
    yield* World.until(Effect.map(underWay, (now) => [...before].every(([account, at]) => now.get(account) !== at)))
    return performance.now() - killed
  }).pipe(Effect.provide(Database.layerFromText(database)))
}, Effect.scoped)

const measure = Effect.gen(function* () {
  const postgres = yield* Postgres.make
  const world = yield* World.make(names("account", accounts, referrals, 20))
  const alone = yield* freshDatabase(postgres)
  const one = yield* sync(world, alone, 1, 2)
  const together = yield* freshDatabase(postgres)
  const three = yield* sync(world, together, 3, 2)
  const uncapped = yield* sync(world, yield* freshDatabase(postgres), 1, 64)
  const writes =
    "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables where relname = 'referrals'"
  const settle = "select pg_sleep(1.5)"
  postgres.query(alone, settle)
  const before = Number(postgres.query(alone, writes))
  const again = yield* sync(world, alone, 1, 64)
  postgres.query(alone, settle)
  const written = Number(postgres.query(alone, writes)) - before
  const bytes = Number(postgres.query(alone, "select pg_total_relation_size('referrals')")) / (accounts * referrals)
  const taken = yield* takeOver(yield* World.make(names("taken", 24, 2000, 100)), yield* freshDatabase(postgres))
  const few = yield* sync(yield* World.make(names("few", 200, 10, 0)), yield* freshDatabase(postgres), 1, 8)
  const lots = yield* sync(yield* World.make(names("many", many, 10, 0)), yield* freshDatabase(postgres), 1, 8)

  const startCpu = few.cpuMillis - 200 * ((lots.cpuMillis - few.cpuMillis) / Math.max(1, many - 200))
  const perAccount = (uncapped.cpuMillis - startCpu) / accounts
  const predicted = Model.simulate({
    ...Measured.setting,
    accounts,
    referrals,
    runners: 1,
    atOnce: 2,
    latency: 20,
    cpu: { account: perAccount / 4, page: (perAccount * 3) / 4 / Math.ceil(referrals / 100) }
  })
  const rows = [
    ["one runner, 2 accounts at once", seconds(one.millis), ""],
    ["three runners, 2 accounts at once each", seconds(three.millis), ""],
    ["three are sooner, times", (one.millis / three.millis).toFixed(2), "≥ 2"],
    ["one runner, 64 at once", seconds(uncapped.millis), ""],
    ["its processor time an account", `${perAccount.toFixed(0)} ms`, ""],
    ["the same, nothing changed", seconds(again.millis), ""],
    ["rows of `referrals` written by that", String(written), "0"],
    ["take-over after SIGKILL", seconds(taken), "≤ 8 s"],
    [`memory of a runner, 200 accounts`, `${few.megabytes.toFixed(0)} MB`, ""],
    [`memory of a runner, ${many} accounts`, `${lots.megabytes.toFixed(0)} MB`, "≤ 300 MB"],
    ["bytes a referral in PostgreSQL, indexes included", bytes.toFixed(0), "about 260"],
    ["one runner: measured time by the model's", (one.millis / (predicted.hours * 3_600_000)).toFixed(2), "about 1"]
  ]
  const load = loadavg()[0]?.toFixed(1) ?? ""
  const heading = `${accounts} accounts of ${referrals} referrals, 20 ms a page, PostgreSQL on the same machine.\n\n${cpus().length} × ${cpus()[0]?.model ?? arch()}, Node ${process.version}, load ${load} at the end.`
  const table = [
    "| what | measured | should be |",
    "| --- | --: | --: |",
    ...rows.map((row) => `| ${row.join(" | ")} |`)
  ]
  writeFileSync(
    new URL("RESULTS.md", import.meta.url),
    `# What a sync takes\n\n\`node packages/sync/bench/main.ts\`${Object.keys(asked).length === 0 ? "" : ` with \`PIGGY_SYNC_BENCH='${JSON.stringify(asked)}'\``}: ${heading}\n\n${table.join("\n")}\n`
  )
  console.log(table.join("\n"))
})

measure.pipe(
  Effect.scoped,
  Effect.provide(MockServer.layer({ referrals: 1, maxSessions: accounts + many + 1000 })),
  NodeRuntime.runMain
)
