/**
 * Vega and Vega-Lite in one file, as the package ships them, and the notices of those whose code it is.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const entry = fileURLToPath(new URL("../src/report/Svg.ts", import.meta.url))

interface Package {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly folder: string
}

/** Writes the bundle. @returns the folders of the packages in it */
export const bundle = async (file: string): Promise<ReadonlyArray<string>> => {
  const build = await rolldown({ input: entry, platform: "node", logLevel: "silent" })
  const { output } = await build.write({ file, format: "esm", minify: true, codeSplitting: false })
  await build.close()
  const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []))
  const folders = modules.map((module) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1])
  return [...new Set(folders.filter((folder) => folder !== undefined))]
}

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** The packages of these folders, by name. */
export const packagesIn = (folders: ReadonlyArray<string>): ReadonlyArray<Package> =>
  folders
    .map((folder) => {
      const manifest: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      const { license, name, version } = manifest
      return { name: text(name), version: text(version), license: text(license), folder }
    })
    .toSorted((one, other) => one.name.localeCompare(other.name, "en"))

const licenceOf = ({ folder, name }: Package): string => {
  const found = readdirSync(folder).find((file) => /^licen[cs]e(?:[.-]|$)/i.test(file))
  const kept = fileURLToPath(new URL(`licences/${name.replace("/", "+")}.txt`, import.meta.url))
  const path = found === undefined ? kept : join(folder, found)
  if (!existsSync(path)) throw new Error(`${name} ships no licence: put the one of its repository into ${path}`)
  return readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim()
}

/** The notices as a document. */
export const noticesOf = (packages: ReadonlyArray<Package>): string => `# Third-party notices

\`dist/report/Svg.js\` contains code of the packages below, bundled and minified.

${packages.map((one) => `## ${one.name} ${one.version} (${one.license})\n\n\`\`\`text\n${licenceOf(one)}\n\`\`\``).join("\n\n")}
`
