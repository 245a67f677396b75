/**
 * Puts beside the compiled sources what draws the charts, in one file, so that the package depends on none of it.
 */
import { rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Charts from "./bundle/charts.ts"

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

if (process.argv.includes("--clean")) {
  rmSync(path("dist"), { recursive: true, force: true })
} else {
  // In the place of what the compiler made of the module, which leads to Vega's packages.
  for (const compiled of ["Svg.js", "Svg.js.map", "Svg.d.ts"]) rmSync(path(`dist/report/${compiled}`))
  const folders = await Charts.bundle(path("dist/report/Svg.js"))
  writeFileSync(path("dist/THIRD-PARTY-NOTICES.md"), Charts.noticesOf(Charts.packagesIn(folders)))
}
