/**
 * The reference of every package that can be imported, by TypeDoc from the doc comments.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Application } from "typedoc"
import { root } from "./repository.ts"

/** Packages with something to import: folder, and name on the site. The core's modules stand without a name before them. */
const packages = ["packages/core", "packages/client", "mock", "packages/sync"]

const read = (path: string): string => readFileSync(join(root, path), "utf8")

/** The modules that users can import; an index that only names others gives those. */
const modulesOf = (folder: string): ReadonlyArray<string> => {
  const manifest: { readonly exports: Readonly<Record<string, unknown>> } = JSON.parse(read(`${folder}/package.json`))
  const files = Object.keys(manifest.exports)
    .filter((name) => name !== "./package.json")
    .map((name) => [name.slice(2), join(name.slice(2), "index")].map((path) => `${folder}/src/${path}.ts`))
    .map((choices) => choices.find((path) => existsSync(join(root, path))) ?? choices.join(" or "))
  const index = `${folder}/src/index.ts`
  const named = [...read(index).matchAll(/^export (?:type )?\* as \w+ from "\.\/(.+)"$/gm)].map(
    ([, path]) => `${folder}/src/${path}`
  )
  return [...new Set(files.flatMap((file) => (file === index && named.length > 0 ? named : [file])))]
}

/** A module's name by its path: `packages/core/src/Referrals` is `Referrals`, `mock/src/client` is `mock/client`. */
export const nameOf = (module: string): string =>
  module
    .replace(/^packages\//, "")
    .replace(/\/src(?=\/|$)/, "")
    .replace(/\/index$/, "")
    .replace(/^core\//, "")

/** Writes it to `site/generated/reference`; a warning of TypeDoc's is an error here. */
export const write = async (): Promise<void> => {
  const app = await Application.bootstrapWithPlugins({
    options: join(root, "site/typedoc.json"),
    basePath: root,
    entryPoints: packages.flatMap(modulesOf).map((path) => join(root, path))
  })
  const project = await app.convert()
  if (project === undefined) throw new Error("TypeDoc found no reference")
  for (const module of project.children ?? []) module.name = nameOf(module.name)
  app.validate(project)
  await app.generateOutputs(project)
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc has warnings: see above")
}
