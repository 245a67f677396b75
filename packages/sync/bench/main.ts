/**
 * What a sync takes: one runner and three, a re-run, a take-over, memory.
 *
 * Run: `pnpm bench:sync`, which takes some minutes and writes RESULTS.md; PostgreSQL from Debian must be installed.
 * `PIGGY_SYNC_BENCH='{"accounts":20,"many":500}'` measures less.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { MockServer } from "@effect-piggy/mock"
import { Database, Tables } from "@effect-piggy/sync"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import { readFileSync, writeFileSync } from "node:fs"
import { loadavg } from "node:os"
import { type Figure, machine, table } from "../../core/bench/report.ts"
import * as Measured from "../model/Measured.ts"
import * as Model from "../model/Model.ts"
import * as Postgres from "../test/Postgres.ts"
import * as World from "../test/world.ts"

/** Longer than a whole measurement takes on a slow machine: something hangs. */
const bound = "90 minutes"

const asked: Partial<Record<"accounts" | "referrals" | "many", number>> = JSON.parse(
  process.env["PIGGY_SYNC_BENCH"] ?? "{}"
)
const { accounts = 200, many = 5000, referrals = 2000 } = asked

const command =
  Object.keys(asked).length === 0 ? "pnpm bench:sync" : `PIGGY_SYNC_BENCH='${JSON.stringify(asked)}' pnpm bench:sync`

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

const start = performance.now()

/** Tells that a part begins, and how it ended. */
const part = <A, E, R>(what: string, measuring: Effect.Effect<A, E, R>) => {
  const say = (text: string) =>
    Effect.sync(() => console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${what}${text}`))
  return say(" …").pipe(
    Effect.andThen(measuring),
    Effect.tap((measured) => say(`: ${JSON.stringify(measured)}`))
  )
}

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

/**
 * From SIGKILL until everything that was under way has moved on. A runner that is left has a turn for each account: what is
 * taken over waits behind nothing.
 */
const takeOver = Effect.fnUntraced(function* (world: MadeWorld, database: string, count: number) {
  const runners: Array<World.Runner> = []
  for (let index = 0; index < 3; index++) {
    const address = { host: "127.0.0.1", port: yield* Postgres.freePort }
    const options = { database, accounts: world.file, atOnce: count, run: "take-over", address }
    const runner = yield* World.start(options, world.env)
    yield* runner.line(/takes part/)
    runners.push(runner)
  }
  return yield* Effect.gen(function* () {
    const sql = yield* SqlClient
    const underWay = Effect.map(
      sql<{ account: string; at: string }>`
        select runs.account, runs.epoch || '/' || coalesce(max(page), 0) as at from runs
        left join run_pages on run_pages.account = runs.account
        where state = 'running' group by runs.account, runs.epoch`,
      (rows) => new Map(rows.map(({ account, at }) => [account, at]))
    )
    yield* World.until(Effect.map(underWay, ({ size }) => size === count))
    // The first one began all of them, and has a third still.
    runners[0]?.child.kill("SIGKILL")
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
  const one = yield* part("one runner", sync(world, alone, 1, 2))
  const three = yield* part("three runners", sync(world, yield* freshDatabase(postgres), 3, 2))
  const uncapped = yield* part("one runner, 64 at once", sync(world, yield* freshDatabase(postgres), 1, 64))
  const writes =
    "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables where relname = 'referrals'"
  // PostgreSQL tells of writes a little later.
  const settle = "select pg_sleep(1.5)"
  postgres.query(alone, settle)
  const before = Number(postgres.query(alone, writes))
  const again = yield* part("the same, nothing changed", sync(world, alone, 1, 64))
  postgres.query(alone, settle)
  const written = Number(postgres.query(alone, writes)) - before
  const bytes = Number(postgres.query(alone, "select pg_total_relation_size('referrals')")) / (accounts * referrals)
  const times: Array<number> = []
  for (const each of [1, 2, 3, 4]) {
    const taken = yield* World.make(names(`taken-${each}`, 12, 50_000, 300))
    times.push(yield* part("take-over", takeOver(taken, yield* freshDatabase(postgres), 12)))
  }
  const small = (count: number) =>
    Effect.flatMap(World.make(names(`small-${count}`, count, 10, 0)), (made) =>
      Effect.flatMap(freshDatabase(postgres), (database) => sync(made, database, 1, 8))
    )
  const few = yield* part("200 small accounts", small(200))
  const lots = yield* part(`${many} small accounts`, small(many))

  // What a process takes before it reads anything: what the accounts of both runs took is left out.
  const perSmallAccount = (lots.cpuMillis - few.cpuMillis) / Math.max(1, many - 200)
  const starting = few.cpuMillis - 200 * perSmallAccount
  const perAccount = (uncapped.cpuMillis - starting) / accounts
  const predicted = Model.simulate({
    ...Measured.setting,
    accounts,
    referrals,
    runners: 1,
    atOnce: 2,
    latency: 20,
    cpu: { account: perSmallAccount, page: (perAccount - perSmallAccount) / Math.ceil(referrals / 100) }
  })
  const size = `${referrals} referrals`
  const figures: ReadonlyArray<Figure> = [
    { name: "one runner, 2 accounts at once", value: one.millis / 1000, unit: "s" },
    { name: "three runners, 2 accounts at once each", value: three.millis / 1000, unit: "s" },
    { name: "three runners: times as fast as one", value: one.millis / three.millis, atLeast: 2 },
    { name: "one runner, 64 accounts at once", value: uncapped.millis / 1000, unit: "s" },
    { name: `its processor time for an account of ${size}`, value: perAccount, unit: "ms", atMost: 60 },
    { name: "its processor time for an account of 10 referrals", value: perSmallAccount, unit: "ms" },
    { name: "the same, nothing changed", value: again.millis / 1000, unit: "s" },
    { name: "its processor time for an account", value: (again.cpuMillis - starting) / accounts, unit: "ms" },
    { name: "rows of `referrals` that it wrote", value: written, atMost: 0 },
    { name: "take-over after SIGKILL, the longest of 4", value: Math.max(...times) / 1000, unit: "s", atMost: 8 },
    { name: "memory of a runner: 200 accounts", value: few.megabytes, unit: "MB" },
    { name: `memory of a runner: ${many} accounts`, value: lots.megabytes, unit: "MB", atMost: 300 },
    { name: "bytes a referral in PostgreSQL, indexes included", value: Math.round(bytes) },
    { name: "one runner: measured time by the model's", value: one.millis / (predicted.hours * 3_600_000) }
  ]
  console.log(table(figures))
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8")
  )
  const versions = ["effect", "@effect/sql-pg", "@effect/platform-node"]
  const text = [
    "# Results",
    `Written by \`${command}\`: ${accounts} accounts of ${size}, 20 ms a page; mock, PostgreSQL and runners share the machine.`,
    `Machine: ${machine()}; load ${loadavg()[0]?.toFixed(1)} at the end.`,
    `Versions: ${versions.map((name) => `${name} ${manifest.dependencies[name] ?? "unknown"}`).join(", ")}; ${postgres.query(alone, "select 'PostgreSQL ' || current_setting('server_version')")}.`,
    table(figures)
  ]
  writeFileSync(new URL("RESULTS.md", import.meta.url), `${text.join("\n\n")}\n`)
})

measure.pipe(
  Effect.timeout(bound),
  Effect.scoped,
  Effect.provide(MockServer.layer({ referrals: 1, maxSessions: accounts + many + 1000 })),
  NodeRuntime.runMain
)
