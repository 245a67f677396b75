/**
 * `llms.txt`: what a package holds and where to read on, for a reader who looks into `node_modules`.
 *
 * @see https://llmstxt.org
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Manifest } from "./Packages.ts"

/** The first paragraph of a module's first comment, on one line. */
const aboutModule = (source: string): string => {
  const comment = /^\/\*\*\n((?: \*.*\n)+?) \*(?:\/|\n)/.exec(source)?.[1] ?? ""
  return comment
    .replaceAll(/^ \* ?/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim()
}

const titleOf = (page: string): string => /^# (.+)$/m.exec(page)?.[1] ?? ""

const sourceOf = (folder: string, entry: string): string | undefined =>
  ["", "index"]
    .map((end) => join(folder, "src", entry, end).replace(/\/$/, "") + ".ts")
    .find((file) => existsSync(file))

/**
 * @param folder  the package's folder
 * @param guides  guides in it: their paths and their texts
 */
export const llmsText = (
  folder: string,
  { description, exports = {}, name, version }: Manifest,
  guides: ReadonlyMap<string, string>
): string => {
  const modules = Object.keys(exports)
    .filter((entry) => entry !== "./package.json")
    .map((entry) => {
      const source = sourceOf(folder, entry)
      const about = source === undefined ? "" : aboutModule(readFileSync(source, "utf8"))
      return `- \`${name}${entry.slice(1)}\`${about === "" ? "" : `: ${about}`}`
    })
  const pages = [...guides].map(([path, text]) => `- [${titleOf(text)}](${path})`)
  const sections = [
    `# ${name} ${version}\n\n> ${description}`,
    "Start with [README.md](README.md). The sources are in `src`, with comments.",
    ...(modules.length > 0 ? [`## Imports\n\n${modules.join("\n")}`] : []),
    ...(pages.length > 0 ? [`## Guides\n\n${pages.join("\n")}`] : [])
  ]
  return `${sections.join("\n\n")}\n`
}
