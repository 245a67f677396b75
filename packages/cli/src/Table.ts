/**
 * A table that fits a terminal: columns as wide as what they hold, cut where the terminal ends.
 */
import stringWidth from "string-width"
import * as Output from "./Output.ts"
import * as Screen from "./Screen.ts"

/** A column: its heading, and where its text may be cut. */
export interface Column {
  readonly heading: string
  /** `end` keeps the beginning; `never` keeps all, for ids that are copied. */
  readonly cut: "end" | "never"
  readonly align?: "left" | "right"
}

const gap = 2

/** The first columns of a text, with an ellipsis where something is left out. */
export const fit = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text
  if (width <= 1) return "…".slice(0, width)
  let kept = ""
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

const pad = (text: string, width: number, align: Column["align"]): string => {
  const space = " ".repeat(Math.max(0, width - stringWidth(text)))
  return align === "right" ? space + text : text + space
}

/** The widths of the columns: those that may be cut share what the others leave. */
export const widths = (
  natural: ReadonlyArray<number>,
  columns: ReadonlyArray<Column>,
  width: number
): Array<number> => {
  const gaps = gap * (columns.length - 1)
  const fixed = natural.reduce((sum, each, index) => sum + (columns[index]?.cut === "never" ? each : 0), 0)
  let room = Math.max(0, width - gaps - fixed)
  const result = [...natural]
  const elastic = natural
    .map((each, index) => ({ each, index }))
    .filter(({ index }) => columns[index]?.cut === "end")
    .toSorted((a, b) => a.each - b.each)
  for (const [position, { each, index }] of elastic.entries()) {
    const share = Math.max(4, Math.floor(room / (elastic.length - position)))
    result[index] = Math.min(each, share)
    room = Math.max(0, room - Math.min(each, share))
  }
  return result
}

/** The lines of a table. */
export const lines = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  screen: Screen.Screen
): Array<string> => {
  const cells = rows.map((row) => row.map(Output.plain))
  const natural = columns.map(({ heading }, index) =>
    cells.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? "")), stringWidth(heading))
  )
  const wide = widths(natural, columns, screen.width)
  const line = (texts: ReadonlyArray<string>): string =>
    columns
      .map(({ align }, index) => pad(fit(texts[index] ?? "", wide[index] ?? 0), wide[index] ?? 0, align))
      .join(" ".repeat(gap))
      .trimEnd()
  return [Screen.dim(screen, line(columns.map(({ heading }) => heading))), ...cells.map(line)]
}
