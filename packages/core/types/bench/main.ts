/**
 * What the SDK's types cost a user's compiler: instantiations and time for a small program, and for one like it
 * without the SDK.
 *
 * Run: `npx -y pnpm@12.21.0 typebench`. It fails when instantiations, which are the same on every machine, exceed the
 * recorded ones by half; time is shown only. `--write` records anew.
 */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import recorded from "./recorded.json" with { type: "json" }

interface Cost {
  readonly project: string
  readonly instantiations: number
  readonly types: number
  /** For the whole of `tsc`, parsing included. */
  readonly seconds: number
}

const projects = ["consumer", "effect-alone"] as const
const allowed = 1.5
const tsc = join(import.meta.dirname, "../../../../node_modules/typescript/bin/tsc")

const measure = (project: string): Cost => {
  const args = [tsc, "-p", join(import.meta.dirname, project), "--singleThreaded", "--extendedDiagnostics"]
  const text = execFileSync(process.execPath, args, { encoding: "utf8" })
  const read = (name: string): number => {
    const value = new RegExp(`^${name}: +([\\d.]+)`, "m").exec(text)?.[1]
    if (value === undefined) throw new Error(`tsc says nothing of "${name}": its diagnostics have changed`)
    return Number(value)
  }
  return { project, instantiations: read("Instantiations"), types: read("Types"), seconds: read("Total time") }
}

const isRecording = process.argv.includes("--write")
const costs = projects.map(measure)

for (const { instantiations, project, seconds, types } of costs) {
  const known = isRecording ? instantiations : recorded.find((cost) => cost.project === project)?.instantiations
  console.log(
    `${project}: ${instantiations} instantiations (recorded ${known}), ${types} types, tsc ${seconds.toFixed(2)} s`
  )
  if (known === undefined || instantiations > known * allowed) {
    console.log(
      `  more than ${allowed} times what is recorded: find out why, or record it by \`pnpm typebench --write\``
    )
    process.exitCode = 1
  }
}

if (isRecording) writeFileSync(join(import.meta.dirname, "recorded.json"), `${JSON.stringify(costs, undefined, 2)}\n`)
