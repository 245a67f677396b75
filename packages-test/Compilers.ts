/**
 * The types as a user's compiler sees them: strict, with libraries checked too, under both ways to resolve modules.
 */
import { join } from "node:path"
import { type Check, check } from "./Check.ts"
import * as Command from "./Command.ts"
import * as Project from "./Project.ts"
import * as World from "./World.ts"

export interface Compiler {
  readonly name: string
  readonly version: string
}

export const compilers: ReadonlyArray<Compiler> = [
  { name: "TypeScript 5.9", version: "5.9.3" },
  { name: "TypeScript 6", version: "6.0.3" },
  { name: "TypeScript 7", version: "7.0.2" }
]

const resolutions = [
  ["nodenext", "--module nodenext --moduleResolution nodenext"],
  ["bundler", "--module esnext --moduleResolution bundler"]
] as const

/** Effect's own types need `lib` to know what its sources use. */
const common = "--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck false --target es2024 --types node"
const libraries = ["--lib", "es2024,esnext.disposable,dom,dom.iterable,dom.asynciterable"]

export const checksOf = async ({ name, version }: Compiler, world: World.World): Promise<ReadonlyArray<Check>> => {
  const folder = join(world.folder, name.replace(" ", "-"))
  const programs = { ...World.files("packages/core", "core"), ...World.files("packages/client", "client") }
  await Project.withNpm(folder, programs, [
    World.tarball(world, "core"),
    World.tarball(world, "client"),
    `effect@${World.versionHere("effect")}`,
    `typescript@${version}`,
    "@types/node@24"
  ])
  const compile = ([resolution, flags]: (typeof resolutions)[number]) =>
    Object.keys(programs).map(async (file) => {
      const args = ["node", "node_modules/typescript/bin/tsc", ...common.split(" "), ...libraries, ...flags.split(" ")]
      const { code, output } = await Command.run([...args, file], folder)
      return check(`${file} under ${resolution}`, code === 0, output)
    })
  // One way after the other: compilers are large.
  const [first, second] = resolutions
  const before = await Promise.all(compile(first))
  return [...before, ...(await Promise.all(compile(second)))]
}
