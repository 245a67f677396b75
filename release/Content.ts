/**
 * What must hold of a package's files, beside what publint and attw look at.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Links from "./Links.ts"
import { manifestOf } from "./Packages.ts"

const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))

/** A map's sources that are not in the package: go-to-definition would land nowhere. */
const lostSources = (folder: string, file: string): ReadonlyArray<string> => {
  const map: { readonly sources: ReadonlyArray<string> } = JSON.parse(readFileSync(join(folder, file), "utf8"))
  return map.sources
    .filter((source) => !existsSync(join(folder, dirname(file), source)))
    .map((source) => `${file}: its source ${source} is not in the package`)
}

/** Links that only work in the repository. */
const lostLinks = (folder: string, page: string): ReadonlyArray<string> =>
  Links.targets(readFileSync(join(folder, page), "utf8"), page)
    .filter((target) => !existsSync(join(folder, target)))
    .map((target) => `${page}: links to ${target}, which is not in the package`)

/** @param folder where the tarball was unpacked */
export const problems = (folder: string): ReadonlyArray<string> => {
  const files = filesIn(folder)
  const manifest = manifestOf(folder)
  const required = ["README.md", "LICENSE", "CHANGELOG.md", "llms.txt"].filter((file) => !files.includes(file))
  const versions = Object.entries(manifest.dependencies ?? {}).filter(([, range]) => range.startsWith("workspace:"))
  const keywords = manifest.keywords ?? []
  return [
    ...required.map((file) => `${file} is missing`),
    ...versions.map(([name]) => `${name} is depended on as a folder of this repository`),
    ...(JSON.stringify(manifest.exports).includes("./src/") ? ["exports lead to sources"] : []),
    ...(manifest.engines?.["node"] === undefined ? ["engines.node is missing"] : []),
    ...(keywords.length < 3 ? [`keywords: at least 3 are wanted, got ${keywords.length}`] : []),
    ...(files.some((file) => file.endsWith(".d.ts")) && !files.some((file) => file.endsWith(".d.ts.map"))
      ? ["types have no declaration maps"]
      : []),
    ...files.filter((file) => file.endsWith(".d.ts.map")).flatMap((file) => lostSources(folder, file)),
    ...files
      .filter((file) => file.endsWith(".md") && file !== "CHANGELOG.md")
      .flatMap((file) => lostLinks(folder, file))
  ]
}

/** Bytes and files of a package, unpacked. */
export const size = (folder: string): { readonly bytes: number; readonly files: number } => {
  const files = filesIn(folder)
  return { bytes: files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0), files: files.length }
}
