/**
 * Three runners read many accounts while runners are killed and stopped and both databases start anew.
 *
 * 200 accounts in CI, 60 elsewhere; `PIGGY_SYNC_FAULTS=1000` reads so many instead. No bound here depends on how fast the
 * machine is.
 */
import { MockServer } from "@effect-piggy/mock"
import { Database, type Status } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { SqlClient } from "effect/sql/SqlClient"
import * as Postgres from "./Postgres.ts"
import * as Redis from "./Redis.ts"
import * as Supervisor from "./Supervisor.ts"
import * as World from "./world.ts"

const count = Number(process.env["PIGGY_SYNC_FAULTS"] ?? (process.env["CI"] === undefined ? 60 : 200))

/** Accounts that a runner reads at once, and pages of an account that are asked for at once. */
const atOnce = 4
/** Pages that may wait for a transaction, and be in one. */
const pagesAhead = 4
const concurrency = 4

/** Some accounts have a limit, at the server and, lower, in the file. */
const limited = { requests: 10, window: 1 }

/**
 * What the file says of these, so that the server's limit holds however slow a runner is: within a second come at most
 * those that were let go in it (one more than the file says, at its ends, and one more when Redis has forgotten the last),
 * and those that were under way when it began.
 */
const asFiled = { requests: limited.requests - concurrency - 2, window: 1 }

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
      ...(index % 10 === 0 ? { rateLimit: limited } : {})
    },
    ...(index % 10 === 0 ? { limit: asFiled } : {})
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

/**
 * The most requests that an account's pages take, those aside that a stopped runner sends again.
 *
 * Each page is asked for once, and at the end as many pages without rows as are asked for at once. A hand-over asks again
 * for the page before the cut, and for what the runner before had asked for and not committed: it reads ahead by twice as
 * many pages as it asks for at once, and as many may wait for a transaction and be in one. What the server refused for its
 * rate is sent again.
 */
const mostRequests = (pages: number, takeovers: number, refused: number) =>
  pages + concurrency + takeovers * (1 + 2 * concurrency + 2 * pagesAhead) + refused

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

describe.skipIf(Postgres.isMissing || Redis.isMissing)("a sync among faults", () => {
  it.live(
    "ends with every account as the API has it, the unreadable ones listed, and nothing stale committed",
    () =>
      Effect.gen(function* () {
        const postgres = yield* Postgres.make
        const redis = yield* Redis.make
        const database = yield* postgres.database
        const world = yield* World.make(accounts)
        const options = { database, accounts: world.file, redis: redis.url, atOnce, tries: 20, run: "night" }
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient
          yield* World.prepare
          postgres.query(database, audit)

          const runners = yield* Supervisor.make(3, options, world.env)
          // While PostgreSQL is away, nothing more is done.
          const done = sql<{ n: number | bigint }>`
            select count(*) as n from runs where state in ('complete', 'incomplete', 'failed')`.pipe(
            Effect.map(numberOf),
            Effect.catch(() => Effect.succeed(0))
          )
          const began = performance.now()
          const tell = (what: string) =>
            Effect.sync(() => console.log(`${what} after ${Math.round((performance.now() - began) / 1000)} s`))
          const after = (percent: number) =>
            Effect.andThen(
              World.until(Effect.map(done, (ended) => 100 * ended >= percent * count)),
              tell(`${percent} %`)
            )

          yield* runners.allTakePart
          yield* after(5)
          yield* runners.kill(0)
          yield* after(15)
          // For longer than the lease, so that others have its accounts by the time it comes back.
          const frozen = yield* Effect.forkScoped(runners.freeze(1, "42 seconds"))
          yield* after(25)
          yield* postgres.restart
          yield* after(35)
          yield* redis.restart
          yield* runners.kill(2)
          yield* after(45)
          yield* runners.kill(0)
          yield* after(55)
          yield* runners.kill(2)
          yield* Fiber.join(frozen)
          const status: Status.Status = yield* runners.ended
          yield* tell("ended")

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
          for (const { name } of accounts) {
            if (odd.every((account) => account.name !== name)) yield* World.assertSame(name, world.session(name))
          }
          let overlap = 0
          let sentAgain = 0
          for (const { name, referrals, limit } of accounts.slice(odd.length)) {
            const [run] = yield* sql<{ takeovers: number }>`select takeovers from runs where account = ${name}`
            const takeovers = run?.takeovers ?? 0
            const { requests, statuses } = yield* world.session(name).counts
            const refused = statuses["429"] ?? 0
            const pages = Math.ceil(referrals / 100)
            // What was under way in the runner that was stopped has timed out by the time it comes back.
            const again = Math.max(0, requests - mostRequests(pages, takeovers, refused))
            assert.isAtMost(again, concurrency, name)
            sentAgain += again
            if (takeovers > 0) overlap += requests - pages - 1
            if (limit === undefined) continue
            const journal = yield* world.session(name).journal
            assert.isAtMost(busiest(journal.map(({ at }) => at)), limited.requests + takeovers * concurrency, name)
            if (takeovers === 0) assert.strictEqual(refused, 0, name)
          }
          assert.isAtMost(sentAgain, atOnce * concurrency)
          const takeovers = numberOf(yield* sql<{ n: number | bigint }>`select sum(takeovers) as n from runs`)
          assert.isAbove(takeovers, 0)
          console.log(
            `${takeovers} hand-overs, ${overlap} requests of those accounts more than their pages, ${sentAgain} sent again`
          )

          // A calm sync afterwards finds the lists of all that can be read, and writes nothing where nothing moved. Some
          // accounts are enough to show it.
          const some = accounts.filter(({ limit }, index) => index < odd.length || limit !== undefined)
          world.write(({ name }) => some.some((account) => account.name === name))
          for (const name of ["drifting", "doubtful", "stalled"]) yield* world.session(name).play({})
          const calm = yield* World.start({ ...options, run: "calm", redis: undefined, atOnce: 8 }, world.env)
          const { code, stderr } = yield* calm.ended
          assert.strictEqual(code, 0, stderr)
          for (const { name } of some) {
            if (name !== "unauthorised") yield* World.assertSame(name, world.session(name))
          }
          const written = yield* sql<{ account: string }>`
            select account from runs where run = 'calm' and added + changed + vanished > 0 order by account`
          assert.includeMembers(
            odd.map(({ name }) => name),
            written.map(({ account }) => account)
          )
          assert.deepStrictEqual(runners.alive(), [])
        }).pipe(Effect.provide(Database.layerFromText(database)))
      }).pipe(Effect.provide(MockServer.layer({ referrals: 1, maxSessions: count + 10 }))),
    Math.max(count / 200, 1) * 1_800_000
  )
})
