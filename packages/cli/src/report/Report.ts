/**
 * The report: one HTML file that loads nothing and runs nothing, for a person to read, print and hand on.
 */
import type { Insights } from "@effect-piggy/core"
import { createHash } from "node:crypto"
import * as Charts from "./Charts.ts"
import { Html, markup, nothing } from "./Html.ts"
import * as Sections from "./Sections.ts"
import { style } from "./Style.ts"
import * as Svg from "./Svg.ts"

/** What the report says of itself. */
export interface Facts {
  /** Where the referrals are from: a host or a file. */
  readonly source: string
  /** When they had been read. */
  readonly at: Date
  /** What speaks against them being all; undefined where nothing does. */
  readonly doubt: string | undefined
  /** Which of the program's referrals, in words; undefined for all. */
  readonly filter: string | undefined
}

const widths = { wide: 800, narrow: 334 }

// Two drawings on one page must not share their ids, and inline styles are none that the page lets through.
const own = (svg: string, name: string): string =>
  svg
    .replace(/\bid="/g, `id="${name}-`)
    .replace(/url\(#/g, `url(#${name}-`)
    .replace(/ style="[^"]*"/g, "")

const both = async (name: string, spec: (width: number) => Svg.Spec): Promise<Sections.Drawn> => {
  const [wide, narrow] = await Promise.all([Svg.draw(spec(widths.wide)), Svg.draw(spec(widths.narrow))])
  return { wide: own(wide, `${name}-wide`), narrow: own(narrow, `${name}-narrow`) }
}

const when = (at: Date): Html =>
  markup`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace("T", " ")} UTC</time>`

const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`

/** Writes the report. */
export const make = async (insights: Insights.Insights, { at, doubt, filter, source }: Facts): Promise<string> => {
  const shortName = (referrer: Insights.Insights["leaderboard"]["top"][number]) =>
    Charts.short(Sections.nameOf(referrer))
  const [statuses, leaderboard, concentration, trees] = await Promise.all([
    both("statuses", (width) => Charts.statuses(insights, width)),
    both("leaderboard", (width) => Charts.leaderboard(insights, shortName, width)),
    both("concentration", (width) => Charts.concentration(insights, width)),
    both("trees", (width) => Charts.trees(insights, width))
  ])
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Referral program: insights</title>
        <style>${new Html(style)}</style>
      </head>
      <body>
        <main>
          <h1>Referral program</h1>
          <p class="soft">${source}, read ${when(at)}${filter === undefined ? nothing : markup`; ${filter}`}</p>
          ${doubt === undefined ? nothing : markup`<p class="doubt" role="note">Not every referral may be here: ${doubt}.</p>`}
          ${Sections.tiles(insights)}
          ${
            insights.total === 0
              ? markup`<section>
                  <h2>No referrals</h2>
                  <p>The program has none, and so there is nothing to show.</p>
                </section>`
              : markup`${Sections.statuses(insights, statuses)} ${Sections.leaderboard(insights, leaderboard)}
                ${Sections.concentration(insights, concentration)} ${Sections.trees(insights, trees)}
                ${Sections.anomalies(insights)}`
          }
          <footer>
            ${doubt === undefined ? "The list was read to its end, which was proven." : "The end of the list was not proven."}
            Made by effect-piggy.
          </footer>
        </main>
      </body>
    </html>
`.text
}
