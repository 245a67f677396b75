/**
 * What the runtimes said, as tables, and those tables in the docs.
 */
import { readFileSync, writeFileSync } from "node:fs"
import type { Report } from "./cases/report.ts"

export interface Column {
  readonly runtime: string
  readonly report: Report
}

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

/** A row for each case, a column for each runtime. */
export const table = (columns: ReadonlyArray<Column>): string => {
  const names = new Set(columns.flatMap(({ report }) => report.results.map(({ name }) => name)))
  const held = ({ report }: Column, name: string) =>
    report.results.some((result) => result.name === name && result.problem === null)
  return [
    row(["", ...columns.map(({ runtime }) => runtime)]),
    row(["---", ...columns.map(() => ":-:")]),
    ...[...names].map((name) => row([name, ...columns.map((column) => (held(column, name) ? "✓" : "**no**"))])),
    row(["meanwhile `eval` was forbidden", ...columns.map(({ report }) => (report.forbidsEval ? "✓" : "no"))])
  ].join("\n")
}

/** How many of the cases hold where, in one line. */
export const summary = (columns: ReadonlyArray<Column>): string =>
  [
    row(columns.map(({ runtime }) => runtime)),
    row(columns.map(() => ":-:")),
    row(
      columns.map(
        ({ report: { results } }) => `${results.filter(({ problem }) => problem === null).length} of ${results.length}`
      )
    )
  ].join("\n")

const marked = /(?<=<!-- runtimes:begin -->\n)[^]*?(?=\n<!-- runtimes:end -->)/

const pages = (columns: ReadonlyArray<Column>) =>
  [
    ["docs/runtimes.md", table(columns)],
    ["README.md", summary(columns)]
  ].map(([path = "", text = ""]) => ({ path, url: new URL(`../../../${path}`, import.meta.url), text }))

/** The pages that show something else. */
export const stale = (columns: ReadonlyArray<Column>): ReadonlyArray<string> =>
  pages(columns)
    .filter(({ text, url }) => marked.exec(readFileSync(url, "utf8"))?.[0] !== text)
    .map(({ path }) => path)

/** Puts the tables into the pages. */
export const write = (columns: ReadonlyArray<Column>): void => {
  for (const { text, url } of pages(columns)) {
    writeFileSync(
      url,
      readFileSync(url, "utf8").replace(marked, () => text)
    )
  }
}
