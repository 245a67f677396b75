/**
 * What draws the charts, as the package ships it: one file that needs no other.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Bundled from "../bundle/charts.ts"
import packageJson from "../package.json" with { type: "json" }
import * as Svg from "../src/report/Svg.ts"
import * as Piggy from "./piggy.ts"

const licences = ["BSD-3-Clause", "ISC", "MIT", "0BSD"]

describe("the bundled charts", () => {
  it.live("draw what Vega's own packages draw, and import none of them", () =>
    Effect.gen(function* () {
      const file = join(yield* Piggy.folder, "Svg.js")
      const packages = Bundled.packagesIn(yield* Effect.promise(() => Bundled.bundle(file)))
      const imported = [...readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport\(?)\s*["'`]([\w@/.:-]+)["'`]/g)]
      // Vega looks for a canvas, and goes without.
      assert.deepStrictEqual(
        imported.map(([, from = ""]) => from).filter((from) => !isBuiltin(from)),
        ["canvas"]
      )

      const spec: Svg.Spec = {
        data: { values: [{ a: "one", b: 1 }] },
        mark: "bar",
        encoding: { x: { field: "a", type: "nominal" }, y: { field: "b", type: "quantitative" } }
      }
      const bundled: typeof Svg = yield* Effect.promise(() => import(pathToFileURL(file).href))
      const [one, other] = yield* Effect.promise(() => Promise.all([bundled.draw(spec), Svg.draw(spec)]))
      assert.match(one, /^<svg /)
      assert.strictEqual(one, other)

      // Whose code goes out with ours has a licence that allows it, and is named with it.
      const notices = Bundled.noticesOf(packages)
      for (const { license, name } of packages) {
        assert.include(licences, license, name)
        assert.include(notices, `## ${name} `)
      }
      assert.notProperty(packageJson.dependencies, "vega")
    }).pipe(Effect.scoped)
  )
})
