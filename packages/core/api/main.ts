/**
 * Writes what a user of the package can see, as declarations, into `api/core.api.txt`: a change of the public surface
 * shows in a review. Internal types are in it as far as public ones are made of them.
 *
 * Run: `pnpm api`; with `--check` it writes nothing, and fails where the file is not up to date.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

const home = fileURLToPath(new URL("..", import.meta.url))
const report = join(home, "api", "core.api.txt")
const { exports } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))

/** Compiles the declarations, without their comments. */
const declarations = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "core-api-"))
  const flags = ["--emitDeclarationOnly", "--declarationMap", "false", "--sourceMap", "false", "--removeComments"]
  execFileSync("tsc", ["-p", "tsconfig.build.json", "--outDir", folder, ...flags], { cwd: home, stdio: "inherit" })
  return folder
}

/** The modules that a module's declarations import, by path. */
const importsOf = (file: string): ReadonlyArray<string> =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)]
    .map(([, path = ""]) => join(dirname(file), path.replace(/\.[jt]s$/, ".d.ts")))
    .filter(existsSync)

const reachable = (files: ReadonlyArray<string>): ReadonlyArray<string> => {
  const seen = new Set(files)
  for (const file of seen) for (const next of importsOf(file)) seen.add(next)
  return [...seen]
}

const write = (): string => {
  const folder = declarations()
  try {
    const entries = Object.entries<string>(exports).filter(([, source]) => source.endsWith(".ts"))
    const publicFiles = entries.map(([, source]) =>
      join(folder, source.replace("./src/", "").replace(/\.ts$/, ".d.ts"))
    )
    const names = new Map(publicFiles.map((file, index) => [file, `@effect-piggy/core${entries[index]?.[0].slice(1)}`]))
    const sections = reachable(publicFiles).map((file) => {
      const name = names.get(file) ?? `(not exported) ${relative(folder, file).replace(/\.d\.ts$/, "")}`
      return `=== ${name}\n\n${readFileSync(file, "utf8").trim()}\n`
    })
    return [
      ...sections.filter((text) => !text.startsWith("=== (")),
      ...sections.filter((text) => text.startsWith("=== (")).toSorted()
    ].join("\n")
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const now = write()
if (!process.argv.includes("--check")) {
  writeFileSync(report, now)
} else if (!existsSync(report) || readFileSync(report, "utf8") !== now) {
  console.error("The public surface is not as api/core.api.txt has it: run `pnpm api`, and look at the difference.")
  process.exitCode = 1
}
