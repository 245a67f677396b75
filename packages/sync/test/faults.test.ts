/**
 * Three runners read 200 accounts while runners are killed and stopped and both databases start anew.
 *
 * `PIGGY_SYNC_FAULTS=1000` reads so many accounts instead.
 */
import { MockServer } from "@effect-piggy/mock"
import { Database, type Status } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Ref from "effect/Ref"
import { SqlClient } from "effect/sql/SqlClient"
import * as Postgres from "./Postgres.ts"
import * as Redis from "./Redis.ts"
import * as Supervisor from "./Supervisor.ts"
import * as World from "./world.ts"

const count = Number(process.env["PIGGY_SYNC_FAULTS"] ?? 200)

/** Some accounts have a limit, at the server and, a little lower, in the file. */
const limited = { requests: 10, window: 1 }

/** The accounts that cannot be read whole, and what each says. */
const odd: ReadonlyArray<World.MockAccount> = [
  { name: "unauthorised", referrals: 300, scenario: { errors: { rate: 1, status: 401 } } },
  { name: "stalled", referrals: 500, scenario: { paging: "ignored" } },
  { name: "doubtful", referrals: 500, scenario: { paging: "shortPage" } },
  { name: "drifting", referrals: 900, scenario: { drift: { every: 3, insertions: 1, removals: 1, statusChanges: 1 } } }
]

const accounts: ReadonlyArray<World.MockAccount> = [
  ...odd,
  ...Array.from({ length: count - odd.length }, (_, index) => ({
    name: `account-${index}`,
    referrals: 100 + ((index * 37) % 900),
    scenario: {
      latency: 20,
      ...(index % 10 === 0 ? { rateLimit: { requests: limited.requests, window: limited.window } } : {})
    },
    ...(index % 10 === 0 ? { limit: { requests: 8, window: 1 } } : {})
  }))
]

// Every page's commit, in order, with the epoch that wrote it and the account's epoch at that moment.
const audit = `
  create table commits (serial bigserial primary key, account text, epoch bigint, current bigint);
  create function note_commit() returns trigger language plpgsql as $$ begin
    insert into commits (account, epoch, current)
      select new.account, new.epoch, epoch from positions where account = new.account;
    return new; end $$;
  create trigger note_commit after insert on run_pages for each row execute function note_commit();`

const staleCommits = `
  select count(*) from (
    select epoch, current, max(epoch) over (partition by account order by serial) as newest from commits
  ) as seen where epoch <> current or epoch < newest`

const numberOf = (rows: ReadonlyArray<{ readonly n: number | bigint }>) => Number(rows[0]?.n ?? 0)

/** How many requests at most were answered within any window of the limit. */
const busiest = (times: ReadonlyArray<number>): number => {
  const sorted = times.toSorted((a, b) => a - b)
  let most = 0
  let from = 0
  for (const [index, at] of sorted.entries()) {
    while ((sorted[from] ?? 0) <= at - limited.window * 1000) from++
    most = Math.max(most, index - from + 1)
  }
  return most
}

// Minutes of three runners that are killed and stopped: PIGGY_SYNC_FAULTS=1 runs it.
const isWanted = process.env["PIGGY_SYNC_FAULTS"] !== undefined

describe.skipIf(!isWanted || Postgres.isMissing || Redis.isMissing)("a sync among faults", () => {
  it.live(
    "ends with every account as the API has it, the unreadable ones listed, and nothing stale committed",
    () =>
      Effect.gen(function* () {
        const postgres = yield* Postgres.make
        const redis = yield* Redis.make
        const database = yield* postgres.database
        const world = yield* World.make(accounts)
        const client = Database.layerFromText(database)
        yield* World.prepare.pipe(Effect.provide(client))
        postgres.query(database, audit)

        const options = { database, accounts: world.file, redis: redis.url, atOnce: 4, tries: 20, run: "night" }
        const runners = yield* Supervisor.make(3, options, world.env)
        const done = Effect.sync(() =>
          Number(
            postgres.query(database, "select count(*) from runs where state in ('complete', 'incomplete', 'failed')")
          )
        ).pipe(Effect.catchDefect(() => Effect.succeed(0)))
        const began = performance.now()
        const after = (share: number) =>
          Effect.tap(World.until(Effect.map(done, (ended) => ended >= share * count)), () =>
            Effect.sync(() => console.log(`${share * 100} % after ${Math.round((performance.now() - began) / 1000)} s`))
          )

        yield* runners.allTakePart
        yield* after(0.05)
        yield* runners.kill(0)
        yield* after(0.15)
        // For longer than the lease, so that others have its accounts by the time it comes back.
        const frozen = yield* Effect.forkScoped(runners.freeze(1, "42 seconds"))
        yield* after(0.25)
        yield* postgres.restart
        yield* after(0.35)
        yield* redis.restart
        yield* runners.kill(2)
        yield* after(0.45)
        yield* runners.kill(0)
        yield* after(0.55)
        yield* runners.kill(2)
        yield* Fiber.join(frozen)
        const status: Status.Status = yield* runners.ended
        console.log(`ended after ${Math.round((performance.now() - began) / 1000)} s`)

        assert.isTrue(status.ended)
        assert.deepStrictEqual(
          status.troubles.map(({ account, reason, state }) => [account, state, reason]),
          [
            ["doubtful", "incomplete", "uneven"],
            ["stalled", "failed", "PaginationStalled"],
            ["unauthorised", "failed", "Unauthorized"]
          ]
        )
        assert.strictEqual(postgres.query(database, staleCommits), "0")

        yield* Effect.gen(function* () {
          const sql = yield* SqlClient
          for (const { name } of accounts) {
            if (odd.every((account) => account.name !== name)) yield* World.assertSame(name, world.session(name))
          }
          // Each page once, the empty one, and up to three that were asked for ahead of it. A runner that was stopped sends
          // again what timed out meanwhile; a hand-over reads a page again and drops what was in flight or read ahead.
          const overlap = yield* Ref.make(0)
          for (const { name, referrals, limit } of accounts.slice(odd.length)) {
            const [run] = yield* sql<{ takeovers: number }>`select takeovers from runs where account = ${name}`
            const takeovers = run?.takeovers ?? 0
            const { requests, statuses } = yield* world.session(name).counts
            const needed = Math.ceil(referrals / 100) + 1
            assert.isAtMost(requests, needed + 3 + 8 + takeovers * 9 + (statuses["429"] ?? 0), name)
            if (takeovers > 0) yield* Ref.update(overlap, (before) => before + requests - needed)
            if (limit === undefined) continue
            const journal = yield* world.session(name).journal
            assert.isAtMost(busiest(journal.map(({ at }) => at)), limited.requests + takeovers * 4, name)
            if (takeovers === 0) assert.strictEqual(statuses["429"] ?? 0, 0, name)
          }
          const takeovers = numberOf(yield* sql<{ n: number | bigint }>`select sum(takeovers) as n from runs`)
          assert.isAbove(takeovers, 0)
          console.log(
            `${takeovers} hand-overs, ${yield* Ref.get(overlap)} requests of those accounts more than their pages`
          )

          // A calm sync afterwards finds the lists of all that can be read, and writes nothing where nothing moved.
          yield* world.session("drifting").play({})
          yield* world.session("doubtful").play({})
          yield* world.session("stalled").play({})
          const calm = yield* World.start({ ...options, run: "calm", redis: undefined, atOnce: 8 }, world.env)
          const { code, stderr } = yield* calm.ended
          assert.strictEqual(code, 0, stderr)
          for (const { name } of accounts) {
            if (name !== "unauthorised") yield* World.assertSame(name, world.session(name))
          }
          const written = yield* sql<{ account: string }>`
            select account from runs where run = 'calm' and added + changed + vanished > 0 order by account`
          assert.includeMembers(
            odd.map(({ name }) => name),
            written.map(({ account }) => account)
          )
        }).pipe(Effect.provide(client))

        assert.deepStrictEqual(runners.alive(), [])
      }).pipe(Effect.provide(MockServer.layer({ referrals: 1, maxSessions: count + 10 }))),
    Math.max(count / 200, 1) * 400_000
  )
})
