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
    for (const entry of entries.filter((name) => name !== "./package.json")) {
      assert.notInclude(entry, "*")
      assert.isNotEmpty(Object.keys(await import(specifier(entry))), entry)
    }
    for (const name of Object.keys(core)) assert.property(manifest.exports, `./${name}`)
  })

  it("is nothing else: no internal module, by any spelling", async () => {
    const modules = globSync("**/*.ts", { cwd: new URL("src/", home) })
    const isPublic = new Set(Object.values(manifest.exports))
    const hidden = modules.filter((name) => !isPublic.has(`./src/${name}`))
    assert.isAbove(hidden.length, 20)
    for (const name of hidden) {
      for (const path of [name, name.replace(/\.ts$/, ""), `src/${name}`, `dist/${name.replace(/\.ts$/, ".js")}`]) {
        const error: unknown = await import(/* @vite-ignore */ `@effect-piggy/core/${path}`).then(
          () => assert.fail(`${path} was imported`),
          (refused: unknown) => refused
        )
        assert.match(String(error), /not (?:exported|defined by "exports")|ERR_PACKAGE_PATH_NOT_EXPORTED|Missing "/)
      }
    }
  })

  it("is what users need, and no decision, decoder or check of the SDK's own", () => {
    const values = Object.entries(core).flatMap(([module, exports]) =>
      Object.keys(exports).map((name) => `${module}.${name}`)
    )
    assert.isAtMost(values.length, 53, values.join(", "))
    for (const name of values) assert.notMatch(name, /\.(?:decode|check|judge|decide|refus|with|invalidInput|is[A-Z])/)
  })
})
