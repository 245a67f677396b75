/**
 * A sync in one process over SQLite, with nothing else started.
 */
import { MockServer } from "@effect-piggy/mock"
import { Database } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import * as World from "./world.ts"

const count = (table: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    const [found] = yield* sql<{ rows: number | bigint }>`select count(*) as rows from ${sql(table)}`
    return Number(found?.rows ?? 0)
  })

/** Empty after a sync. */
const engineTables = ["cluster_messages", "cluster_replies", "run_pages"]

const withMock = Effect.provide(MockServer.layer({ referrals: 1 }))

describe("a sync in one process", { timeout: 300_000 }, () => {
  it.live("reads every account, leaves none of the engine's messages, and writes no referral the second time", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 12 }, (_, index) => `account-${index}`)
      const world = yield* World.make(names.map((name, index) => ({ name, referrals: index * 40 })))
      const options = { database: world.database, accounts: world.file }
      const run = Effect.flatMap(World.start(options, world.env), ({ ended }) => ended)
      const first = yield* run
      assert.strictEqual(first.code, 0, first.stderr)
      const items = 40 * 66
      assert.deepInclude(World.statusOf(first.stdout), { ended: true, accounts: { complete: 12 }, items, added: items })
      // As a runner leaves it that still notes something for an account whose messages are gone; and a workflow of others.
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient
        yield* sql`insert into cluster_replies (id, kind, request_id, payload) values (1, 0, 1, '{}')`
        yield* sql`insert into cluster_messages (id, shard_id, entity_type, entity_id, kind, processed, request_id) values
          (2, 'default:1', 'Workflow/SyncAccount', 'late', 0, true, 2),
          (3, 'others:1', 'Workflow/Invoice', 'theirs', 0, false, 3)`
      }).pipe(Effect.provide(Database.layerFromText(world.database)))
      const second = yield* run
      assert.deepInclude(World.statusOf(second.stdout), {
        ended: true,
        accounts: { complete: 12 },
        items,
        added: 0,
        changed: 0,
        vanished: 0
      })
      yield* Effect.gen(function* () {
        for (const name of names) yield* World.assertSame(name, world.session(name))
        const sql = yield* SqlClient
        assert.lengthOf(yield* sql`delete from cluster_messages where entity_type = 'Workflow/Invoice' returning id`, 1)
        for (const table of engineTables) assert.strictEqual(yield* count(table), 0, table)
      }).pipe(Effect.provide(Database.layerFromText(world.database)))
    }).pipe(withMock)
  )

  it.live(
    "that is killed goes on where it was when it is started again, with an account that has left the file too",
    () =>
      Effect.gen(function* () {
        const names = ["cafe", "bakery", "kiosk"]
        const world = yield* World.make(names.map((name) => ({ name, referrals: 2000, scenario: { latency: 40 } })))
        const options = { database: world.database, accounts: world.file }
        const first = yield* World.start(options, world.env)
        yield* first.line(/takes part/)
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient
          yield* World.until(Effect.map(World.pagesUnderWay, (pages) => pages >= 6))
          first.child.kill("SIGKILL")
          yield* first.ended
          const before = yield* World.pagesUnderWay
          const [kiosk] = yield* sql<{ state: string }>`select state from runs where account = 'kiosk'`
          assert.strictEqual(kiosk?.state, "running")
          world.write(({ name }) => name !== "kiosk")
          const second = yield* World.start(options, world.env)
          const { code, stderr, stdout } = yield* second.ended
          assert.strictEqual(code, 0, stderr)
          assert.strictEqual(yield* second.line(/takes part in .*/), yield* first.line(/takes part in .*/))
          assert.deepInclude(World.statusOf(stdout), { ended: true, accounts: { complete: 3 }, pages: 60, added: 6000 })
          for (const name of names) yield* World.assertSame(name, world.session(name))
          for (const table of engineTables) assert.strictEqual(yield* count(table), 0, table)
          // Each account's page before the cut is read again, and what was under way when it was killed: pages that were asked
          // for, and those that waited for a transaction or were in one.
          const requests = yield* Effect.forEach(names, (name) => world.session(name).counts)
          const total = requests.reduce((sum, { requests: asked }) => sum + asked, 0)
          assert.isAtMost(total, 3 * 21 + 3 * (1 + 2 * 4 + 2 * 4))
          assert.isAbove(before, 5)
        }).pipe(Effect.provide(Database.layerFromText(world.database)))
      }).pipe(withMock)
  )

  it.live("ends on SIGTERM with the page at hand committed, and another goes on at once", () =>
    Effect.gen(function* () {
      const world = yield* World.make([{ name: "cafe", referrals: 3000, scenario: { latency: 60 } }])
      const options = { database: world.database, accounts: world.file }
      const first = yield* World.start(options, world.env)
      yield* Effect.gen(function* () {
        yield* first.line(/takes part/)
        yield* World.until(Effect.map(World.pagesUnderWay, (pages) => pages >= 4))
        const asked = performance.now()
        first.child.kill("SIGTERM")
        const { code } = yield* first.ended
        assert.isBelow(performance.now() - asked, 10_000)
        assert.strictEqual(code, 130)
        const second = yield* World.start(options, world.env)
        const { stdout } = yield* second.ended
        assert.deepInclude(World.statusOf(stdout), {
          ended: true,
          accounts: { complete: 1 },
          pages: 30,
          takeovers: 1,
          troubles: []
        })
        yield* World.assertSame("cafe", world.session("cafe"))
      }).pipe(Effect.provide(Database.layerFromText(world.database)))
    }).pipe(withMock)
  )

  it.live("lists the accounts that a person must mend, and reads the others", () =>
    Effect.gen(function* () {
      const world = yield* World.make([
        { name: "cafe", referrals: 150 },
        { name: "bakery", referrals: 150, hasKey: false },
        { name: "kiosk", referrals: 150, scenario: { errors: { rate: 1, status: 401 } } },
        { name: "florist", referrals: 150, scenario: { steps: [{ errors: { status: 502 }, times: 4 }] } }
      ])
      const runner = yield* World.start({ database: world.database, accounts: world.file }, world.env)
      const { code, stderr, stdout } = yield* runner.ended
      assert.strictEqual(code, 0, stderr)
      const status = World.statusOf(stdout)
      assert.deepInclude(status, { ended: true, accounts: { complete: 2, failed: 2 } })
      assert.match(stdout, /"account":"bakery","state":"failed","reason":"CredentialMissing"/)
      assert.match(stdout, /"account":"kiosk","state":"failed","reason":"Unauthorized"/)
      assert.notInclude(stdout + stderr, "key-of-")
    }).pipe(withMock)
  )
})
