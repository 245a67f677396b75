/**
 * The packages as they are published, as their users have them: installed by every package manager into folders that know
 * nothing of this repository, type-checked by three compilers, and bundled by four bundlers into pages in Chromium.
 *
 * Run: `npx -y pnpm@12.21.0 test:packages`; `--only "npm 11" --only esbuild` for some of it, `--tarballs FOLDER` for
 * packages that `check:packages --keep FOLDER` has packed.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { root } from "../release/Packages.ts"
import * as Bundlers from "./Bundlers.ts"
import type { Check } from "./Check.ts"
import * as Command from "./Command.ts"
import * as Compilers from "./Compilers.ts"
import * as Installs from "./Installs.ts"
import { managers } from "./Managers.ts"
import * as World from "./World.ts"

interface Target {
  readonly name: string
  readonly checks: (world: World.World) => Promise<ReadonlyArray<Check>>
  readonly note?: (world: World.World) => string
}

const targets: ReadonlyArray<Target> = [
  ...managers.map((manager) => ({
    name: manager.name,
    checks: (world: World.World) => Installs.checksOf(manager, world),
    note: (world: World.World) => Installs.noteOf(manager, world)
  })),
  ...Compilers.compilers.map((compiler) => ({
    name: compiler.name,
    checks: (world: World.World) => Compilers.checksOf(compiler, world)
  })),
  ...Bundlers.bundlers.map((bundler) => ({
    name: bundler.name,
    checks: (world: World.World) => Bundlers.checksOf(bundler, world)
  }))
]

const { only, tarballs: packed } = parseArgs({
  options: { only: { type: "string", multiple: true, default: [] }, tarballs: { type: "string" } }
}).values
const unknown = only.filter((name) => !targets.some((target) => target.name === name))
if (unknown.length > 0) {
  throw new Error(`--only takes ${targets.map(({ name }) => name).join(", ")}; got ${unknown.join(", ")}`)
}
const wanted = targets.filter(({ name }) => only.length === 0 || only.includes(name))

/** One after the other: two installs at once share caches. */
const inTurn = async ([target, ...others]: ReadonlyArray<Target>, world: World.World): Promise<void> => {
  if (target === undefined) return
  const started = performance.now()
  const checks = await target
    .checks(world)
    .catch((error: unknown): ReadonlyArray<Check> => [{ what: "it runs", holds: false, saw: String(error) }])
  const failed = checks.filter(({ holds }) => !holds)
  const notes = [
    `${checks.length} checks`,
    ...(target.note === undefined ? [] : [target.note(world)]),
    `${((performance.now() - started) / 1000).toFixed(0)} s`
  ]
  console.log(`${failed.length === 0 ? "ok     " : "FAILED "}${target.name}: ${notes.join(", ")}`)
  for (const { saw, what } of failed) console.log(`       ${what}: ${saw.slice(0, 2000)}`)
  if (failed.length > 0) process.exitCode = 1
  await inTurn(others, world)
}

const folder = mkdtempSync(join(tmpdir(), "piggy-packages-"))
process.on("exit", () => {
  Command.endAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
process.once("SIGINT", () => process.exit(130))
process.once("SIGTERM", () => process.exit(143))

const tarballs = packed === undefined ? join(folder, "tarballs") : resolve(packed)
if (packed === undefined) {
  mkdirSync(tarballs)
  await World.pack(tarballs)
}
const command = ["node", join(root, "mock/src/main.ts"), "--port", "0", "--referrals", String(World.referrals)]
await Command.serving(command, root, ({ url }) => inTurn(wanted, { folder, tarballs, mock: url }))
