/**
 * Finds runners whose process has ended, on every runner.
 *
 * The library looks after runners on one of them. When that one ends, nobody does until its lease is over, half a minute
 * later. A process that has ended has no session in the database any more: a runner without one, which does not answer
 * either, is marked as gone, and its shards are dealt out anew. One that is cut off from the others alone keeps them.
 */
import { RunnerHealth } from "effect/cluster/RunnerHealth"
import { RunnerStorage } from "effect/cluster/RunnerStorage"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import type { Address } from "./Engine.ts"

const prefix = "piggy-sync "

/** How a runner's sessions are called in PostgreSQL, which cuts names at 63 bytes. */
export const sessionName = ({ host, port }: Address): string => `${prefix}${host}:${port}`.slice(0, 63)

const sessions = Effect.gen(function* () {
  const sql = yield* SqlClient
  const found = yield* sql<{ name: string }>`
    select distinct application_name as name from pg_stat_activity where application_name like ${`${prefix}%`}`
  return new Set(found.map(({ name }) => name))
})

/** Marks the runners that are gone, this one aside. */
export const look = Effect.fnUntraced(function* (self: Address) {
  const storage = yield* RunnerStorage
  const health = yield* RunnerHealth
  const alive = yield* sessions
  const silent = (yield* storage.getRunners).flatMap(([{ address }, isHealthy]) =>
    isHealthy && !alive.has(sessionName(address)) && sessionName(address) !== sessionName(self) ? [address] : []
  )
  yield* Effect.forEach(
    silent,
    (address) =>
      Effect.flatMap(health.isAlive(address), (isAlive) =>
        isAlive ? Effect.void : storage.setRunnerHealth(address, false)
      ),
    { concurrency: "unbounded", discard: true }
  )
})

/** Looks every 2 s, on PostgreSQL; no other database has sessions. */
export const layer = (self: Address) =>
  Layer.effectDiscard(
    Effect.flatMap(SqlClient, (sql) =>
      sql.onDialectOrElse({
        pg: () =>
          look(self).pipe(
            Effect.catchCause((cause) => Effect.logDebug("runners could not be looked after", cause)),
            Effect.repeat(Schedule.spaced("2 seconds")),
            Effect.forkScoped,
            Effect.asVoid
          ),
        orElse: () => Effect.void
      })
    )
  )
