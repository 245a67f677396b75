/**
 * Writes into every package's manifest what all of them say alike, with the repository's address.
 *
 * Run: `npx -y pnpm@12.21.0 release:repository https://github.com/owner/name`; without an address for a new package that
 * lacks these fields: the placeholder is written.
 */
import { join } from "node:path"
import { published, root, writeManifest } from "./Packages.ts"
import * as Repository from "./Repository.ts"

const parsed = Repository.parse(process.argv[2] ?? Repository.placeholder)
if ("problem" in parsed) {
  console.error(parsed.problem)
  process.exitCode = 1
} else {
  for (const one of published()) {
    writeManifest(join(root, one.directory), Repository.withRepository(one, parsed.address))
    console.log(`${one.manifest.name}: ${parsed.address}`)
  }
}
