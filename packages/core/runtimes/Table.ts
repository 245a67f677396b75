/**
 * What the runtimes said, as a table, and that table in the docs.
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
  const names = columns[0]?.report.results.map(({ name }) => name) ?? []
  const held = ({ report }: Column, name: string) =>
    report.results.some((result) => result.name === name && result.problem === null)
  return [
    row(["", ...columns.map(({ runtime }) => runtime)]),
    row(["---", ...columns.map(() => ":-:")]),
    ...names.map((name) => row([name, ...columns.map((column) => (held(column, name) ? "✓" : "**no**"))])),
    row(["meanwhile `eval` was forbidden", ...columns.map(({ report }) => (report.forbidsEval ? "✓" : "no"))])
  ].join("\n")
}

const page = new URL("../../../docs/runtimes.md", import.meta.url)
const marked = /(?<=<!-- runtimes:begin -->\n)[^]*?(?=\n<!-- runtimes:end -->)/

/** Whether the docs show this table. */
export const isShown = (text: string): boolean => marked.exec(readFileSync(page, "utf8"))?.[0] === text

/** Puts this table into the docs. */
export const show = (text: string): void => {
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(marked, () => text)
  )
}
