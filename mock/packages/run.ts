/**
 * Installs the package as it is published with every package manager, into a folder that knows nothing of this
 * repository, and uses what was installed.
 *
 * Run: `npx -y pnpm@12.21.0 test:packages`; `--only "npm 11" --only bun` for some of them.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Checks from "./Checks.ts"
import * as Command from "./Command.ts"
import { type Manager, managers } from "./Managers.ts"

const { only } = parseArgs({ options: { only: { type: "string", multiple: true, default: [] } } }).values
const unknown = only.filter((name) => !managers.some((manager) => manager.name === name))
if (unknown.length > 0) {
  throw new Error(`--only takes ${managers.map(({ name }) => name).join(", ")}; got ${unknown.join(", ")}`)
}
const wanted = managers.filter(({ name }) => only.length === 0 || only.includes(name))

const root = mkdtempSync(join(tmpdir(), "piggy-packages-"))

const pack = async (): Promise<string> => {
  const { code, output } = await Command.run(
    ["npx", "-y", "pnpm@12.21.0", "pack", "--pack-destination", root],
    join(import.meta.dirname, "..")
  )
  const tarball = readdirSync(root).find((name) => name.endsWith(".tgz"))
  if (code !== 0 || tarball === undefined) throw new Error(`the package cannot be packed: ${output}`)
  return join(root, tarball)
}

/** A new project with the package in it, and what must hold there. */
const checksOf = async (manager: Manager, tarball: string, folder: string): Promise<ReadonlyArray<Checks.Check>> => {
  mkdirSync(folder, { recursive: true })
  const manifest = { name: "project", version: "0.0.0", private: true, type: "module" }
  for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...manager.files })) {
    writeFileSync(join(folder, name), text)
  }
  copyFileSync(join(import.meta.dirname, "library.mjs"), join(folder, "library.mjs"))
  const added = await Command.run(manager.add(tarball), folder)
  const installed = { what: "the install ends with 0", holds: added.code === 0, saw: added.output }
  if (!installed.holds) return [installed]
  const library = await Command.run([...manager.node, "library.mjs"], folder)
  if (manager.isTooOld === true) {
    const command = await Command.run([...manager.run, "piggy-mock", "--port", "0"], folder)
    return [installed, Checks.ofRefusal("the command", command), Checks.ofRefusal("the library", library)]
  }
  const served = await Command.serving([...manager.run, "piggy-mock", "--port", "0"], folder, async (server) => [
    ...(await Checks.ofServer(server)),
    await Checks.ofEnd(server)
  ])
  return [
    installed,
    ...Checks.ofInstall(folder),
    { what: "the library", holds: /^200 1$/m.test(library.output), saw: library.output },
    ...served
  ]
}

/** One after the other: two installs at once share caches. */
const inTurn = async ([manager, ...others]: ReadonlyArray<Manager>, tarball: string): Promise<void> => {
  if (manager === undefined) return
  const folder = join(root, manager.name.replace(" ", "-"))
  const checks = await checksOf(manager, tarball, folder).catch((error: unknown): ReadonlyArray<Checks.Check> => [
    { what: "it runs", holds: false, saw: String(error) }
  ])
  const failed = checks.filter(({ holds }) => !holds)
  console.log(
    `${failed.length === 0 ? "ok     " : "FAILED "}${manager.name}: ${checks.length} checks, ${Checks.sizeOf(folder)}`
  )
  for (const { saw, what } of failed) console.log(`       ${what}: ${saw.slice(0, 2000)}`)
  if (failed.length > 0) process.exitCode = 1
  await inTurn(others, tarball)
}

try {
  await inTurn(wanted, await pack())
} finally {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
}
