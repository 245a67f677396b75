/**
 * Runs before a package is published, in its folder, and fails while its addresses are placeholders.
 */
import { directoryOf, manifestOf } from "./Packages.ts"
import * as Repository from "./Repository.ts"

const folder = process.cwd()
for (const problem of Repository.problems({ directory: directoryOf(folder), manifest: manifestOf(folder) })) {
  console.error(problem)
  process.exitCode = 1
}
