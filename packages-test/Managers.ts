/**
 * The package managers that people install the packages with, and the Nodes that they run them on: how each adds packages
 * and runs a command of one.
 */

export interface Spec {
  readonly name: string
  /** A tarball's path or a version. */
  readonly from: string
}

export interface Manager {
  readonly name: string
  /** Files that a project of its kind has beside `package.json`. */
  readonly files: Readonly<Record<string, string>>
  readonly add: (specs: ReadonlyArray<Spec>) => ReadonlyArray<string>
  /** What comes before the name of a package's command. */
  readonly run: ReadonlyArray<string>
  /** What comes before a script's path. */
  readonly node: ReadonlyArray<string>
  /** True for a Node that the mock refuses to run on, and the SDK is not tried on; the client is. */
  readonly isTooOld?: boolean
}

const isTarball = ({ from }: Spec): boolean => from.endsWith(".tgz")
const plain = (specs: ReadonlyArray<Spec>): ReadonlyArray<string> =>
  specs.map((spec) => (isTarball(spec) ? spec.from : `${spec.name}@${spec.from}`))

const npx = (spec: string, ...rest: ReadonlyArray<string>): ReadonlyArray<string> => ["npx", "-y", spec, ...rest]

const pnpm = (version: string): Manager => ({
  name: `pnpm ${version.split(".", 1)[0]}`,
  files: {},
  add: (specs) => npx(`pnpm@${version}`, "add", ...plain(specs)),
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
    add: (specs) => [
      ...command,
      "add",
      ...specs.map((spec) => `${spec.name}@${isTarball(spec) ? "file:" : ""}${spec.from}`)
    ],
    run: command,
    node: [...command, "node"]
  }
}

const npm = { files: {}, add: (specs: ReadonlyArray<Spec>) => npx("npm@11", "install", ...plain(specs)) }

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
    add: (specs) => npx("bun@1.4.5", "add", ...plain(specs)),
    run: npx("bun@1.4.5", "run"),
    node: ["node"]
  },
  onNode("22.19.0"),
  { ...onNode("22.12.0"), isTooOld: true },
  { ...onNode("20.20.2"), isTooOld: true }
]
