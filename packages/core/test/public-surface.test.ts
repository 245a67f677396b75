import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import * as core from "@effect-piggy/core"

const home = new URL("..", import.meta.url)
const manifest: {
  readonly exports: Readonly<Record<string, string>>
  readonly publishConfig: { readonly exports: Readonly<Record<string, string>> }
} = JSON.parse(readFileSync(new URL("package.json", home), "utf8"))

const specifier = (entry: string): string => `@effect-piggy/core${entry.slice(1)}`

describe("what can be imported", () => {
  it("is each public module by its name, from the sources and from the built package alike", async () => {
    const entries = Object.keys(manifest.exports)
    assert.deepStrictEqual(Object.keys(manifest.publishConfig.exports), entries)
    assert.isFalse(entries.some((entry) => entry.includes("*")))
    const modules = entries.filter((name) => name !== "./package.json").map(async (name) => import(specifier(name)))
    for (const module of await Promise.all(modules)) assert.isNotEmpty(Object.keys(module))
    for (const name of Object.keys(core)) assert.property(manifest.exports, `./${name}`)
  })

  it("is nothing else: no internal module, by any spelling", async () => {
    const modules = globSync("**/*.ts", { cwd: new URL("src/", home) })
    const isPublic = new Set(Object.values(manifest.exports))
    const hidden = modules.filter((name) => !isPublic.has(`./src/${name}`))
    assert.isAbove(hidden.length, 20)
    const spellings = hidden.flatMap((name) => {
      const bare = name.replace(/\.ts$/, "")
      return [name, bare, `src/${name}`, `dist/${bare}.js`]
    })
    const refusals = spellings.map((path) =>
      import(/* @vite-ignore */ `@effect-piggy/core/${path}`).then(
        () => `${path} was imported`,
        (refused: unknown) => String(refused)
      )
    )
    for (const refusal of await Promise.all(refusals)) {
      assert.match(refusal, /not (?:exported|defined by "exports")|ERR_PACKAGE_PATH_NOT_EXPORTED|Missing "/)
    }
  })

  it("is what users need, and no decision, decoder or check of the SDK's own", () => {
    const values = Object.entries(core).flatMap(([module, exports]) =>
      Object.keys(exports).map((name) => `${module}.${name}`)
    )
    // 47 for reading and its errors, 9 of telemetry, 6 of insights and of changes each, 3 of webhooks.
    assert.isAtMost(values.length, 70, values.join(", "))
    for (const name of values) assert.notMatch(name, /\.(?:decode|check|judge|decide|refus|with|invalidInput|is[A-Z])/)
  })
})
