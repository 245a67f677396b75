/**
 * The gate before a commit: format, lint, types and tests of what changed since `main`, committed or not.
 *
 * Run: `npx -y pnpm@12.21.0 check`; `--since <commit>` for another start.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"

const root = join(import.meta.dirname, "..")
const { since } = parseArgs({ options: { since: { type: "string", default: "main" } } }).values

const git = (...args: ReadonlyArray<string>): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim()
const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")

const base = git("merge-base", since, "HEAD")
const changed = [
  ...lines(git("diff", "--name-only", base)),
  ...lines(git("ls-files", "--others", "--exclude-standard"))
].filter((file) => existsSync(join(root, file)))
const code = changed.filter((file) => /\.[cm]?[jt]sx?$/.test(file))
const hasPackages = changed.some((file) => /^(?:packages|mock)\//.test(file))

const steps: ReadonlyArray<readonly [name: string, isWanted: boolean, command: ReadonlyArray<string>]> = [
  ["format", changed.length > 0, ["oxfmt", "--check", "--no-error-on-unmatched-pattern", ...changed]],
  ["lint", code.length > 0, ["oxlint", "--type-aware", "--deny-warnings", ...code]],
  ["types", hasPackages, ["pnpm", "--filter", `...[${base}]`, "typecheck"]],
  ["types of tools", code.some((file) => !/^(?:packages|mock)\//.test(file)), ["tsc", "-p", "tsconfig.json"]],
  ["unused code and dependencies", code.length > 0 || changed.includes("package.json"), ["knip"]],
  ["related tests", changed.length > 0, ["vitest", "run", "--changed", base, "--passWithNoTests"]]
]

const failed = steps
  .filter(([, isWanted]) => isWanted)
  .filter(([name, , [file = "", ...args]]) => {
    const started = performance.now()
    const { status } = spawnSync(file, args, { cwd: root, stdio: "inherit" })
    console.log(`== ${status === 0 ? "ok" : "FAILED"} ${name}, ${((performance.now() - started) / 1000).toFixed(1)} s`)
    return status !== 0
  })
console.log(
  failed.length === 0
    ? `ok, ${changed.length} files since ${since}`
    : `failed: ${failed.map(([name]) => name).join(", ")}`
)
process.exitCode = failed.length === 0 ? 0 : 1
