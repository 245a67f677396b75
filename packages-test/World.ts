/**
 * What every target is tried with: the tarballs, a mock to read from, and the programs that the READMEs show.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { published, root } from "../release/Packages.ts"
import * as Tarball from "../release/Tarball.ts"
import * as Command from "./Command.ts"

export interface World {
  /** A folder for projects, gone after the run. */
  readonly folder: string
  /** The folder with a tarball of each package. */
  readonly tarballs: string
  /** The mock's address. It has as many referrals as `referrals` says. */
  readonly mock: string
}

export const referrals = 250

/** The packages of this repository. */
export const packages = published()

const packageOf = (name: string) => {
  const found = packages.find(({ manifest }) => manifest.name === `@effect-piggy/${name}`)
  if (found === undefined) throw new Error(`there is no package @effect-piggy/${name}`)
  return found
}

/** The tarball of `@effect-piggy/NAME`. */
export const tarball = ({ tarballs }: World, name: string): string => Tarball.pathOf(packageOf(name), tarballs)

/** Packs every package, one after the other: a build of one reads what another builds. */
export const pack = (tarballs: string): Promise<void> =>
  packages.reduce(async (before, { directory }) => {
    await before
    const { code, output } = await Command.run(Tarball.packing(tarballs), join(root, directory))
    if (code !== 0) throw new Error(`${directory} cannot be packed: ${output}`)
  }, Promise.resolve())

/** The programs of a package's README. */
export const programsOf = (directory: string): ReadonlyArray<string> =>
  [...readFileSync(join(root, directory, "README.md"), "utf8").matchAll(/```ts\n([^]*?)```/g)].map(
    ([, program = ""]) => program
  )

/** A README's programs as files; they take the base URL from the environment, as their reader is told to. */
export const files = (directory: string, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    programsOf(directory).map((program, index) => [
      `${name}${index + 1}.ts`,
      program.includes("baseUrl")
        ? program
        : program
            .replace(/(?<=credentials: Credentials.*)(?= \}\))/, ', baseUrl: process.env.PIGGY_BASE_URL ?? ""')
            .replace(/(?<=credentials: process.*)(?= \}\))/, ", baseUrl: process.env.PIGGY_BASE_URL")
    ])
  )

/** The version of a package that this repository itself uses. */
export const versionHere = (name: string): string => {
  const { devDependencies = {} } = packageOf("core").manifest
  const version = devDependencies[name]
  if (version === undefined) throw new Error(`packages/core does not use ${name}`)
  return version
}
