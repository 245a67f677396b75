/**
 * The packages installed by a package manager, and what must hold of them there.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Check, check } from "./Check.ts"
import * as Command from "./Command.ts"
import type { Manager } from "./Managers.ts"
import * as MockChecks from "./MockChecks.ts"
import * as Project from "./Project.ts"
import * as World from "./World.ts"

const library = readFileSync(join(import.meta.dirname, "library.mjs"), "utf8")

/** The README's programs as JavaScript, which every Node runs; they hold no types but `import`s. */
const programs = (directory: string, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(World.files(directory, name)).map(([file, text]) => [file.replace(".ts", ".mjs"), text])
  )

const id = /[\da-f]{8}-[\da-f-]{27}/g

/** Every program prints the completed referrals. */
const runAll = (manager: Manager, folder: string, world: World.World, files: ReadonlyArray<string>) =>
  Promise.all(
    files.map(async (file) => {
      const variables = { PIGGY_API_KEY: "any", PIGGY_BASE_URL: world.mock }
      const { code, output } = await Command.run([...manager.node, file], folder, variables)
      const found = new Set(output.match(id)).size
      return check(`${file} of the README`, code === 0 && found > 0 && !/warning/i.test(output), output)
    })
  )

const installed = async (
  manager: Manager,
  folder: string,
  world: World.World,
  names: ReadonlyArray<string>,
  peers: ReadonlyArray<string>
): Promise<Check> => {
  const ours = names.map((name) => ({ name: `@effect-piggy/${name}`, from: World.tarball(world, name) }))
  const others = peers.map((name) => ({ name, from: World.versionHere(name) }))
  const { code, output } = await Command.run(manager.add([...ours, ...others]), folder)
  return check(`the install of ${names.join(" and ")} ends with 0`, code === 0, output)
}

/** The client in a project of its own: it brings nothing else. */
const client = async (manager: Manager, folder: string, world: World.World): Promise<ReadonlyArray<Check>> => {
  const files = programs("packages/client", "client")
  const common = `const { makeReferrals } = require("@effect-piggy/client")
makeReferrals({ credentials: "any", baseUrl: process.env.PIGGY_BASE_URL }).collect()
  .then(({ summary }) => console.log(summary.items))`
  Project.make(folder, { ...files, "common.cjs": common, ...manager.files })
  const added = await installed(manager, folder, world, ["client"], [])
  if (!added.holds) return [added]
  const required = await Command.run([...manager.node, "common.cjs"], folder, { PIGGY_BASE_URL: world.mock })
  return [
    added,
    ...MockChecks.ofInstall(folder),
    check("the client alone", /^(?:1 packages|nothing)/.test(MockChecks.sizeOf(folder)), MockChecks.sizeOf(folder)),
    check("require", required.output.trim() === String(World.referrals), required.output),
    ...(await runAll(manager, folder, world, Object.keys(files)))
  ]
}

/** The mock, and the SDK beside it. */
const sdk = async (manager: Manager, folder: string, world: World.World): Promise<ReadonlyArray<Check>> => {
  const files = programs("packages/core", "core")
  Project.make(folder, { "library.mjs": library, ...files, ...manager.files })
  const added = await installed(manager, folder, world, ["mock", "core"], ["effect"])
  if (!added.holds) return [added]
  const used = await Command.run([...manager.node, "library.mjs"], folder)
  if (manager.isTooOld === true) {
    const command = await Command.run([...manager.run, "piggy-mock", "--port", "0"], folder)
    return [added, MockChecks.ofRefusal("the command", command), MockChecks.ofRefusal("the library", used)]
  }
  const served = await Command.serving([...manager.run, "piggy-mock", "--port", "0"], folder, async (server) => [
    ...(await MockChecks.ofServer(server)),
    await MockChecks.ofEnd(server)
  ])
  return [
    added,
    ...MockChecks.ofInstall(folder),
    check("the library", /^200 1$/m.test(used.output), used.output),
    ...served,
    ...(await runAll(manager, folder, world, Object.keys(files)))
  ]
}

export const checksOf = async (manager: Manager, world: World.World): Promise<ReadonlyArray<Check>> => {
  const folder = join(world.folder, manager.name.replace(" ", "-"))
  const ofClient = await client(manager, join(folder, "client"), world)
  return [...ofClient, ...(await sdk(manager, join(folder, "sdk"), world))]
}

export const noteOf = (manager: Manager, world: World.World): string =>
  MockChecks.sizeOf(join(world.folder, manager.name.replace(" ", "-"), "sdk"))
