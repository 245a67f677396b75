/**
 * The package managers that people install the mock with, and the Nodes that they run it on: how each adds a tarball and
 * runs a command of it.
 */

export interface Manager {
  readonly name: string
  /** Files that a project of its kind has beside `package.json`. */
  readonly files: Readonly<Record<string, string>>
  readonly add: (tarball: string) => ReadonlyArray<string>
  /** What comes before the name of a package's command. */
  readonly run: ReadonlyArray<string>
  /** What comes before a script's path. */
  readonly node: ReadonlyArray<string>
  /** True for a Node that the mock refuses to run on. */
  readonly isTooOld?: boolean
}

const npx = (spec: string, ...rest: ReadonlyArray<string>): ReadonlyArray<string> => ["npx", "-y", spec, ...rest]

const pnpm = (version: string): Manager => ({
  name: `pnpm ${version.split(".", 1)[0]}`,
  files: {},
  add: (tarball) => npx(`pnpm@${version}`, "add", tarball),
  run: npx(`pnpm@${version}`, "exec"),
  node: ["node"]
})

const yarn = (linker: "node-modules" | "pnp"): Manager => {
  const command = ["npx", "-y", "-p", "@yarnpkg/cli-dist@4.18.1", "yarn"]
  return {
    name: `yarn ${linker}`,
    files: {
      ".yarnrc.yml": `nodeLinker: ${linker}\nenableTelemetry: false\nnpmRegistryServer: "https://registry.npmjs.org"\n`,
      "yarn.lock": ""
    },
    add: (tarball) => [...command, "add", `@effect-piggy/mock@file:${tarball}`],
    run: command,
    node: [...command, "node"]
  }
}

const npm = { files: {}, add: (tarball: string) => npx("npm@11", "install", tarball) }

const onNode = (version: string): Manager => {
  const run = ["npx", "-y", "-p", `node@${version}`]
  return { name: `Node ${version}`, ...npm, run, node: [...run, "node"] }
}

export const managers: ReadonlyArray<Manager> = [
  { name: "npm 11", ...npm, run: ["npx"], node: ["node"] },
  pnpm("10.34.9"),
  pnpm("11.28.11"),
  pnpm("12.21.0"),
  yarn("node-modules"),
  yarn("pnp"),
  {
    name: "bun",
    files: {},
    add: (tarball) => npx("bun@1.4.5", "add", tarball),
    run: npx("bun@1.4.5", "run"),
    node: ["node"]
  },
  onNode("22.19.0"),
  { ...onNode("22.12.0"), isTooOld: true },
  { ...onNode("20.20.2"), isTooOld: true }
]
