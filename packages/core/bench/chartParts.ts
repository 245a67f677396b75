/**
 * What the charts have in common: bars with what they say, a line across them, and the look of it all. Colors are CSS
 * variables, so that one drawing serves both themes.
 */
import type { TopLevelSpec } from "vega-lite"

const config: NonNullable<TopLevelSpec["config"]> = {
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

/** What each chart has, with what it shows in words. */
export const base = (
  description: string
): { readonly description: string; readonly padding: number; readonly config: typeof config } => ({
  description,
  padding: 12,
  config
})

/** A bar: what it is of, how long, and what is written behind it. */
export interface Bar {
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

export const bars = (values: ReadonlyArray<Bar>, title: string, width = 460) =>
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
        axis: { tickCount: 5, format: ",~f" },
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
export const at = (value: number, label: string) => [
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

/** A chart under a heading of its own, one of several. */
export const titled = (text: string, chart: ReturnType<typeof bars>) => ({
  ...chart,
  title: { text, anchor: "start" as const, color: "var(--ink)", fontSize: 12 }
})
