/**
 * The page "All referrals, and how you know": its program runs, and no ending is missing.
 */
import { MockServer } from "@effect-piggy/mock"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Referrals } from "@effect-piggy/core"
import { programOf } from "./program.ts"

const { page, run, shown, source } = programOf("all-referrals")

const endings = {
  emptyPage: true,
  lastPage: true,
  repeatedPage: true,
  refused: true,
  maxItems: true,
  maxPages: true
} satisfies Record<Referrals.Summary["endedBy"], true>

describe("docs/all-referrals.md", () => {
  it("shows the program that is run here", () => {
    assert.strictEqual(shown, source)
  })

  it("has a row for every ending", () => {
    for (const ending of Object.keys(endings)) assert.match(page, new RegExp(`^\\| [^|]*\`${ending}\``, "m"))
  })

  it.live("reads all referrals twice, and 250 and the rest", () =>
    Effect.gen(function* () {
      const { dataset, url } = yield* MockServer.MockServer
      const count = dataset.count({})
      assert.strictEqual(
        yield* run({ PIGGY_BASE_URL: url }),
        `${count} referrals, drift: none, ended by emptyPage\n250 and ${count - 250} referrals\n`
      )
    }).pipe(Effect.provide(MockServer.layer({ referrals: 1234 })))
  )
})
