/**
 * The charts of the report, as Vega-Lite has them. Colors are CSS variables, so that one drawing serves both themes.
 */
import type { Insights } from "@effect-piggy/core"
import * as Numbers from "../Numbers.ts"
import type { Spec } from "./Svg.ts"

const known = ["completed", "pending", "failed"]

/** The statuses of a program, in the order that charts show them. */
export const statusesOf = ({ statuses }: Insights.Insights): ReadonlyArray<string> => [
  ...known.filter((word) => statuses.some(({ status }) => status === word)),
  ...statuses.map(({ status }) => status).filter((word) => !known.includes(word))
]

/** The color of a status, as a CSS variable. */
export const colorOf = (status: string): string => `var(--${known.includes(status) ? status : "other"})`

const font = "system-ui, sans-serif"

const config: Spec["config"] = {
  background: "transparent",
  font,
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
  axisY: { domain: false, ticks: false, labelPadding: 6 },
  text: { fill: "var(--ink)", fontSize: 12 },
  legend: { labelColor: "var(--soft)", labelFontSize: 12, title: null, orient: "top", symbolType: "square" }
}

const base = (description: string, width: number) =>
  ({ description, width, autosize: { type: "fit-x", contains: "padding" }, padding: 4, config }) as const

/** How many referrals each status has: bars, and no funnel, since these are no stages. */
export const statuses = (insights: Insights.Insights, width: number): Spec => {
  const order = statusesOf(insights)
  const most = Math.max(1, ...insights.statuses.map(({ referrals }) => referrals))
  return {
    ...base("Referrals by status", width),
    height: { step: 40 },
    data: {
      values: insights.statuses.map(({ referrals, share, status }) => ({
        status,
        referrals,
        label: `${Numbers.count(referrals)} · ${Numbers.percent(share ?? undefined)}`
      }))
    },
    encoding: {
      y: { field: "status", type: "nominal", sort: [...order], title: null },
      // Room behind the longest bar for its label.
      x: {
        field: "referrals",
        type: "quantitative",
        axis: null,
        scale: { domain: [0, most * (width < 500 ? 1.6 : 1.25)] }
      }
    },
    layer: [
      {
        mark: { type: "bar", cornerRadiusEnd: 3, height: 22 },
        encoding: {
          color: {
            field: "status",
            type: "nominal",
            legend: null,
            scale: { domain: [...order], range: order.map(colorOf) }
          }
        }
      },
      { mark: { type: "text", align: "left", dx: 8 }, encoding: { text: { field: "label", type: "nominal" } } }
    ]
  }
}

/** The first eight of an id are enough to know it again in the table below. */
export const short = (id: string): string => (id.length > 12 ? `${id.slice(0, 8)}…` : id)

/** Who brought most, with what became of it. */
export const leaderboard = (
  insights: Insights.Insights,
  nameOf: (referrer: Insights.Insights["leaderboard"]["top"][number]) => string,
  width: number
): Spec => {
  const order = statusesOf(insights)
  const top = insights.leaderboard.top.slice(0, 10)
  const names = top.map((referrer) => `${referrer.rank}  ${nameOf(referrer)}`)
  return {
    ...base("Referrals of the contacts that brought most, by status", width),
    height: { step: 26 },
    data: {
      values: top.flatMap(({ statuses: each }, index) =>
        each.map(({ referrals, status }) => ({
          name: names[index] ?? "",
          status,
          referrals,
          order: order.indexOf(status)
        }))
      )
    },
    mark: { type: "bar", height: 16 },
    encoding: {
      y: { field: "name", type: "nominal", sort: names, title: null, axis: { labelLimit: width < 500 ? 130 : 260 } },
      x: {
        field: "referrals",
        type: "quantitative",
        stack: "zero",
        title: "referrals",
        axis: { tickCount: 5, format: ",d" }
      },
      order: { field: "order", type: "quantitative" },
      color: {
        field: "status",
        type: "nominal",
        scale: { domain: [...order], range: order.map(colorOf) },
        legend: width < 500 ? { columns: 2 } : {}
      }
    }
  }
}

/** How much of the program its most active contacts bring. */
export const concentration = ({ concentration: { curve } }: Insights.Insights, width: number): Spec => {
  const values = [
    { percent: 0, share: 0 },
    ...curve.map(({ percent, share }) => ({ percent, share: 100 * (share ?? 0) }))
  ]
  const named = values
    .filter(({ percent }) => percent === 1 || percent === 10)
    .map(({ percent, share }) => ({ percent, share, label: `top ${percent} %: ${share.toFixed(1)} %` }))
  const words = { type: "text", align: "left", dx: 9, dy: 9 } as const
  return {
    ...base("Share of referrals that the most active part of the referring contacts brought", width),
    height: width < 500 ? 220 : 260,
    data: { values },
    encoding: {
      x: {
        field: "percent",
        type: "quantitative",
        title: "of the referring contacts, most active first",
        scale: { domain: [0, 100] },
        axis: { tickCount: 5, labelExpr: "datum.value + ' %'", grid: false }
      },
      y: {
        field: "share",
        type: "quantitative",
        title: width < 500 ? null : "of all referrals",
        scale: { domain: [0, 100] },
        axis: { tickCount: 5, labelExpr: "datum.value + ' %'" }
      }
    },
    layer: [
      { mark: { type: "area", color: "var(--completed)", opacity: 0.12 } },
      { mark: { type: "line", stroke: "var(--completed)", strokeWidth: 2.5 } },
      {
        // Where everybody brought as many as anybody else.
        data: {
          values: [
            { percent: 0, share: 0 },
            { percent: 100, share: 100 }
          ]
        },
        mark: { type: "line", stroke: "var(--soft)", strokeWidth: 1, strokeDash: [4, 4] }
      },
      {
        data: { values: named },
        mark: { type: "point", filled: true, size: 60, fill: "var(--completed)", opacity: 1 }
      },
      // Below the words, so that no line runs through them.
      {
        data: { values: named },
        mark: { ...words, stroke: "var(--card)", strokeWidth: 5, fill: "var(--card)" },
        encoding: { text: { field: "label", type: "nominal" } }
      },
      { data: { values: named }, mark: words, encoding: { text: { field: "label", type: "nominal" } } }
    ]
  }
}

/** Sizes as a person sorts them: each small one by itself, then by doubling. */
export const sizeClasses = (
  sizes: Insights.Insights["trees"]["sizes"]
): ReadonlyArray<{ readonly label: string; readonly trees: number }> => {
  const most = sizes.at(-1)?.contacts ?? 0
  const bounds = [1, 2, 3, 4, 5]
  while ((bounds.at(-1) ?? 0) <= most) bounds.push(bounds.length === 5 ? 10 : 2 * (bounds.at(-1) ?? 0))
  return bounds.slice(0, -1).flatMap((from, index) => {
    const to = (bounds[index + 1] ?? 0) - 1
    const trees = sizes.reduce((sum, size) => sum + (size.contacts >= from && size.contacts <= to ? size.trees : 0), 0)
    // A tree of one contact is one that referred itself: seldom, and then worth its place.
    return from > most || (from === 1 && trees === 0)
      ? []
      : [{ label: from === to ? `${from}` : `${from}–${to}`, trees }]
  })
}

/** How large the trees of referrals are. */
export const trees = ({ trees: { sizes } }: Insights.Insights, width: number): Spec => {
  const values = [...sizeClasses(sizes)]
  return {
    ...base("Trees of referrals, by the number of contacts in them", width),
    height: width < 500 ? 200 : 220,
    data: { values },
    encoding: {
      x: {
        field: "label",
        type: "nominal",
        sort: values.map(({ label }) => label),
        title: "contacts in the tree",
        axis: { labelAngle: width < 500 ? -45 : 0, grid: false, ticks: false }
      },
      y: {
        field: "trees",
        type: "quantitative",
        title: width < 500 ? null : "trees",
        axis: { tickCount: 4, format: ",d", tickMinStep: 1 }
      }
    },
    layer: [
      { mark: { type: "bar", color: "var(--completed)", cornerRadiusEnd: 3 } },
      {
        transform: [{ filter: "datum.trees > 0" }],
        mark: { type: "text", baseline: "bottom", dy: -3 },
        encoding: { text: { field: "trees", type: "quantitative", format: ",d" } }
      }
    ]
  }
}
