/**
 * The programs that the mock's console page offers to copy, as they are copied.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { fileURLToPath } from "node:url"
import * as Snippets from "../../../mock/console/src/Snippets.ts"

const folder = fileURLToPath(new URL("..", import.meta.url))

/** The lines that a program prints which stands in this package. */
const run = (program: string) =>
  Effect.promise(() =>
    promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { cwd: folder })
  ).pipe(Effect.map(({ stdout }) => stdout.trim().split("\n")))

const completed = Effect.map(MockServer.MockServer, ({ dataset }) => {
  const rows = dataset.slice({ status: "completed" }, 0, dataset.count({ status: "completed" }))
  return rows.map(({ status, uuid }) => `${uuid} ${status}`)
})

describe("a program copied from the mock's console page", { timeout: 120_000 }, () => {
  const withMock = Effect.provide(MockServer.layer({ referrals: 250 }))

  for (const [name, snippet] of [
    ["Effect", Snippets.effect],
    ["promises", Snippets.promise]
  ] as const) {
    it.live(`prints every completed referral, with ${name}`, () =>
      Effect.gen(function* () {
        const { url } = yield* MockServer.MockServer
        assert.deepStrictEqual(yield* run(snippet(url)), yield* completed)
      }).pipe(withMock)
    )
  }

  it.live("asks for a page, with curl", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      const [, name = "", value = "", address = ""] =
        /^curl -H '(\S+): (.+)' \\\n {2}'(\S+)'\n$/.exec(Snippets.curl(url)) ?? []
      const answer = yield* Effect.promise(() => fetch(address, { headers: { [name]: value } }))
      assert.strictEqual(answer.status, 200)
    }).pipe(withMock)
  )
})
