/**
 * The notices that ship with the bundle: whose code is in it, under which licence, and what was changed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { patched, redirected, replaced } from "./changes.ts"

interface Package {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly homepage: string
  readonly folder: string
}

/** Old manifests hold a list: `"licenses": [{ "type": "MIT" }]`. */
const licenceNames = (listed: unknown): string =>
  Array.isArray(listed) ? listed.map((one: { readonly type?: unknown }) => text(one.type)).join(" or ") : ""

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** The folder of the package that a module belongs to. */
const folderOf = (module: string): string | undefined => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1]

const packageIn = (folder: string): Package => {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const { homepage, license, repository } = manifest
  const url = typeof repository === "object" && repository !== null && "url" in repository ? repository.url : repository
  return {
    name: text(manifest["name"]),
    version: text(manifest["version"]),
    license: text(license) || licenceNames(manifest["licenses"]),
    homepage: text(homepage) || text(url),
    folder
  }
}

/** The packages that the modules come from, by name. */
export const packagesOf = (modules: ReadonlyArray<string>): ReadonlyArray<Package> => {
  const folders = new Set(modules.map(folderOf).filter((folder) => folder !== undefined))
  const named = [...folders].map(packageIn).map((one): [string, Package] => [`${one.name} ${one.version}`, one])
  return [...new Map(named)].toSorted(([one], [other]) => one.localeCompare(other, "en")).map(([, one]) => one)
}

const isLicence = (name: string): boolean => /^(?:licen[cs]e|copying)(?:[.-]|$)/i.test(name)
const isNotice = (name: string): boolean => /^notice(?:[.-]|$)/i.test(name)

/** Licences of packages that ship none, as they stand in their repositories. */
const kept = (name: string): string => new URL(`licences/${name.replace("/", "+")}.txt`, import.meta.url).pathname

const read = (path: string): string => readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim()

const licenceOf = ({ folder, license, name, version }: Package): string => {
  const files = readdirSync(folder)
  const found = files.find(isLicence)
  const notices = files.filter(isNotice).map((file) => read(join(folder, file)))
  const path = found === undefined ? kept(name) : join(folder, found)
  if (!existsSync(path)) {
    throw new Error(`${name} ${version} (${license}) ships no licence: put the one of its repository into ${path}`)
  }
  return [read(path), ...notices].join("\n\n")
}

const changes = [
  ...replaced.map(({ module, why }) => `- \`${module}\` is code of our own: ${why}.`),
  ...patched.map(({ module, why }) => `- \`${module}\` was changed: ${why}.`),
  ...redirected.map(({ module, to, why }) => `- \`${module}\` is taken from \`${to}\`: ${why}.`)
]

const fence = "```"

/** The packages, one a line, as somebody has looked at them. */
export const listOf = (packages: ReadonlyArray<Package>): string =>
  packages.map(({ license, name, version }) => `${name} ${version} ${license}\n`).join("")

/** The notices as a document. */
export const of = (packages: ReadonlyArray<Package>): string => `# Third-party notices

\`dist/PrismEngine.js\` contains code of the ${packages.length} packages below, bundled and minified by \`bundle/engine.ts\`.
Beyond that, these parts are other than the packages':

${changes.join("\n")}

| package | version | licence |
| --- | --- | --- |
${packages.map(({ license, name, version }) => `| ${name} | ${version} | ${license} |`).join("\n")}

${packages.map((one) => `## ${one.name} ${one.version}\n\n${one.homepage}\n\n${fence}text\n${licenceOf(one)}\n${fence}`).join("\n\n")}
`
