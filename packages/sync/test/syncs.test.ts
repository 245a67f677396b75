/**
 * A sync by its name.
 */
import { Program } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { existsSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { join } from "node:path"
import { temporaryFolder } from "./databases.ts"

describe("a sync's name", () => {
  it.live("is not empty, and `status` knows none that has never begun", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const accounts = join(folder, "accounts.yaml")
      const database = `sqlite:${join(folder, "referrals.db")}`
      writeFileSync(accounts, "accounts: []\n")
      const error = yield* Effect.flip(Program.run({ database, accounts, run: " " }))
      assert.strictEqual(error.message, "the sync's name is empty: give one, or none at all")
      assert.deepInclude(yield* Program.run({ database, accounts, run: "monday" }), { run: "monday", ended: true })
      assert.deepInclude(yield* Program.status(database), { run: "monday", ended: true })
      assert.deepInclude(yield* Program.status(database, "monday"), { run: "monday" })
      assert.isUndefined(yield* Program.status(database, "tuesday"))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("is asked for without making a file, or tables in a file that has others", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [missing, other] = [join(folder, "typo.db"), join(folder, "other.db")]
      const error = yield* Effect.flip(Program.status(`sqlite:${missing}`))
      assert.include(error.message, `there is no database ${missing}: name the file that`)
      assert.isFalse(existsSync(missing))

      const database = new DatabaseSync(other)
      database.exec("create table theirs (id integer)")
      assert.isUndefined(yield* Program.status(`sqlite:${other}`))
      assert.deepStrictEqual(
        database
          .prepare("select name from sqlite_master")
          .all()
          .map(({ name }) => name),
        ["theirs"]
      )
      database.close()
    })
  )
})
