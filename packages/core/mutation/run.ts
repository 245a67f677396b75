/**
 * Changes the decisions of the traversal and of the retries, one small change at a time, and looks whether a test fails.
 * Stryker does both, on a copy of the repository. Fails if fewer than 90 % of the changes of any file are noticed.
 *
 * Run: `npx -y pnpm@12.21.0 test:mutation`, an hour or more on two processors; with names for some of it, e.g.
 * `test:mutation takePage retryDecision`. The changes that no test noticed are printed, each with its place.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Schema from "effect/Schema"
import * as RepositoryCopy from "../effect-versions/RepositoryCopy.ts"

const strykerVersion = "10.1.1"

/** The least share of changes that a test must notice, in percent. */
const least = 90

const source = join(import.meta.dirname, "../src/internal")
const decisions = [
  ...readdirSync(join(source, "paging")).map((file) => `paging/${file}`),
  // What is decided of a retry. The loop around it sends requests and tells listeners.
  "http/retryAfter.ts",
  "http/retryDecision.ts"
]

const asked = process.argv.slice(2)
const nameOf = (file: string): string => file.replace(/^.*\/|\.ts$/g, "")
const unknown = asked.filter((name) => !decisions.some((file) => nameOf(file) === name))
if (unknown.length > 0) {
  throw new Error(`there is no ${unknown.join(", ")}; there are ${decisions.map(nameOf).join(", ")}`)
}
const wanted = decisions.filter((file) => asked.length === 0 || asked.includes(nameOf(file)))

const settings = {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "packages/core/mutation/vitest.config.ts", related: false },
  // The copy is there to be changed.
  inPlace: true,
  coverageAnalysis: "perTest",
  ignoreStatic: true,
  // It would write a comment into every file, and tests compare files with what docs show of them.
  disableTypeChecks: false,
  concurrency: 2,
  // The text of a message is no decision.
  mutator: { excludedMutations: ["StringLiteral"] },
  reporters: ["clear-text", "progress-append-only", "json"],
  jsonReporter: { fileName: "mutation.json" },
  clearTextReporter: { logTests: false, reportTests: false },
  thresholds: { high: 95, low: least, break: null },
  mutate: wanted.map((file) => `packages/core/src/internal/${file}`)
}

const Report = Schema.fromJsonString(
  Schema.Struct({
    files: Schema.Record(
      Schema.String,
      Schema.Struct({ mutants: Schema.Array(Schema.Struct({ status: Schema.String })) })
    )
  })
)

/** The files of which too few changes were noticed, each with its share in percent. */
const weakFiles = (report: string): ReadonlyArray<string> => {
  const { files } = Schema.decodeSync(Report)(report)
  return Object.entries(files).flatMap(([file, { mutants }]) => {
    const count = (...statuses: ReadonlyArray<string>) =>
      mutants.filter(({ status }) => statuses.includes(status)).length
    const noticed = count("Killed", "Timeout")
    const all = noticed + count("Survived", "NoCoverage")
    return 100 * noticed < least * all ? [`${file}: ${((100 * noticed) / all).toFixed(1)} %`] : []
  })
}

const isHeld = RepositoryCopy.using("mutation", (folder) => {
  const run = (file: string, ...args: ReadonlyArray<string>) =>
    spawnSync(file, args, { cwd: folder, stdio: "inherit" }).status === 0
  writeFileSync(join(folder, "stryker.config.json"), JSON.stringify(settings))
  // Stryker asks Git which files there are.
  execFileSync("git", ["init", "-q"], { cwd: folder })
  const stryker = ["core", "vitest-runner"].map((name) => `@stryker-mutator/${name}@${strykerVersion}`)
  const hasRun =
    run("npx", "-y", "pnpm@12.21.0", "add", "-Dw", "--prefer-offline", ...stryker) &&
    run(process.execPath, join(folder, "node_modules/@stryker-mutator/core/bin/stryker.js"), "run")
  if (!hasRun) return false
  const weak = weakFiles(readFileSync(join(folder, "mutation.json"), "utf8"))
  for (const line of weak) console.error(`fewer than ${least} % of the changes were noticed: ${line}`)
  return weak.length === 0
})
if (!isHeld) process.exitCode = 1
