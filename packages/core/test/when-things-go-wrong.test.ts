/**
 * The page "When things go wrong": its program runs and says what the page says, and no reason is missing.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { PiggyError } from "@effect-piggy/core"
import { programOf } from "./program.ts"

const { page, run, shown, source } = programOf("when-things-go-wrong")

describe("docs/when-things-go-wrong.md", () => {
  it("shows the program that is run here", () => {
    assert.strictEqual(shown, source)
  })

  it("has a row for every reason", () => {
    for (const { identifier } of PiggyError.Reason.members) assert.include(page, `\n| \`${identifier}\` |`)
  })

  it.live("prints what was read", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const count = dataset.count({ status: "completed" })
      assert.strictEqual(yield* run({ PIGGY_BASE_URL: url }), `${count} completed referrals\n`)
    }).pipe(Effect.provide(MockServer.layer({ referrals: 150 })))
  )

  it.live("prints what to do when the key is refused", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      assert.strictEqual(
        yield* run({ PIGGY_BASE_URL: url, PIGGY_API_KEY: "expired" }),
        "the key was not accepted: set PIGGY_API_KEY anew\n"
      )
    }).pipe(Effect.provide(MockServer.layer()))
  )

  it.live("prints how long to wait when the server asks for longer than the SDK waits", () =>
    Effect.gen(function* () {
      const { url } = yield* MockServer.MockServer
      assert.strictEqual(yield* run({ PIGGY_BASE_URL: url }), "too many requests: run again in 10m\n")
    }).pipe(Effect.provide(MockServer.layer({ scenario: { errors: { status: 429, retryAfter: 600 } } })))
  )

  it.live("prints what happened when nobody answers", () =>
    Effect.gen(function* () {
      const said = yield* run({ PIGGY_BASE_URL: "http://127.0.0.1:2" })
      assert.include(
        said,
        "Referrals.collect failed after 3 requests: no answer from http://127.0.0.1:2 (ECONNREFUSED)"
      )
      assert.match(said, /: run again later\n$/)
    })
  )
})
