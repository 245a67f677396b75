/**
 * `pnpm limits`: reads lists behind limits in virtual time, and writes the table into docs/limits.md.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { cells } from "./cells.ts"
import { page, place, table } from "./table.ts"

const written = table(cells())
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(place, () => `\n${written}\n\n`)
)
console.log(written)
