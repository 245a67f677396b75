/**
 * Makes Prism's engine as it ships, and the notices that go with it, where they are missing or older than what they are
 * made from: before the tests, which run on it.
 */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle } from "./engine.ts"
import * as Notices from "./notices.ts"

const folder = fileURLToPath(new URL(".", import.meta.url))

/** The bundle itself. */
export const engine = join(folder, "dist/PrismEngine.js")
export const notices = join(folder, "dist/THIRD-PARTY-NOTICES.md")

/** The lockfile says which Prism it is. */
const sources = [
  ...readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => !/^(?:dist|packages\.txt)/.test(name)),
  "../src/PrismEngine.ts",
  "../../pnpm-lock.yaml"
].map((name) => join(folder, name))

const savedAt = (path: string): number => statSync(path).mtimeMs

export const build = async (): Promise<void> => {
  mkdirSync(join(folder, "dist"), { recursive: true })
  const packages = Notices.packagesOf(await bundle(engine))
  writeFileSync(notices, Notices.of(packages))
  if (process.argv.includes("--accept")) writeFileSync(join(folder, "packages.txt"), Notices.listOf(packages))
}

export const setup = async (): Promise<void> => {
  const built = existsSync(notices) ? savedAt(notices) : 0
  if (sources.some((source) => savedAt(source) > built)) await build()
}

if (import.meta.main) await build()
