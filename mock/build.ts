/**
 * Puts beside the compiled sources what the package serves and runs on: the contract as it is in the repository, and
 * Prism's engine in one file, with the notices of those whose code it is.
 */
import { copyFileSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Bundle from "./bundle/build.ts"

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

if (process.argv.includes("--clean")) {
  rmSync(path("dist"), { recursive: true, force: true })
} else {
  await Bundle.build()
  copyFileSync(path("../openapi.yaml"), path("dist/openapi.yaml"))
  // In the place of what the compiler made of the module, which leads to Prism's packages.
  for (const compiled of ["PrismEngine.js", "PrismEngine.js.map", "PrismEngine.d.ts"]) rmSync(path(`dist/${compiled}`))
  copyFileSync(Bundle.engine, path("dist/PrismEngine.js"))
  copyFileSync(Bundle.notices, path("dist/THIRD-PARTY-NOTICES.md"))
}
