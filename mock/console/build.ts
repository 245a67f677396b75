/**
 * Builds the console page where it is missing or older than its sources: before the tests, and before `pnpm mock` starts.
 */
import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "vite"

const folder = fileURLToPath(new URL(".", import.meta.url))
const built = join(folder, "dist/index.html")
/** What the page is made from, some of it shared with the server. */
const sources = ["index.html", "vite.config.ts", "src", "public", "../src", "../package.json"]

const savedAt = (path: string): number => statSync(path).mtimeMs

const newest = (): number => {
  const files = sources.flatMap((source) => {
    const path = join(folder, source)
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))
  })
  return Math.max(...files.map(savedAt))
}

export const setup = async (): Promise<void> => {
  if (existsSync(built) && savedAt(built) >= newest()) return
  await build({ root: folder, configFile: join(folder, "vite.config.ts"), logLevel: "warn" })
}

if (import.meta.main) await setup()
