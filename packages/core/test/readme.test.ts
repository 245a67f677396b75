/**
 * The README: its programs run as they stand, but for the key and the base URL that a reader puts in.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const cwd = fileURLToPath(new URL("..", import.meta.url))

const run = (program: string, baseUrl: string) =>
  Effect.promise(() =>
    promisify(execFile)(process.execPath, ["--input-type=module-typescript", "--eval", program], {
      cwd,
      env: { ...process.env, PIGGY_API_KEY: "any", PIGGY_BASE_URL: baseUrl }
    })
  )

for (const [name, path] of [
  ["the repository", "../../../README.md"],
  ["the package", "../README.md"]
] as const) {
  const programs = [...readFileSync(new URL(path, import.meta.url), "utf8").matchAll(/```ts\n([^]*?)```/g)].map(
    ([, program = ""]) => program
  )

  describe(`the README of ${name}`, () => {
    it("shows a program with Effect and one without", () => {
      assert.lengthOf(programs, 2)
    })

    for (const [index, program] of programs.entries()) {
      it.live(`shows a program that prints every completed referral (${index + 1})`, () =>
        Effect.gen(function* () {
          const { dataset, url } = yield* MockServer.MockServer
          const here = program.includes("baseUrl")
            ? program
            : program.replace(/(?<=credentials: .*)(?= \}\))/, `, baseUrl: "${url}"`)
          const { stdout } = yield* run(here, url)
          const completed = dataset.slice({ status: "completed" }, 0, dataset.count({}))
          assert.isAbove(completed.length, 0)
          for (const { uuid } of completed) assert.include(stdout, uuid)
          assert.lengthOf(stdout.trim().split("\n"), completed.length)
        }).pipe(Effect.provide(MockServer.layer({ referrals: 250 })))
      )
    }
  })
}
