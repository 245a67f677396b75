/**
 * A figure, and whether it is what it should be.
 */
import { cpus, totalmem } from "node:os"

export interface Figure {
  readonly name: string
  readonly value: number
  /** Of the value; a ratio has none. */
  readonly unit?: string
  readonly atLeast?: number
  readonly atMost?: number
  /** How the README puts it; a figure without one stands in RESULTS.md only. */
  readonly headline?: string
}

const wanted = ({ atLeast, atMost }: Figure): string => {
  if (atLeast !== undefined) return `≥ ${atLeast}`
  return atMost === undefined ? "" : `≤ ${atMost}`
}

const verdict = (figure: Figure): string => {
  if (wanted(figure) === "") return ""
  return figure.value >= (figure.atLeast ?? -Infinity) && figure.value <= (figure.atMost ?? Infinity) ? "yes" : "no"
}

const shown = ({ unit, value }: Figure): string => {
  if (unit !== undefined) return `${value.toFixed(unit === "kB" || unit === "s" ? 1 : 0)} ${unit}`
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}

export const table = (figures: ReadonlyArray<Figure>): string =>
  [
    "| figure | measured | should be | met |",
    "| --- | --- | --- | --- |",
    ...figures.map((figure) => `| ${figure.name} | ${shown(figure)} | ${wanted(figure)} | ${verdict(figure)} |`)
  ].join("\n")

/** What the README shows of the figures. */
export const headlines = (figures: ReadonlyArray<Figure>): string =>
  [
    "| what | measured | should be | met |",
    "| --- | --- | --- | --- |",
    ...figures.flatMap((figure) =>
      figure.headline === undefined
        ? []
        : [`| ${figure.headline} | ${shown(figure)} | ${wanted(figure)} | ${verdict(figure)} |`]
    )
  ].join("\n")

/** Where it was measured. */
export const machine = (): string => {
  const [cpu] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return `${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${memory}, ${process.platform} ${process.arch}, Node ${process.version}`
}
