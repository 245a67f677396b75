/**
 * Finds flaky tests: runs the tests ten times, and names each that failed with the number of its failures.
 *
 * Run: `npx -y pnpm@12.21.0 test:repeat`; with `--times N`, and with filters as `pnpm test` takes them, for less.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly message: string
    readonly assertionResults: ReadonlyArray<{ readonly fullName: string; readonly status: string }>
  }>
}

const root = join(import.meta.dirname, "..")
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { times: { type: "string", default: "10" } }
})
const times = Number(values.times)
if (!Number.isInteger(times) || times < 1) throw new Error(`--times takes 1 or more; got ${values.times}`)

/** The tests that failed in one run, and the files that could not be run. */
const failures = (report: Report): ReadonlyArray<string> =>
  report.testResults.flatMap(({ assertionResults, message, name }) => {
    const file = name.replace(`${root}/`, "")
    if (assertionResults.length === 0 && message !== "") return [file]
    return assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => `${file}: ${fullName.trim()}`)
  })

const folder = mkdtempSync(join(tmpdir(), "piggy-repeat-"))
const counts = new Map<string, number>()
try {
  for (let run = 1; run <= times; run++) {
    const path = join(folder, `${run}.json`)
    const started = performance.now()
    spawnSync("vitest", ["run", "--reporter=json", `--outputFile.json=${path}`, ...positionals], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"]
    })
    const report: Report = JSON.parse(readFileSync(path, "utf8"))
    if (report.testResults.length === 0) throw new Error(`there is no test in files named ${positionals.join(", ")}`)
    const failed = failures(report)
    for (const test of failed) counts.set(test, (counts.get(test) ?? 0) + 1)
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    console.log(
      `run ${run} of ${times}, ${seconds} s: ${failed.length === 0 ? "all passed" : `${failed.length} failed`}`
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

for (const [test, count] of counts) console.log(`failed in ${count} of ${times}: ${test}`)
process.exitCode = counts.size === 0 ? 0 : 1
