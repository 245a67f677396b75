/**
 * The page "All referrals, and how you know": its program runs, and no ending is missing.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { promisify } from "node:util"

const page = readFileSync(new URL("../../../docs/all-referrals.md", import.meta.url), "utf8")
const file = new URL("../examples/all-referrals.ts", import.meta.url)

describe("docs/all-referrals.md", () => {
  it("shows the program that is run here", () => {
    const shown = /```ts\n([^]*?)```/.exec(page)?.[1]
    const source = readFileSync(file, "utf8")
    assert.strictEqual(shown, source.slice(source.indexOf("import ")))
  })

  it.live("reads all referrals twice, and 250 and the rest", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const env = { ...process.env, PIGGY_API_KEY: "key", PIGGY_BASE_URL: url }
      const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [file.pathname], { env }))
      const count = dataset.count({})
      assert.strictEqual(
        stdout,
        `${count} referrals, drift: none, ended by emptyPage\n250 and ${count - 250} referrals\n`
      )
    }).pipe(Effect.provide(MockServer.layer({ referrals: 1234 })))
  )
})
