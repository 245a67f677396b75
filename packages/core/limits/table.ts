/**
 * The table of docs/limits.md.
 */
import { type cells, concurrencies, lengths, names } from "./cells.ts"
import { hintKinds } from "./limiters.ts"

/** The page that shows it. */
export const page = new URL("../../../docs/limits.md", import.meta.url)

/** Where on the page. */
export const place = /(?<=<!-- limits:begin -->\n)[^]*(?=<!-- limits:end -->)/

/** What stands there. */
export const table = (measured: ReturnType<typeof cells>): string => {
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
  return [
    `| limiter | it says | pages | ${concurrencies.map((concurrency) => `concurrency ${concurrency}`).join(" | ")} |`,
    `| --- | --- | --- | ${concurrencies.map(() => "---").join(" | ")} |`,
    ...rows
  ].join("\n")
}
