/**
 * `piggy list`: a table on a terminal, JSON lines in a pipe.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { stripVTControlCharacters } from "node:util"
import * as Piggy from "./piggy.ts"
import { serve } from "./servedRows.ts"

const linesOf = (text: string) => text.trimEnd().split(/\r?\n/)

describe("a page of referrals", () => {
  it.live("is JSON lines in a pipe, every field as the API has it", () =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* Piggy.runProcess(["list", "--limit", "40", "--page", "2"])
      assert.strictEqual(code, 0, stderr)
      assert.strictEqual(stderr, "")
      assert.deepStrictEqual(
        linesOf(stdout).map((line): unknown => JSON.parse(line)),
        structuredClone((yield* Piggy.rows).slice(40, 80))
      )
    }).pipe(Piggy.withMock({ referrals: 100 }))
  )

  it.live("may be of one state, and of one contact", () =>
    Effect.gen(function* () {
      const rows = yield* Piggy.rows
      const referrer = rows[0]?.referring_contact.uuid ?? ""
      const { stdout } = yield* Piggy.run(["list", "--status", "completed", "--referrer", referrer])
      assert.deepStrictEqual(
        linesOf(stdout).map((line): unknown => JSON.parse(line)),
        structuredClone(rows.filter((row) => row.status === "completed" && row.referring_contact.uuid === referrer))
      )
    }).pipe(Piggy.withMock({ referrals: 100 }))
  )

  for (const [columns, runOn, skip] of [
    [80, Piggy.runOnTerminal, Piggy.hasNoTerminal],
    [120, Piggy.runOnScreen, false],
    [200, Piggy.runOnScreen, false]
  ] as const) {
    it.live(
      `is a table on a terminal of ${columns} columns, and ids are whole`,
      () =>
        Effect.gen(function* () {
          const { stdout } = yield* runOn(["list", "--limit", "5"], columns)
          const [heading = "", ...rows] = linesOf(stripVTControlCharacters(stdout))
          assert.match(heading, /^REFERRAL +STATUS +REFERRED BY +CONTACT$/)
          assert.deepStrictEqual(
            rows.map((row) => row.slice(0, 36)),
            (yield* Piggy.rows).slice(0, 5).map(({ uuid }) => uuid)
          )
          for (const row of rows) assert.isAtMost(row.length, columns)
        }).pipe(Piggy.withMock({ referrals: 100 })),
      { skip }
    )
  }

  it.live("cannot steer the terminal that it is shown on", () =>
    Effect.gen(function* () {
      const contact = { uuid: "2e70ea71-631f-4b3c-8097-8e0284751c96", email: "\u001b[2J\u202e@example.com" }
      const row = { uuid: contact.uuid, referring_contact: contact, referred_contact: contact, status: "completed" }
      const PIGGY_BASE_URL = yield* serve([row])
      const shown = yield* Piggy.runOnScreen(["list"], 120, { PIGGY_BASE_URL })
      assert.notInclude(shown.stdout, "\u001b[2J")
      assert.notInclude(shown.stdout, "\u202e")
      assert.include(shown.stdout, "\u{fffd}[2J\u{fffd}@example.com")
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 1 }))
  )

  it.live("has no color where NO_COLOR is set", () =>
    Effect.gen(function* () {
      const args = ["list", "--limit", "1"]
      assert.include((yield* Piggy.runOnScreen(args, 80)).stdout, "\u001b[2m")
      assert.notInclude((yield* Piggy.runOnScreen(args, 80, { NO_COLOR: "1" })).stdout, "\u001b[")
    }).pipe(Piggy.withMock({ referrals: 3 }))
  )

  it.live("ends quietly when its reader goes away", () =>
    Effect.gen(function* () {
      const command = `"${process.execPath}" "${Piggy.main}" list --limit 100; echo "code $?" >&2`
      const { ended } = yield* Piggy.startProgram("bash", ["-c", `(${command}) | head -c 10`], yield* Piggy.toMock)
      const { stderr, stdout } = yield* ended
      assert.strictEqual(stdout.length, 10)
      assert.strictEqual(stderr, "code 0\n")
    }).pipe(Effect.scoped, Piggy.withMock({ referrals: 100 }))
  )
})
