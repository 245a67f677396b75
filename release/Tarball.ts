/**
 * Packages as tarballs, packed as they are published.
 */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { type Package, root } from "./Packages.ts"

/** The pnpm that runs a script of this repository, or the one that CI uses. */
const pnpm = (args: ReadonlyArray<string>, cwd: string): Promise<{ readonly stdout: string }> =>
  promisify(execFile)("npx", ["-y", "pnpm@12.21.0", ...args], { cwd, maxBuffer: 1e8 })

/** Packs a package, which builds it, and gives the tarball's path. */
export const pack = async ({ directory, manifest }: Package, destination: string): Promise<string> => {
  await pnpm(["pack", "--pack-destination", destination], join(root, directory))
  return join(destination, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`)
}

export const unpack = async (tarball: string, folder: string): Promise<void> => {
  await promisify(execFile)("tar", ["-xzf", tarball, "-C", folder])
}
