/**
 * Packages as tarballs, packed as they are published.
 */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { type Package, root } from "./Packages.ts"

/** Packs the package in whose folder it runs, and builds it before. By the pnpm that CI uses. */
export const packing = (destination: string): readonly [file: string, ...args: ReadonlyArray<string>] => [
  "npx",
  "-y",
  "pnpm@12.21.0",
  "pack",
  "--pack-destination",
  destination
]

/** Where packing puts a package. */
export const pathOf = ({ manifest }: Package, destination: string): string =>
  join(destination, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`)

/** Packs a package, and gives the tarball's path. */
export const pack = async (one: Package, destination: string): Promise<string> => {
  const [file, ...args] = packing(destination)
  await promisify(execFile)(file, args, { cwd: join(root, one.directory), maxBuffer: 1e8 })
  return pathOf(one, destination)
}

export const unpack = async (tarball: string, folder: string): Promise<void> => {
  await promisify(execFile)("tar", ["-xzf", tarball, "-C", folder])
}
