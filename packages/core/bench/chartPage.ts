/**
 * Draws the charts of docs/benchmarks.md, and writes what the page says of machine, versions, and figures met and missed,
 * all from the RESULTS.md of core, mock and sync.
 *
 * Run: `pnpm bench:page`; with `--check` it writes nothing, and fails if the page or a chart is not what it would write.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Error as errorsOnly, logger, parse, View } from "vega"
import { compile, type TopLevelSpec } from "vega-lite"
import { pairsOf, type Row, rowsOf } from "./chartFigures.ts"
import * as ChartSpecs from "./chartSpecs.ts"

const root = new URL("../../../", import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), "utf8")

// A browser draws an image in the color scheme of the page around it, which may have a switch of its own.
const dark =
  "--card:#1b1b1f;--ink:#dfdfd6;--soft:#b4b4bd;--line:#3c3f44;--ours:#93b4ff;--others:#6a6f7a;--missed:#f0a35e"
const light = "--card:#fff;--ink:#1f1f24;--soft:#4a4a55;--line:#dcdce2;--ours:#1d4ed8;--others:#9aa0ab;--missed:#b45309"
const style = `<style>svg{${light}}@media (prefers-color-scheme:dark){svg{${dark}}}</style>`

const draw = async (spec: TopLevelSpec): Promise<string> => {
  const view = new View(parse(compile(spec, { logger: logger(errorsOnly) }).spec), { renderer: "none" })
  try {
    const svg = await view.toSVG()
    return `${svg.replace(/(?<=^<svg[^>]*>)/, style)}\n`
  } finally {
    view.finalize()
  }
}

const core = read("packages/core/bench/RESULTS.md")
const rows = rowsOf(core)
const pairs = pairsOf(read("mock/bench/RESULTS.md"))

const charts: Readonly<Record<string, TopLevelSpec>> = {
  bounds: ChartSpecs.bounds(rows),
  latency: ChartSpecs.latency(rows),
  short: ChartSpecs.short(rows),
  limited: ChartSpecs.limited(rows),
  bundle: ChartSpecs.bundle(rows),
  mock: ChartSpecs.mock(pairs)
}

/** The line of core's results that begins so. */
const line = (beginning: string): string => {
  const found = core.split("\n").find((text) => text.startsWith(beginning))
  if (found === undefined) throw new Error(`packages/core/bench/RESULTS.md has no line "${beginning}…"`)
  return found
}

const missed = ({ bound, measured, name, part }: Row): string => `- ${part}: ${name}: ${measured}, should be ${bound}`

const verdict = (): string => {
  const bounded = rows.filter(({ bound }) => bound !== "")
  const wrong = bounded.filter(({ isMet }) => !isMet)
  const wrongOfMock = pairs.filter(({ isMet }) => !isMet)
  return [
    `${bounded.length - wrong.length} of the SDK's ${bounded.length} bounds are met, and ${pairs.length - wrongOfMock.length} of the mock's ${pairs.length}. Missed:`,
    [
      ...wrong.map(missed),
      ...wrongOfMock.map(({ measured, wanted, what }) => `- mock: ${what}: ${measured}, should be ${wanted}`),
      ...(wrong.length + wrongOfMock.length === 0 ? ["- none"] : [])
    ].join("\n")
  ].join("\n\n")
}

const syncResults = "packages/sync/bench/RESULTS.md"

/** What the sync's results say, as far as they have been measured. */
const syncVerdict = (): string => {
  if (!existsSync(new URL(syncResults, root))) return "`pnpm bench:sync` has not been run for this version."
  const bounded = rowsOf(read(syncResults)).filter(({ bound }) => bound !== "")
  const wrong = bounded.filter(({ isMet }) => !isMet).map((row) => missed({ ...row, part: "sync" }))
  const all = `${bounded.length - wrong.length} of ${bounded.length} bounds are met ([all figures](../${syncResults})).`
  return wrong.length === 0 ? all : `${all} Missed:\n\n${wrong.join("\n")}`
}

const parts: Readonly<Record<string, string>> = {
  machine: `${line("Machine:")}\n\n${line("Versions:")}`,
  verdict: verdict(),
  sync: syncVerdict()
}

const page = Object.entries(parts).reduce(
  (text, [name, part]) =>
    text.replace(new RegExp(`(?<=<!-- ${name}:begin -->\\n)[^]*?(?=<!-- ${name}:end -->)`), () => `${part}\n`),
  read("docs/benchmarks.md")
)

const files = new Map([["docs/benchmarks.md", page]])
for (const [name, spec] of Object.entries(charts)) files.set(`docs/benchmarks/${name}.svg`, await draw(spec))

if (process.argv.includes("--check")) {
  const stale = [...files].filter(([path, text]) => !existsSync(new URL(path, root)) || read(path) !== text)
  for (const [path] of stale) console.error(`${path} is not what RESULTS.md says: run \`pnpm bench:page\``)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  mkdirSync(new URL("docs/benchmarks", root), { recursive: true })
  for (const [path, text] of files) writeFileSync(fileURLToPath(new URL(path, root)), text)
  console.log(`written: ${[...files.keys()].join(", ")}`)
}
