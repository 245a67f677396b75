/**
 * A sync by its name.
 */
import { Program } from "@effect-piggy/sync"
import { assert, describe, it } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "./databases.ts"

describe("a sync's name", () => {
  it.live("is not empty, and `status` knows none that has never begun", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const accounts = join(folder, "accounts.yaml")
      const database = `sqlite:${join(folder, "referrals.db")}`
      writeFileSync(accounts, "accounts: []\n")
      assert.isUndefined(yield* Program.status(database))
      const error = yield* Effect.flip(Program.run({ database, accounts, run: " " }))
      assert.strictEqual(error.message, "the sync's name is empty: give one, or none at all")
      assert.deepInclude(yield* Program.run({ database, accounts, run: "monday" }), { run: "monday", ended: true })
      assert.deepInclude(yield* Program.status(database), { run: "monday", ended: true })
      assert.deepInclude(yield* Program.status(database, "monday"), { run: "monday" })
      assert.isUndefined(yield* Program.status(database, "tuesday"))
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
