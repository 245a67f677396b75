/**
 * The page on the command has a section for each subcommand.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync, readdirSync } from "node:fs"

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
})
