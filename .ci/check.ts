/**
 * The gate before a commit: the steps of `.ci/run`, each for what changed since `main`, committed or not.
 *
 * The steps that take longer are left to CI: builds, the site, tarballs, runtimes. Of the tests, those run that the change
 * concerns: `Related` says which.
 *
 * Run: `npx -y pnpm@12.21.0 check`; `--since <commit>` for another start.
 */
import { execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Related from "./Related.ts"

const root = join(import.meta.dirname, "..")
const { since } = parseArgs({ options: { since: { type: "string", default: "main" } } }).values

const git = (...args: ReadonlyArray<string>): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim()
const present = (...args: ReadonlyArray<string>): ReadonlyArray<string> =>
  git(...args)
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(root, file)))

const base = git("merge-base", since, "HEAD")
const untracked = present("ls-files", "--others", "--exclude-standard")
const changed = [...present("diff", "--name-only", base), ...untracked]
const hasChanged = (pattern: RegExp): boolean => changed.some((file) => pattern.test(file))

const code = changed.filter((file) => /\.[cm]?[jt]sx?$/.test(file))
const isInPackage = /^(?:packages|mock)\/.*(?:\.[cm]?tsx?|\.json)$/
// Nobody imports a package's tests; and what others see of the core is in a file that has a step of its own. Where that is
// as it was, so are the types of those that depend on it.
const isUnseen = (file: string): boolean =>
  /^(?:packages\/\w+|mock)\/test\//.test(file) ||
  (file.startsWith("packages/core/src/") && !changed.includes("packages/core/api/core.api.txt"))
const isWithin = changed.filter((file) => isInPackage.test(file)).every(isUnseen)
const concerned = changed.length === 0 ? [] : Related.make(root, [...present("ls-files"), ...untracked])(changed)

interface Step {
  readonly name: string
  readonly isWanted: boolean
  readonly command: ReadonlyArray<string>
}

const checks: ReadonlyArray<Step> = [
  {
    name: "types",
    isWanted: hasChanged(isInPackage),
    command: ["pnpm", "--filter", isWithin ? `[${base}]` : `...[${base}]`, "typecheck"]
  },
  {
    name: "lint",
    isWanted: code.length > 0,
    command: ["oxlint", "--type-aware", "--deny-warnings", ...code]
  },
  {
    name: "unused code and dependencies",
    isWanted: code.length > 0 || hasChanged(/package\.json$/),
    command: ["knip"]
  },
  {
    name: "public surface",
    isWanted: hasChanged(/^packages\/core\/(?:src|api)\//),
    command: ["pnpm", "api", "--check"]
  },
  {
    name: "types of tools",
    isWanted: code.some((file) => !/^(?:packages|mock|site)\//.test(file)),
    command: ["tsc", "-p", "tsconfig.json"]
  },
  {
    name: "contract",
    isWanted: hasChanged(/openapi\.yaml$/),
    command: ["pnpm", "contract"]
  },
  {
    name: "format",
    isWanted: changed.length > 0,
    command: ["oxfmt", "--check", "--no-error-on-unmatched-pattern", ...changed]
  }
]

const tests: Step = {
  name: `tests of ${concerned.length} files`,
  isWanted: concerned.length > 0,
  command: ["vitest", "run", ...concerned]
}

/** Runs a step and tells its time; its output comes in one piece. @returns the names of those that failed */
const run = ({ command: [file = "", ...args], name }: Step): Promise<ReadonlyArray<string>> =>
  new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
    const output: Array<Buffer> = []
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => output.push(bytes))
    child.on("error", (error) => output.push(Buffer.from(`${error.message}\n`)))
    child.on("close", (status) => {
      if (status !== 0) process.stdout.write(Buffer.concat(output))
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`== ${status === 0 ? "ok" : "FAILED"} ${name}, ${seconds} s`)
      resolve(status === 0 ? [] : [name])
    })
  })

/** Two steps at once, for two processors. */
const runAll = async (steps: ReadonlyArray<Step>): Promise<ReadonlyArray<string>> => {
  const queue = steps.filter(({ isWanted }) => isWanted)
  const worker = async (): Promise<ReadonlyArray<string>> => {
    const step = queue.shift()
    if (step === undefined) return []
    const failed = await run(step)
    return [...failed, ...(await worker())]
  }
  return (await Promise.all([worker(), worker()])).flat()
}

const failed = [...(await runAll(checks)), ...(await runAll([tests]))]
console.log(failed.length === 0 ? `ok, ${changed.length} files since ${since}` : `failed: ${failed.join(", ")}`)
process.exitCode = failed.length === 0 ? 0 : 1
