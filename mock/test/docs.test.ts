import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as Result from "effect/Result"
import { execFile } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format, promisify } from "node:util"
import { flags } from "../src/Flags.ts"
import * as MockServer from "../src/MockServer.ts"
import * as Scenario from "../src/Scenario.ts"

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8")
const page = read("mock.md")
const firstSteps = read("first-steps-with-the-mock.md")
const pages = `${page}\n${read("mock-recipes.md")}\n${firstSteps}`
const examples = new URL("../examples/", import.meta.url)
const files = readdirSync(examples).filter((name) => name.endsWith(".ts"))
/** Part of what a browser's tests say; all of them run in `playwright.test.ts`. */
const browserTests = readFileSync(new URL("playwright/referrals.e2e.ts", examples), "utf8")

const blocks = (language: string): ReadonlyArray<string> =>
  [...pages.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text)

describe("the mock's documentation", () => {
  it("shows the examples as they are", () => {
    const sources = files.map((name) => readFileSync(new URL(name, examples), "utf8"))
    const [ofBrowser, others] = [true, false].map((is) =>
      blocks("ts").filter((block) => block.includes("@playwright/test") === is)
    )
    assert.sameMembers([...(others ?? [])], sources)
    for (const block of ofBrowser ?? []) {
      for (const paragraph of block.trim().split("\n\n")) assert.include(browserTests, paragraph)
    }
  })

  it.live("shows examples that print what they say", () =>
    Effect.forEach(
      files.filter((name) => !name.endsWith(".test.ts")),
      (name) =>
        Effect.gen(function* () {
          // For the example that steers a mock somewhere else.
          vi.stubEnv("MOCK_URL", (yield* MockServer.make()).url)
          const path = fileURLToPath(new URL(name, examples))
          const printed: Array<string> = []
          const spy = vi.spyOn(console, "log").mockImplementation((...values) => void printed.push(format(...values)))
          yield* Effect.promise(() => import(path)).pipe(Effect.ensuring(Effect.sync(() => spy.mockRestore())))
          const said = /console\.log\(.*\/\/ (.*)$/m.exec(readFileSync(path, "utf8"))?.[1]
          vi.unstubAllEnvs()
          assert.deepStrictEqual([name, printed.join("\n")], [name, said])
        }).pipe(Effect.scoped)
    )
  )

  it.live("shows in the README how to start it, each way", () =>
    Effect.gen(function* () {
      const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
      const program = /^```ts\n([^]*?)^```$/m.exec(readme)?.[1] ?? ""
      const args = ["--input-type=module-typescript", "--eval", `${program}process.exit(0)`]
      yield* Effect.promise(() =>
        promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(new URL("..", import.meta.url)) })
      )
    })
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
    // Docker's own flags, and pnpm's, are another program's.
    const ours = pages.replaceAll(/^```dockerfile\n[^]*?^```$|`pnpm [^`]*`/gm, "")
    for (const [, flag = ""] of ours.matchAll(/--([a-z][a-z-]+)/g)) assert.isTrue(known.has(flag), `--${flag}`)
  })
})
