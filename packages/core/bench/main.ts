/**
 * Measures what the SDK promises of speed and size, and prints it beside what it should be.
 *
 * Run: `pnpm bench` for everything, which also writes RESULTS.md, the table in the README and the benchmarks page;
 * `pnpm bench cpu` for one part.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { type Figure, headlines, machine, table } from "./report.ts"

// Loaded when their turn comes: what one part holds in memory is no part of another's figures.
const parts: Readonly<Record<string, () => Promise<{ readonly measure: () => Promise<ReadonlyArray<Figure>> }>>> = {
  latency: () => import("./latency.ts"),
  cpu: () => import("./cpu.ts"),
  memory: () => import("./memory.ts"),
  limited: () => import("./limited.ts"),
  insights: () => import("./insights.ts"),
  bundle: () => import("./bundle.ts")
}

const chosen = process.argv.slice(2)
const unknown = chosen.find((name) => !Object.hasOwn(parts, name))
if (unknown !== undefined) {
  console.error(`there is no bench "${unknown}": use ${Object.keys(parts).join(", ")}, or none for all`)
  process.exit(1)
}

const sections: Array<string> = []
const all: Array<Figure> = []
for (const [name, load] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const { measure } = await load()
  const figures = await measure()
  const section = `## ${name}\n\n${table(figures)}`
  console.log(`\n${section}`)
  sections.push(section)
  all.push(...figures)
}

if (chosen.length === 0) {
  const { devDependencies }: { readonly devDependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8")
  )
  const versions = [
    "effect",
    "got",
    "openapi-fetch",
    "@smithy/core",
    "@octokit/plugin-throttling",
    "p-limit",
    "tinybench",
    "esbuild",
    "rolldown"
  ]
  const text = [
    "# Results",
    "Written by `pnpm bench`. Times are medians of a whole list; the server runs in a process of its own.",
    `Machine: ${machine()}.`,
    `Versions: ${versions.map((name) => `${name} ${devDependencies[name] ?? "unknown"}`).join(", ")}.`,
    ...sections
  ]
  writeFileSync(new URL("./RESULTS.md", import.meta.url), `${text.join("\n\n")}\n`)
  const readme = new URL("../../../README.md", import.meta.url)
  const shown = readFileSync(readme, "utf8").replace(/(?<=<!-- bench:begin -->\n)[^]*(?=\n<!-- bench:end -->)/, () =>
    headlines(all)
  )
  writeFileSync(readme, shown)
  await import("./chartPage.ts")
}
