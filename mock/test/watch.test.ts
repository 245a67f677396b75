import { assert, describe, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { renameSync, writeFileSync } from "node:fs"
import * as Dataset from "../src/Dataset.ts"
import * as MockServer from "../src/MockServer.ts"
import { temporaryFile } from "./files.ts"

const rows = Dataset.make({ referrals: 9 }).slice({}, 0, 9)

describe("rows that are watched", () => {
  it.live("are read again at every save, and the last good ones stay when a save breaks them", () =>
    Effect.gen(function* () {
      const data = yield* temporaryFile("rows.json")
      const said = yield* Queue.unbounded<string>()
      const note = (line: unknown) => void Queue.offerUnsafe(said, String(line))
      const heard = { ...globalThis.console, log: note, error: note }

      writeFileSync(data, JSON.stringify(rows.slice(0, 5)))
      const { dataset } = yield* MockServer.make({ data, watch: true }).pipe(
        Effect.provideService(Console.Console, heard)
      )
      assert.strictEqual(dataset.count({}), 5)

      writeFileSync(data, `${JSON.stringify(rows.slice(0, 3))},`)
      assert.match(yield* Queue.take(said), /keeps the data that it has.*no JSON/s)
      assert.strictEqual(dataset.count({}), 5)

      // As editors save: the new file takes the old one's name.
      writeFileSync(`${data}.new`, JSON.stringify(rows))
      renameSync(`${data}.new`, data)
      assert.match(yield* Queue.take(said), /read .*rows\.json again/)
      assert.strictEqual(dataset.count({}), 9)
    }).pipe(Effect.scoped)
  )
})
