/**
 * Writes the index of decisions, and their headings in one style.
 *
 * Run: `npx -y pnpm@12.21.0 docs:decisions`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Decisions from "./Decisions.ts"
import { root } from "./Packages.ts"

const folder = join(root, "docs/decisions")
const decisions = readdirSync(folder)
  .filter((name) => /^\d{4}-.+\.md$/.test(name))
  .toSorted()
  .map((file) => Decisions.inStyle({ file, text: readFileSync(join(folder, file), "utf8") }))
for (const { file, text } of decisions) writeFileSync(join(folder, file), text)
writeFileSync(join(folder, "README.md"), Decisions.index(decisions))
