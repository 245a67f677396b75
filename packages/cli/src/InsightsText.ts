/**
 * What a program achieved, as lines for a terminal: bars of text, and the figures beside them.
 */
import type { Insights } from "@effect-piggy/core"
import stringWidth from "string-width"
import * as Numbers from "./Numbers.ts"
import * as Output from "./Output.ts"
import * as Screen from "./Screen.ts"
import { fit } from "./Table.ts"

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** A bar of so many columns for a share of 0 to 1, in eighths of a column; what is more than nothing can be seen. */
export const bar = (share: number, width: number): string => {
  const parts = Math.round(Math.min(1, Math.max(0, share)) * width * 8)
  const shown = share > 0 ? Math.max(1, parts) : 0
  return "█".repeat(Math.floor(shown / 8)) + (eighths[shown % 8] ?? "")
}

const end = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)))
const start = (text: string, width: number): string => " ".repeat(Math.max(0, width - stringWidth(text))) + text

/** How each status is drawn: a color of the terminal's palette, or a shade where there are no colors. */
const looks: Readonly<Record<string, readonly [typeof Screen.blue, string]>> = {
  completed: [Screen.blue, "█"],
  pending: [Screen.yellow, "▒"],
  failed: [Screen.red, "░"]
}

const paint = (screen: Screen.Screen, status: string, text: string): string => {
  const [color, shade] = looks[status] ?? [Screen.cyan, "▓"]
  return screen.hasColor ? color(screen, text) : text.replace(/[^ ]/g, shade)
}

interface Row {
  readonly label: string
  /** Parts of the bar, each of a share of the whole width. */
  readonly parts: ReadonlyArray<{ readonly share: number; readonly status: string }>
  readonly figures: ReadonlyArray<string>
}

// Several parts meet at whole columns, where colors meet without a gap.
const stacked = (
  parts: Row["parts"],
  width: number
): ReadonlyArray<{ readonly text: string; readonly status: string }> => {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return [{ text: bar(first.share, width), status: first.status }]
  let before = 0
  return parts.map(({ share, status }) => {
    const from = Math.round(before * width)
    before += share
    return { text: "█".repeat(Math.round(before * width) - from), status }
  })
}

/** Rows with a bar each, as wide as the screen. */
const bars = (rows: ReadonlyArray<Row>, screen: Screen.Screen): Array<string> => {
  const most = (texts: ReadonlyArray<string>) => texts.reduce((wide, text) => Math.max(wide, stringWidth(text)), 0)
  const labels = Math.min(most(rows.map(({ label }) => label)), Math.floor(screen.width / 2))
  const figures = (rows[0]?.figures ?? []).map((_, index) => most(rows.map((row) => row.figures[index] ?? "")))
  const taken = 4 + labels + figures.reduce((sum, each) => sum + each + 2, 0)
  const width = Math.max(4, Math.min(50, screen.width - taken))
  return rows.map((row) => {
    const drawn = stacked(row.parts, width)
    const columns = drawn.reduce((sum, { text }) => sum + stringWidth(text), 0)
    const painted = drawn.map(({ status, text }) => paint(screen, status, text)).join("")
    const numbers = row.figures.map((text, index) => start(text, figures[index] ?? 0)).join("  ")
    return `  ${end(fit(row.label, labels), labels)}  ${painted}${" ".repeat(Math.max(0, width - columns))}  ${numbers}`
  })
}

const statuses = ({ statuses: found }: Insights.Insights, screen: Screen.Screen): Array<string> => {
  const most = Math.max(1, ...found.map(({ referrals }) => referrals))
  const rows = found.map(({ referrals, share, status }) => ({
    label: Output.plain(status),
    parts: [{ share: referrals / most, status }],
    figures: [Numbers.count(referrals), Numbers.percent(share ?? undefined)]
  }))
  return [Screen.bold(screen, "What became of the referrals"), ...bars(rows, screen)]
}

const conversion = ({ conversion: { ofAll, ofDecided } }: Insights.Insights): string =>
  `  Conversion: ${Numbers.percent(ofDecided ?? undefined)} of those completed or failed, ${Numbers.percent(ofAll ?? undefined)} of all`

/** How many contacts of the leaderboard a terminal shows. */
export const shown = 10

const leaderboard = ({ leaderboard: { top } }: Insights.Insights, screen: Screen.Screen): Array<string> => {
  const first = top.slice(0, shown)
  const most = Math.max(1, ...first.map(({ referrals }) => referrals))
  const order = ["completed", "pending", "failed"]
  const place = (status: string): number => (order.includes(status) ? order.indexOf(status) : order.length)
  const rows = first.map(({ completed, contact, email, rank, referrals, statuses: each }) => ({
    label: `${start(String(rank), 2)}  ${Output.plain(email ?? contact)}`,
    parts: each
      .toSorted((a, b) => place(a.status) - place(b.status))
      .map((part) => ({ share: part.referrals / most, status: part.status })),
    figures: [`${Numbers.count(completed)} completed`, `of ${Numbers.count(referrals)}`]
  }))
  return [Screen.bold(screen, "Who brought most"), ...bars(rows, screen)]
}

const concentration = (
  { concentration: { curve }, contacts }: Insights.Insights,
  screen: Screen.Screen
): Array<string> => {
  const rows = curve
    .filter(({ percent }) => [1, 10, 50].includes(percent))
    .map(({ contacts: few, percent, share }) => ({
      label: `top ${percent} %`,
      parts: [{ share: share ?? 0, status: "completed" }],
      figures: [Numbers.percent(share ?? undefined), Numbers.of(few, "contact")]
    }))
  return [
    Screen.bold(screen, "How much comes from how few"),
    ...bars(rows, screen),
    `  ${Numbers.of(contacts.referring, "contact")} made referrals, ${Numbers.of(contacts.referred, "contact")} came by them`
  ]
}

const chains = ({ chains: { depth }, trees }: Insights.Insights, screen: Screen.Screen): Array<string> => [
  Screen.bold(screen, "How referrals lead to referrals"),
  `  ${Numbers.of(trees.count, "tree")}; the largest has ${Numbers.of(trees.largest?.contacts ?? 0, "contact")}; the longest chain ${Numbers.of(depth, "referral")}`
]

const anomalies = ({ anomalies: found }: Insights.Insights, screen: Screen.Screen): Array<string> => {
  const kinds = [
    [found.selfReferrals.referrals, "referral", " of contacts to themselves"],
    [found.referredTwice.count, "contact", " referred more than once"],
    [found.repeatedPairs.count, "pair", " of contacts more than once"],
    [found.repeatedIds.count, "id", " more than once"],
    [found.cycles.count, "circle", ""]
  ] as const
  const odd = kinds.filter(([count]) => count > 0)
  return [
    Screen.bold(screen, "What looks odd"),
    ...(odd.length === 0
      ? ["  nothing"]
      : odd.map(([count, noun, words]) => Screen.yellow(screen, `  ${Numbers.of(count, noun)}${words}`)))
  ]
}

/** The whole of it. */
export const lines = (insights: Insights.Insights, screen: Screen.Screen): ReadonlyArray<string> => {
  if (insights.total === 0) return ["no referrals: nothing to count"]
  return [
    ...statuses(insights, screen),
    conversion(insights),
    "",
    ...leaderboard(insights, screen),
    "",
    ...concentration(insights, screen),
    "",
    ...chains(insights, screen),
    "",
    ...anomalies(insights, screen),
    ""
  ]
}
