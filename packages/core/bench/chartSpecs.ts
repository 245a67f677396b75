/**
 * The charts of docs/benchmarks.md, as Vega-Lite has them.
 */
import type { TopLevelSpec } from "vega-lite"
import { numberIn, type Pair, type Row, shareOfBound } from "./chartFigures.ts"
import { at, type Bar, bars, base, titled } from "./chartParts.ts"

const ours = /^(?:default|collect|concurrency 8|this SDK)/

const named = (client: string): string =>
  ours.test(client) && !client.startsWith("this") ? `this SDK, ${client}` : client

const colorOf = (client: string): Bar["color"] => (ours.test(client) ? "ours" : "others")

/** Rows whose name begins with `prefix`, as bars named by the rest of it. */
const barsOf = (rows: ReadonlyArray<Row>, prefix: string): ReadonlyArray<Bar> =>
  rows
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ measured, name }) => {
      const client = name.slice(prefix.length)
      return { name: named(client), value: numberIn(measured), label: measured, color: colorOf(client) }
    })

const idealOf = (rows: ReadonlyArray<Row>, beginning: string): number => {
  const found = rows.find(({ name }) => name.startsWith(beginning))
  if (found === undefined) throw new Error(`RESULTS.md has no figure "${beginning}…"`)
  return numberIn(found.name)
}

export const latency = (rows: ReadonlyArray<Row>): TopLevelSpec => {
  const chart = bars(barsOf(rows, "50 ms a page: "), "ms for 201 pages, 50 ms each")
  const ideal = idealOf(rows, "concurrency 8: against the ideal of ")
  return {
    ...base("Time to read 20,000 referrals, by client"),
    ...chart,
    layer: [...chart.layer, ...at(ideal, `ideal: ${ideal} ms`)]
  }
}

export const short = (rows: ReadonlyArray<Row>): TopLevelSpec => ({
  ...base("Time to read a list of one, five and twenty pages, by client"),
  vconcat: [1, 5, 20].map((pages) =>
    titled(pages === 1 ? "1 page" : `${pages} pages`, bars(barsOf(rows, `${pages} pages, 50 ms a page: `), "ms"))
  )
})

export const limited = (rows: ReadonlyArray<Row>): TopLevelSpec => {
  const prefix = "10 requests a second, "
  const runs = rows.flatMap((row): ReadonlyArray<Bar> => {
    const [, client, outcome] = new RegExp(`^${prefix}(.+): (every page|not finished.*)$`).exec(row.name) ?? []
    if (client === undefined || outcome === undefined) return []
    const refused = rows.find(({ name }) => name === `${prefix}${client}: requests refused`)?.measured ?? "0"
    const isWhole = outcome === "every page"
    const told = `${Number(refused).toLocaleString("en")} refused`
    return [
      {
        name: client,
        value: numberIn(row.measured),
        label: isWhole ? `${row.measured}, ${told}` : `${outcome.replace(",", ":")} after ${row.measured}`,
        color: isWhole ? colorOf(client) : "unfinished"
      }
    ]
  })
  const chart = bars(runs, "seconds for 301 requests, where 10 a second are allowed")
  const ideal = idealOf(rows, `${prefix}this SDK, concurrency 8: against the ideal of `)
  return {
    ...base("Time to read 300 pages behind a limit, by client"),
    ...chart,
    layer: [...chart.layer, ...at(ideal, `ideal: ${ideal} s`)]
  }
}

/** The figures that have a bound: how far each is from it. A figure's name stands above its mark. */
export const bounds = (rows: ReadonlyArray<Row>): TopLevelSpec => {
  const values = rows
    .filter(({ bound }) => bound !== "")
    .map((row) => ({
      name: `${row.part}: ${row.name.replaceAll("`", "")}`,
      share: shareOfBound(row),
      label: `${row.measured} (${row.bound})`,
      met: row.isMet ? "met" : "missed"
    }))
  const words = ["met", "missed"]
  return {
    ...base("Each figure as a share of its bound"),
    width: 640,
    height: { step: 36 },
    data: { values },
    encoding: {
      y: { field: "name", type: "nominal", sort: null, axis: null },
      x: {
        field: "share",
        type: "quantitative",
        title: "share of the bound: at most 1 is met",
        axis: { values: [0, 0.5, 1, 1.5, 2, 2.5] },
        scale: { domain: [0, 1.4 * Math.max(...values.map(({ share }) => share))] }
      }
    },
    layer: [
      {
        data: { values: [{ share: 1 }] },
        mark: { type: "rule", stroke: "var(--soft)" },
        encoding: { y: { value: 0 }, y2: { value: "height" } }
      },
      {
        mark: { type: "text", align: "left", dx: 4, dy: -8, fontSize: 11, fill: "var(--soft)" },
        encoding: { text: { field: "name", type: "nominal" }, x: { value: 0 } }
      },
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1, yOffset: 7 },
        encoding: {
          shape: {
            field: "met",
            type: "nominal",
            scale: { domain: words, range: ["circle", "diamond"] },
            legend: null
          },
          color: {
            field: "met",
            type: "nominal",
            scale: { domain: words, range: ["var(--ours)", "var(--missed)"] },
            legend: null
          }
        }
      },
      {
        mark: { type: "text", align: "left", dx: 9, dy: 7 },
        encoding: { text: { field: "label", type: "nominal" } }
      }
    ]
  }
}

export const bundle = (rows: ReadonlyArray<Row>): TopLevelSpec => {
  const sizes = rows.filter(({ part }) => part === "bundle")
  const wanted = sizes.filter(({ bound }) => bound !== "").map(({ bound, name }) => ({ name, value: numberIn(bound) }))
  const chart = bars(
    sizes.map(({ bound, measured, name }) => ({
      name,
      value: numberIn(measured),
      label: bound === "" ? measured : `${measured} (${bound})`,
      color: "ours"
    })),
    "1,000 bytes, gzip; the mark is what it should be at most",
    340
  )
  return {
    ...base("Size of a program that streams referrals"),
    ...chart,
    layer: [
      ...chart.layer,
      { data: { values: wanted }, mark: { type: "tick", color: "var(--ink)", thickness: 2, height: 22 } }
    ]
  }
}

export const mock = (pairs: ReadonlyArray<Pair>): TopLevelSpec => ({
  ...base("The mock's figures, each beside what it is compared with"),
  vconcat: pairs.map(({ beside, measured, wanted, what }) => {
    // `stock Prism 1609 ms`: what it is, and how much.
    const [, name = "beside", label = beside] = /^(.+?) (\d[\d.,]*(?: \w+)?(?: \(.+\))?)$/.exec(beside) ?? []
    return titled(
      what,
      bars(
        [
          { name: "piggy-mock", value: numberIn(measured), label: measured, color: "ours" },
          { name, value: numberIn(label), label, color: "others" }
        ],
        `wanted: ${wanted}`
      )
    )
  })
})
