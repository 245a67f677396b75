/**
 * The page on the command has a section for each subcommand, and speaks of flags that there are.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, readdirSync } from "node:fs"
import * as Piggy from "./piggy.ts"

const page = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")
const headings = page.split("\n").filter((line) => line.startsWith("## "))

describe("docs/cli.md", () => {
  for (const file of readdirSync(new URL("../src/commands", import.meta.url))) {
    const name = file.replace(/\.ts$/, "")
    if (name === "index") continue
    it(`has a section on \`piggy ${name}\``, () => {
      assert.isTrue(headings.some((heading) => heading.includes(`\`piggy ${name}\``)))
    })
  }

  it.live("speaks of flags that there are", () =>
    Effect.gen(function* () {
      const { stdout: completions } = yield* Piggy.run(["--completions", "bash"])
      const known = new Set([...(completions.match(/--[a-z][a-z-]+/g) ?? []), "--help"])
      assert.isAbove(known.size, 40)
      const spokenOf = page.match(/(?<=[\s`(])--[a-z][a-z-]+/g) ?? []
      assert.isAbove(spokenOf.length, 40)
      assert.deepStrictEqual(
        spokenOf.filter((flag) => !known.has(flag)),
        []
      )
    }).pipe(Piggy.withMock({ referrals: 1 }))
  )
})
