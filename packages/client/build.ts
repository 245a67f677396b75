/**
 * Makes `dist`: the client in one module, with what it needs of Effect inside, and its types. Nothing is left to install.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const here = import.meta.dirname
const dist = join(here, "dist")

rmSync(dist, { recursive: true, force: true })
const compiler = join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin/tsc")
execFileSync(process.execPath, [compiler, "-p", join(here, "tsconfig.build.json")], { stdio: "inherit" })

const bundle = await rolldown({
  input: join(here, "src/index.ts"),
  platform: "neutral",
  resolve: { mainFields: ["module", "main"] },
  // Effect reads configuration from the environment by it, which is no part of this package.
  transform: { define: { "import.meta": "{}" } }
})
// One file each: also what the core loads at its first use.
const oneFile = { minify: true, codeSplitting: false } as const
await bundle.write({ file: join(dist, "index.js"), format: "esm", ...oneFile })
await bundle.write({ file: join(dist, "index.cjs"), format: "cjs", ...oneFile })
await bundle.close()

// CommonJS has types of its own: the same ones, under its own ending.
for (const name of readdirSync(dist).filter((file) => file.endsWith(".d.ts"))) {
  const types = readFileSync(join(dist, name), "utf8").replaceAll(/(?<=from "\.\/\w+)\.(?:ts|js)(?=")/g, ".cjs")
  writeFileSync(join(dist, name.replace(".d.ts", ".d.cts")), types)
}

// The bundle holds parts of Effect, whose licence asks for its text to go along.
const effect = dirname(fileURLToPath(import.meta.resolve("effect/package.json")))
copyFileSync(join(effect, "LICENSE"), join(dist, "LICENSE-effect"))
