/**
 * The queries of docs/sync-queries.md run as they stand there, on both databases, and give the figures of `Insights`.
 */
import { Insights } from "@effect-piggy/core"
import { FakePiggy } from "@effect-piggy/core/testing"
import { Drain } from "@effect-piggy/sync"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { SqlClient } from "effect/sql/SqlClient"
import { readFileSync } from "node:fs"
import { referralsOf } from "./accounts.ts"
import { databases } from "./databases.ts"

const page = readFileSync(new URL("../../../docs/sync-queries.md", import.meta.url), "utf8")
const queries = [...page.matchAll(/```sql\n([^]*?);\n```/g)].map(([, query = ""]) => query)

for (const { isMissing, layer: database, name } of databases) {
  describe.skipIf(isMissing)(`the queries of the docs on ${name}`, () => {
    layer(database, { excludeTestServices: true, timeout: 60_000 })((it) => {
      it.effect("give the figures of Insights, and what changed", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          assert.lengthOf(queries, 3)
          const [conversion = "", referrers = "", changes = ""] = queries
          const fake = FakePiggy.make({ referrals: 260 })
          const drain = (run: string) => Drain.drain({ name: "cafe" }, run).pipe(Effect.provide(referralsOf(fake)))
          yield* drain("monday")
          const first = fake.referrals[0]
          if (first === undefined) return assert.fail("the fake has no rows")
          fake.referrals[0] = { ...first, status: "failed" }
          yield* drain("tuesday")
          const figures = yield* Stream.run(Stream.fromIterable(fake.referrals), Insights.sink)

          const [row] = yield* sql.unsafe<Record<string, unknown>>(conversion)
          assert.deepStrictEqual(
            [row?.["account"], Number(row?.["referrals"]), Number(row?.["completed"])],
            ["cafe", figures.total, figures.conversion.completed]
          )
          const share = figures.conversion.ofDecided ?? 0
          assert.strictEqual(Number(row?.["percent_of_decided"]), Math.round(share * 1000) / 10)

          const top = yield* sql.unsafe<{ referring_contact_uuid: string; completed: unknown }>(referrers)
          assert.deepStrictEqual(
            top.map(({ completed }) => Number(completed)),
            figures.leaderboard.top.slice(0, 10).map(({ completed }) => completed)
          )

          const changed = yield* sql.unsafe<Record<string, unknown>>(changes)
          assert.deepStrictEqual(
            changed.map(({ account, previous, status, uuid }) => ({ account, previous, status, uuid })),
            [{ account: "cafe", previous: "pending", status: "failed", uuid: first.uuid }]
          )
        })
      )
    })
  })
}
