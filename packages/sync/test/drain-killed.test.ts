/**
 * A process that reads an account, killed on its way; and one that has little memory.
 */
import { MockServer } from "@effect-piggy/mock"
import { Credentials, PiggyClient, Referrals } from "@effect-piggy/core"
import { Database, Drain, Tables } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { inOrder, keptRows } from "./accounts.ts"
import { temporaryFolder } from "./databases.ts"
import * as Postgres from "./Postgres.ts"

const program = fileURLToPath(new URL("drainProcess.ts", import.meta.url))

const serviceAt = (baseUrl: string) =>
  Referrals.layer.pipe(
    Layer.provide(PiggyClient.layer({ credentials: Credentials.apiKey(Redacted.make("any")), baseUrl })),
    Layer.provide(FetchHttpClient.layer)
  )

const kill = (child: ChildProcess) =>
  Effect.andThen(
    Effect.sync(() => child.kill("SIGKILL")),
    Postgres.exited(child)
  )

// PostgreSQL spends the time inside the transaction, so that the kill finds one open.
const slowTransactions = `
  create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return new; end $$;
  create trigger linger before insert on run_pages for each row execute function linger();`

const urls = {
  SQLite: Effect.map(temporaryFolder, (folder) => `sqlite:${join(folder, "referrals.db")}`),
  PostgreSQL: Effect.gen(function* () {
    const server = yield* Postgres.make
    const url = yield* server.database
    yield* Tables.migrate.pipe(Effect.provide(Database.layerFromText(url)))
    server.query(url, slowTransactions)
    return url
  })
}

for (const name of ["SQLite", "PostgreSQL"] as const) {
  describe.skipIf(name === "PostgreSQL" && Postgres.isMissing)(`a process that writes to ${name}`, () => {
    it.live(
      "leaves whole pages when it is killed, and another goes on behind the last",
      () =>
        Effect.gen(function* () {
          const mock = yield* MockServer.MockServer
          const url = yield* urls[name]
          const client = Database.layerFromText(url)
          yield* Tables.migrate.pipe(Effect.provide(client))
          yield* Effect.gen(function* () {
            const sql = yield* SqlClient
            const { child } = yield* Effect.acquireRelease(
              Effect.sync(() => ({ child: spawn(process.execPath, [program, url, mock.url, "cafe", "monday"]) })),
              ({ child: started }) => kill(started)
            )
            const pages = sql<{ pages: number | bigint }>`select count(*) as pages from run_pages`
            yield* Effect.repeat(pages, {
              schedule: Schedule.spaced("5 millis"),
              until: ([found]) => Number(found?.pages ?? 0) >= 4
            })
            yield* kill(child)
            const [there] = yield* sql<{ rows: number | bigint }>`select count(*) as rows from referrals`
            const [seen] = yield* sql<{ items: number | bigint; pages: number | bigint }>`
              select sum(items) as items, count(*) as pages from run_pages`
            assert.strictEqual(Number(there?.rows), Number(seen?.items))
            assert.isBelow(Number(seen?.pages), 25)
            const outcome = yield* Drain.drain({ name: "cafe" }, "monday").pipe(Effect.provide(serviceAt(mock.url)))
            assert.deepStrictEqual([outcome.state, outcome.pages, outcome.takeovers], ["complete", 25, 1])
            assert.deepStrictEqual(yield* keptRows("cafe"), inOrder(mock.dataset.slice({}, 0, 2500)))
          }).pipe(Effect.provide(client))
        }).pipe(Effect.provide(MockServer.layer({ referrals: 2500, scenario: { latency: 60 } }))),
      300_000
    )
  })
}

// In CI, or by the variable, more rows than the heap could hold.
const rows = Number(process.env["PIGGY_SYNC_ROWS"] ?? (process.env["CI"] === undefined ? 20_000 : 100_000))

describe("a process with 64 MB of heap", () => {
  it.live(
    `reads ${rows.toLocaleString("en")} referrals, twice`,
    () =>
      Effect.gen(function* () {
        const mock = yield* MockServer.MockServer
        const url = `sqlite:${join(yield* temporaryFolder, "referrals.db")}`
        yield* Tables.migrate.pipe(Effect.provide(Database.layerFromText(url)))
        for (const [run, added] of [
          ["monday", rows],
          ["tuesday", 0]
        ] as const) {
          const { stdout } = yield* Effect.promise(() =>
            promisify(execFile)(process.execPath, ["--max-old-space-size=64", program, url, mock.url, "cafe", run])
          )
          const outcome: unknown = JSON.parse(stdout)
          assert.deepInclude(outcome, { state: "complete", items: rows, added, changed: 0, vanished: 0 })
        }
      }).pipe(Effect.provide(MockServer.layer({ referrals: rows }))),
    900_000
  )
})
