/**
 * `pnpm limits`: reads lists behind limits in virtual time, and writes the table into docs/limits.md.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { cells, concurrencies, lengths, names } from "./cells.ts"
import { hintKinds } from "./limiters.ts"

const measured = cells()

const rows = names.flatMap((name) =>
  hintKinds.flatMap((hints) =>
    lengths.map((pages) => {
      const shown = concurrencies.map((concurrency) => {
        const cell = measured.find(
          (each) =>
            each.name === name && each.hints === hints && each.concurrency === concurrency && each.pages === pages
        )
        if (cell === undefined || !cell.finished) return "did not finish"
        const isOver = cell.seconds > cell.bound.seconds || cell.refused > cell.bound.refused
        return `${cell.seconds.toFixed(1)} s, ${(100 * cell.refused).toFixed(1)} %${isOver ? " (over)" : ""}`
      })
      return `| ${[name, hints, pages, ...shown].join(" | ")} |`
    })
  )
)
const table = [
  `| limiter | it says | pages | ${concurrencies.map((concurrency) => `concurrency ${concurrency}`).join(" | ")} |`,
  `| --- | --- | --- | ${concurrencies.map(() => "---").join(" | ")} |`,
  ...rows
].join("\n")

const docs = new URL("../../../docs/limits.md", import.meta.url)
const text = readFileSync(docs, "utf8")
writeFileSync(
  docs,
  text.replace(/(?<=<!-- limits:begin -->\n)[^]*(?=<!-- limits:end -->)/, () => `\n${table}\n\n`)
)
console.log(table)
