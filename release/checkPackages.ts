/**
 * Packs every package as it is published and checks the tarballs: by publint, by attw (types and code for every way to
 * import), and for what a package of this repository must have.
 *
 * Run: `npx -y pnpm@12.21.0 check:packages`; `--only @effect-piggy/core` for one, `--keep FOLDER` to leave the tarballs there.
 */
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import * as Content from "./Content.ts"
import { manifestOf, type Package, published } from "./Packages.ts"
import * as Tarball from "./Tarball.ts"

const { keep, only } = parseArgs({
  options: { only: { type: "string", multiple: true, default: [] }, keep: { type: "string" } }
}).values
const wanted = published().filter(({ manifest }) => only.length === 0 || only.includes(manifest.name))
if (wanted.length < only.length) {
  throw new Error(
    `--only takes ${published()
      .map(({ manifest }) => manifest.name)
      .join(", ")}`
  )
}

/** The most that a tarball may take, packed, in kB. A package that is not here may take what the largest may. */
const allowed: Readonly<Record<string, number>> = { "@effect-piggy/client": 250, "@effect-piggy/core": 400 }
const most = 1000

/** Ways to import that need not be served: of Node before 12, and `require` for a package of ES modules alone. */
const unserved = (isOnlyModules: boolean): ReadonlyArray<string> => ["node10", ...(isOnlyModules ? ["node16-cjs"] : [])]

const attw = async (tarball: string, isOnlyModules: boolean): Promise<ReadonlyArray<string>> => {
  const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)))
  // A command has nothing to import.
  if (result.types === false) return []
  return result.problems
    .filter((problem) => !("resolutionKind" in problem && unserved(isOnlyModules).includes(problem.resolutionKind)))
    .map((problem) => `attw: ${JSON.stringify(problem)}`)
}

const lint = async (folder: string): Promise<ReadonlyArray<string>> => {
  const { messages } = await publint({ pkgDir: folder, strict: true, pack: false })
  const manifest: Record<string, unknown> = { ...manifestOf(folder) }
  return (
    messages
      // The placeholder is refused where it matters, before publishing.
      .filter(({ code }) => code !== "INVALID_REPOSITORY_VALUE")
      .map((message) => `publint: ${formatMessage(message, manifest) ?? message.code}`)
  )
}

const check = async (one: Package, root: string, tarballs: string): Promise<void> => {
  const { name } = one.manifest
  const folder = join(root, basename(one.directory))
  mkdirSync(folder)
  const tarball = await Tarball.pack(one, tarballs)
  await Tarball.unpack(tarball, folder)
  const unpacked = join(folder, "package")
  const { exports = {} } = manifestOf(unpacked)
  const packed = statSync(tarball).size / 1000
  const limit = allowed[name] ?? most
  const problems = [
    ...(packed > limit ? [`the tarball has ${packed.toFixed(0)} kB, more than ${limit}`] : []),
    ...Content.problems(unpacked),
    ...(await lint(unpacked)),
    ...(await attw(tarball, !JSON.stringify(exports).includes('"require"')))
  ]
  const { bytes, files } = Content.size(unpacked)
  console.log(
    `${problems.length === 0 ? "ok     " : "FAILED "}${name}: ${files} files, ${packed.toFixed(0)} kB packed, ${(bytes / 1000).toFixed(0)} kB unpacked`
  )
  for (const problem of problems) console.log(`       ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}

const root = mkdtempSync(join(tmpdir(), "piggy-tarballs-"))
const tarballs = keep === undefined ? root : resolve(keep)
mkdirSync(tarballs, { recursive: true })
try {
  // One after the other: a build of one reads what another builds.
  await wanted.reduce((before, one) => before.then(() => check(one, root, tarballs)), Promise.resolve())
} finally {
  rmSync(root, { recursive: true, force: true })
}
