/**
 * The packages of this repository that are published, as their manifests tell.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"

export const root = join(import.meta.dirname, "..")

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly keywords?: ReadonlyArray<string>
  readonly homepage?: string
  readonly bugs?: { readonly url: string }
  readonly license?: string
  readonly author?: string
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string }
  readonly files?: ReadonlyArray<string>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly publishConfig?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
  readonly private?: boolean
}

export interface Package {
  /** Its folder, from the root of the repository: `packages/core`. */
  readonly directory: string
  readonly manifest: Manifest
}

export const directoryOf = (folder: string): string => relative(root, folder).replaceAll("\\", "/")

export const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

export const writeManifest = (folder: string, manifest: Manifest): void =>
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`)

/** Every folder of `packages`, and the mock. */
export const published = (): ReadonlyArray<Package> =>
  [...readdirSync(join(root, "packages")).map((name) => `packages/${name}`), "mock"]
    .filter((directory) => existsSync(join(root, directory, "package.json")))
    .map((directory) => ({ directory, manifest: manifestOf(join(root, directory)) }))
    .filter(({ manifest }) => manifest.private !== true)
