/**
 * The charts of docs/benchmarks.md, as Vega-Lite has them. Colors are CSS variables, so that one drawing serves both themes.
 */
import type { TopLevelSpec } from "vega-lite"
import { numberIn, type Pair, type Row, shareOfBound } from "./chartFigures.ts"

const config: TopLevelSpec["config"] = {
  background: "var(--card)",
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    labelColor: "var(--soft)",
    titleColor: "var(--soft)",
    titleFontWeight: "normal",
    gridColor: "var(--line)",
    domainColor: "var(--line)",
    tickColor: "var(--line)",
    labelFontSize: 12,
    titleFontSize: 12
  },
  axisY: { domain: false, ticks: false, labelPadding: 6, labelColor: "var(--ink)" },
  header: { labelColor: "var(--ink)", labelFontSize: 12, labelFontWeight: "bold", labelAnchor: "start", title: null },
  text: { fill: "var(--ink)", fontSize: 12 }
}

const base = (description: string) => ({ description, padding: 12, config }) as const

/** A bar: what it is of, how long, and what is written behind it. */
interface Bar {
  readonly name: string
  readonly value: number
  readonly label: string
  readonly color: "ours" | "others" | "unfinished"
}

const colors = { domain: ["ours", "others", "unfinished"], range: ["var(--ours)", "var(--others)", "var(--line)"] }

/** Room for the longest name, which is guessed without a browser: a letter is half as wide as high, and a little more. */
const room = (values: ReadonlyArray<{ readonly name: string }>, fontSize: number) => {
  const width = Math.ceil(0.55 * fontSize * Math.max(...values.map(({ name }) => name.length)))
  return { labelLimit: 2 * width, minExtent: width, maxExtent: width }
}

const bars = (values: ReadonlyArray<Bar>, title: string, width = 460) =>
  ({
    width,
    height: { step: 26 },
    data: { values: [...values] },
    encoding: {
      y: { field: "name", type: "nominal", sort: null, title: null, axis: room(values, 12) },
      // Room behind the longest bar for its label.
      x: {
        field: "value",
        type: "quantitative",
        title,
        axis: { tickCount: 5, format: "," },
        scale: { domain: [0, 1.3 * Math.max(...values.map(({ value }) => value))] }
      }
    },
    layer: [
      {
        mark: { type: "bar", height: 16, cornerRadiusEnd: 2 },
        encoding: { color: { field: "color", type: "nominal", legend: null, scale: colors } }
      },
      { mark: { type: "text", align: "left", dx: 6 }, encoding: { text: { field: "label", type: "nominal" } } }
    ]
  }) satisfies Partial<TopLevelSpec>

/** A line across the bars, with what it stands for. */
const at = (value: number, label: string) => [
  {
    data: { values: [{ value }] },
    mark: { type: "rule" as const, stroke: "var(--soft)", strokeDash: [4, 4] },
    encoding: {
      x: { field: "value", type: "quantitative" as const },
      y: { value: 0 },
      y2: { value: "height" as const }
    }
  },
  {
    data: { values: [{ value, label }] },
    mark: { type: "text" as const, align: "left" as const, dx: 4, dy: -8, fill: "var(--soft)" },
    encoding: {
      x: { field: "value", type: "quantitative" as const },
      y: { value: 0 },
      text: { field: "label", type: "nominal" as const }
    }
  }
]

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

export const short = (rows: ReadonlyArray<Row>): TopLevelSpec => {
  const charts = [1, 5, 20].map((pages) => ({
    ...bars(barsOf(rows, `${pages} pages, 50 ms a page: `), "ms"),
    title: {
      text: pages === 1 ? "1 page" : `${pages} pages`,
      anchor: "start" as const,
      color: "var(--ink)",
      fontSize: 12
    }
  }))
  return { ...base("Time to read a list of one, five and twenty pages, by client"), vconcat: charts }
}

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

/** The figures that have a bound: how far each is from it. */
export const bounds = (rows: ReadonlyArray<Row>): TopLevelSpec => {
  const values = rows
    .filter(({ bound }) => bound !== "")
    .map((row) => ({
      name: `${row.part}: ${row.name.replaceAll("`", "")}`,
      share: shareOfBound(row),
      label: `${row.measured} (${row.bound})`,
      met: row.isMet ? "met" : "missed"
    }))
  return {
    ...base("Each figure as a share of its bound"),
    width: 420,
    height: { step: 22 },
    data: { values },
    encoding: {
      y: { field: "name", type: "nominal", sort: null, title: null, axis: { labelFontSize: 11, ...room(values, 11) } },
      x: {
        field: "share",
        type: "quantitative",
        title: "share of the bound: at most 1 is met",
        axis: { values: [0, 0.5, 1, 1.5, 2, 2.5] },
        scale: { domain: [0, 1.6 * Math.max(...values.map(({ share }) => share))] }
      }
    },
    layer: [
      {
        data: { values: [{ share: 1 }] },
        mark: { type: "rule", stroke: "var(--soft)" },
        encoding: { y: { value: 0 }, y2: { value: "height" } }
      },
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: {
          shape: {
            field: "met",
            type: "nominal",
            scale: { domain: ["met", "missed"], range: ["circle", "diamond"] },
            legend: null
          },
          color: {
            field: "met",
            type: "nominal",
            scale: { domain: ["met", "missed"], range: ["var(--ours)", "var(--missed)"] },
            legend: null
          }
        }
      },
      {
        mark: { type: "text", align: "left", dx: 9, fontSize: 11 },
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
    "1,000 bytes, gzip; the mark is what it should be at most"
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

export const mock = (pairs: ReadonlyArray<Pair>): TopLevelSpec => {
  const charts = pairs.map(({ beside, measured, wanted, what }) => {
    // `stock Prism 1609 ms`: what it is, and how much.
    const [, name = "beside", label = beside] = /^(.+?) (\d[\d.,]*(?: \w+)?(?: \(.+\))?)$/.exec(beside) ?? []
    return {
      ...bars(
        [
          { name: "piggy-mock", value: numberIn(measured), label: measured, color: "ours" },
          { name, value: numberIn(label), label, color: "others" }
        ],
        `wanted: ${wanted}`
      ),
      title: { text: what, anchor: "start" as const, color: "var(--ink)", fontSize: 12 }
    }
  })
  return { ...base("The mock's figures, each beside what it is compared with"), vconcat: charts }
}
