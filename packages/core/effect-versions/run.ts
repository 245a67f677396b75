/**
 * Runs the SDK's tests, types included, on the lowest and the newest `effect` that its peer range admits: on a copy of the
 * repository, with that version installed everywhere.
 *
 * Run: `npx -y pnpm@12.21.0 test:effect-versions`, or with versions to try instead, e.g. `test:effect-versions 4.0.6`.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import * as Schema from "effect/Schema"
import packageJson from "../package.json" with { type: "json" }
import * as Plan from "./Plan.ts"
import * as RepositoryCopy from "./RepositoryCopy.ts"

const range = packageJson.peerDependencies.effect
const installed = packageJson.devDependencies.effect

const decodeVersions = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Schema.String)))
const versionsOf = (name: string) =>
  decodeVersions(execFileSync("npm", ["view", name, "versions", "--json"], { encoding: "utf8" }))

const holdsOn = (version: string): boolean =>
  RepositoryCopy.using("effect-version", (folder) => {
    const run = (file: string, ...args: ReadonlyArray<string>) =>
      spawnSync(file, args, { cwd: folder, stdio: "inherit" }).status === 0
    const platform = Plan.companionOf(version, versionsOf("@effect/platform-node"))
    appendFileSync(
      join(folder, "pnpm-workspace.yaml"),
      [
        "\noverrides:",
        `  effect: ${version}`,
        `  "@effect/platform-node": ${platform}`,
        `  "@effect/platform-node-shared": ${platform}\n`
      ].join("\n")
    )
    console.log(`\neffect ${version}, @effect/platform-node ${platform}`)
    return (
      run("npx", "-y", "pnpm@12.21.0", "install", "--no-frozen-lockfile", "--prefer-offline") &&
      run(
        process.execPath,
        join(folder, "node_modules/vitest/vitest.mjs"),
        "run",
        "--project=@effect-piggy/core",
        "--project=types",
        "--reporter=dot"
      )
    )
  })

const asked = process.argv.slice(2)
const { lowest, newest, toTry } = Plan.make(range, versionsOf("effect"), installed)

console.log(`the peer range ${range} admits ${lowest} to ${newest}; \`pnpm test\` runs on ${installed}`)
if (asked.length + toTry.length === 0) console.log("both ends are that version: nothing else to run on")

for (const version of asked.length > 0 ? asked : toTry) {
  const held = holdsOn(version)
  const place = Plan.admits(range, version) ? "inside" : "outside"
  console.log(`effect ${version}, ${place} the peer range: ${held ? "every test holds" : "it fails"}`)
  if (!held) process.exitCode = 1
}
