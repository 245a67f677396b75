/**
 * The README's program runs as it stands, but for the key, the base URL and the place of the file.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { temporaryFolder } from "./databases.ts"

const [, program = ""] = /```ts\n([^]*?)```/.exec(readFileSync(new URL("../README.md", import.meta.url), "utf8")) ?? []

describe("the README", { timeout: 60_000 }, () => {
  it.live("shows a program that reads an account into a file", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const file = join(yield* temporaryFolder, "referrals.db")
      const here = program
        .replace('Redacted.make("your-key"))', `Redacted.make("your-key")), baseUrl: "${url}"`)
        .replace("sqlite:referrals.db", `sqlite:${file}`)
      const run = Effect.promise(() =>
        promisify(execFile)(process.execPath, ["--input-type=module-typescript", "--eval", here], {
          cwd: fileURLToPath(new URL("..", import.meta.url))
        })
      )
      assert.strictEqual((yield* run).stdout, "complete: 250 new, 0 changed, 0 gone\n")
      // The same run has ended: it is told again.
      assert.strictEqual((yield* run).stdout, "complete: 250 new, 0 changed, 0 gone\n")
    }).pipe(Effect.provide(MockServer.layer({ referrals: 250 })))
  )
})
