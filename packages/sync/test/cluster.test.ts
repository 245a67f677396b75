/**
 * Several runners over one PostgreSQL.
 */
import { MockServer } from "@effect-piggy/mock"
import { Database } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as Postgres from "./Postgres.ts"
import * as World from "./world.ts"

const withMock = Effect.provide(MockServer.layer({ referrals: 1 }))

/** Three runners, the first of which has all accounts by the time that the others join. */
const three = Effect.fnUntraced(function* (
  world: { readonly file: string; readonly env: Readonly<Record<string, string>> },
  database: string,
  atOnce: number
) {
  const runner = Effect.flatMap(Postgres.freePort, (port) =>
    World.start({ database, accounts: world.file, address: { host: "127.0.0.1", port }, atOnce }, world.env)
  )
  const first = yield* runner
  yield* first.line(/takes part/)
  return { first, others: yield* Effect.all([runner, runner]) }
})

describe.skipIf(Postgres.isMissing)("runners that share a database", { timeout: 300_000 }, () => {
  it.live("go on with what they read when another joins, and end when the last account has", () =>
    Effect.gen(function* () {
      const postgres = yield* Postgres.make
      const database = yield* postgres.database
      const names = Array.from({ length: 30 }, (_, index) => `account-${index}`)
      const world = yield* World.make(names.map((name) => ({ name, referrals: 1000, scenario: { latency: 100 } })))
      const { first, others } = yield* three(world, database, 2)
      const ends = yield* Effect.forEach([first, ...others], ({ ended }) => ended)
      for (const { code, stderr, stdout } of ends) {
        assert.strictEqual(code, 0, stderr)
        assert.deepInclude(World.statusOf(stdout), { ended: true, accounts: { complete: 30 }, added: 30_000 })
      }
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient
        const [found] = yield* sql<{ idle: number }>`
          select extract(epoch from min(syncs.ended_at) - max(runs.ended_at))::float8 as idle
          from runs join syncs on runs.run = syncs.run`
        // A runner that reads an account which it lost keeps the one that has it waiting, for half a minute.
        assert.isBelow(found?.idle ?? Number.NaN, 20)
      }).pipe(Effect.provide(Database.layerFromText(database)))
    }).pipe(withMock)
  )

  it.live("share the accounts, and one that is killed is replaced within seconds", () =>
    Effect.gen(function* () {
      const postgres = yield* Postgres.make
      const database = yield* postgres.database
      const names = Array.from({ length: 24 }, (_, index) => `account-${index}`)
      const world = yield* World.make(names.map((name) => ({ name, referrals: 2000, scenario: { latency: 100 } })))
      const { first, others } = yield* three(world, database, 4)
      yield* Effect.forEach(others, ({ line }) => line(/takes part/))
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient
        const done = sql`select 1 from runs where state = 'complete'`
        yield* World.until(Effect.map(done, (rows) => rows.length >= 3))
        first.child.kill("SIGKILL")
        yield* first.ended
        const killed = performance.now()
        // What the killed one had under way is taken over.
        const taken = sql`select 1 from runs where takeovers > 0`
        yield* World.until(Effect.map(taken, (rows) => rows.length > 0))
        console.log(`take-over after ${Math.round(performance.now() - killed)} ms`)
        const ends = yield* Effect.forEach(others, ({ ended }) => ended)
        for (const { code, stderr, stdout } of ends) {
          assert.strictEqual(code, 0, stderr)
          assert.deepInclude(World.statusOf(stdout), { ended: true, accounts: { complete: 24 }, added: 48_000 })
        }
        for (const name of names) yield* World.assertSame(name, world.session(name))
        for (const table of ["cluster_messages", "cluster_replies", "run_pages"]) {
          assert.lengthOf(yield* sql`select 1 from ${sql(table)}`, 0, table)
        }
      }).pipe(Effect.provide(Database.layerFromText(database)))
    }).pipe(withMock)
  )
})
