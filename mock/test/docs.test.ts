import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format } from "node:util"
import { flags } from "../src/Flags.ts"
import * as Scenario from "../src/Scenario.ts"

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8")
const page = read("mock.md")
const pages = `${page}\n${read("mock-recipes.md")}`
const examples = new URL("../examples/", import.meta.url)

const blocks = (language: string): ReadonlyArray<string> =>
  [...pages.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text)

describe("the mock's documentation", () => {
  it("shows the examples as they are", () => {
    const sources = readdirSync(examples).map((name) => readFileSync(new URL(name, examples), "utf8"))
    assert.sameMembers([...blocks("ts")], sources)
  })

  it.live("shows examples that print what they say", () =>
    Effect.forEach(readdirSync(examples), (name) =>
      Effect.gen(function* () {
        const path = fileURLToPath(new URL(name, examples))
        const printed: Array<string> = []
        const spy = vi.spyOn(console, "log").mockImplementation((...values) => void printed.push(format(...values)))
        yield* Effect.promise(() => import(path)).pipe(Effect.ensuring(Effect.sync(() => spy.mockRestore())))
        const said = /console\.log\(.*\/\/ (.*)$/m.exec(readFileSync(path, "utf8"))?.[1]
        assert.deepStrictEqual([name, printed.join("\n")], [name, said])
      })
    )
  )

  it("shows scenarios and settings that can be played", () => {
    for (const yaml of blocks("yaml")) assert.isTrue(Result.isSuccess(Scenario.parse(Yaml.parse(yaml))), yaml)
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \|.*\|$/gm)]
    const documented = rows.map(([, setting = ""]) => setting)
    assert.sameMembers(documented, [...Object.keys(Scenario.make({}).behaviour), "steps"])
    for (const [, setting = "", text = ""] of rows) {
      const example = /`(\{.*?\})`/.exec(text)?.[1]
      if (example === undefined) continue
      assert.isTrue(Result.isSuccess(Scenario.parse({ [setting]: JSON.parse(example) })), `${setting}: ${example}`)
    }
  })

  it("speaks of flags that exist", () => {
    const known = new Set(
      Object.keys(flags).map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
    )
    // Docker's own flags are another program's.
    const ours = pages.replaceAll(/^```dockerfile\n[^]*?^```$/gm, "")
    for (const [, flag = ""] of ours.matchAll(/--([a-z][a-z-]+)/g)) assert.isTrue(known.has(flag), `--${flag}`)
  })
})
