/**
 * A runner whose process has ended is found by every other one.
 */
import { Database } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as Runner from "effect/cluster/Runner"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import { RunnerHealth } from "effect/cluster/RunnerHealth"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import * as RunnerWatch from "../src/RunnerWatch.ts"
import * as Postgres from "./Postgres.ts"

const addressOf = (host: string) => RunnerAddress.make(host, 34431)
const self = addressOf("self")

/** Runners by whether they have a session in the database, and whether they answer. */
const runners = [
  { host: "well", hasSession: true, answers: true },
  { host: "cut-off", hasSession: true, answers: false },
  { host: "reconnects", hasSession: false, answers: true },
  { host: "gone", hasSession: false, answers: false }
]

const storage = Layer.effect(RunnerStorage.RunnerStorage, RunnerStorage.makeMemory)
const health = Layer.succeed(RunnerHealth, {
  isAlive: ({ host }) => Effect.succeed(runners.some((runner) => runner.host === host && runner.answers))
})

describe.skipIf(Postgres.isMissing)("runners that look after each other", { timeout: 120_000 }, () => {
  it.live("mark the one as gone that has no session and does not answer, and no other", () =>
    Effect.gen(function* () {
      const server = yield* Postgres.make
      const url = yield* server.database
      for (const { hasSession, host } of runners) {
        if (!hasSession) continue
        const applicationName = RunnerWatch.sessionName(addressOf(host))
        const client = yield* Layer.build(Database.layerFromText(url, { applicationName }))
        yield* Effect.provide(
          Effect.flatMap(SqlClient, (sql) => sql`select 1`),
          client
        )
      }
      yield* Effect.gen(function* () {
        const kept = yield* RunnerStorage.RunnerStorage
        for (const address of [self, ...runners.map(({ host }) => addressOf(host))]) {
          yield* kept.register(Runner.make({ address, groups: ["default"], weight: 1 }), true)
        }
        yield* RunnerWatch.look(self)
        const healthy = (yield* kept.getRunners).filter(([, isHealthy]) => isHealthy)
        assert.sameMembers(
          healthy.map(([{ address }]) => address.host),
          ["self", "well", "cut-off", "reconnects"]
        )
      }).pipe(Effect.provide([storage, health, Database.layerFromText(url)]))
    })
  )
})
