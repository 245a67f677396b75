/**
 * A program's figures as they were asked for: text, JSON and the report, and the verdict at the end.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Failure from "./Failure.ts"
import * as InsightsText from "./InsightsText.ts"
import * as Output from "./Output.ts"
import type { Program } from "./Program.ts"
import * as ReportFile from "./ReportFile.ts"
import * as Screen from "./Screen.ts"
import * as Telling from "./Telling.ts"

/** How to show it. */
export interface Options {
  readonly json: boolean
  /** The file that the report is written to, if it is. */
  readonly report: string | undefined
  /** Where the referrals are from. */
  readonly source: string
  /** Which of them, in words. */
  readonly filter: string | undefined
}

/** Shows the figures. Fails with 5 where they may not be of all referrals. */
export const show = Effect.fnUntraced(function* (
  { doubt, insights }: Program,
  { filter, json, report, source }: Options
) {
  const at = new Date(yield* Clock.currentTimeMillis)
  // Before the text, whose reader may go away.
  if (report !== undefined) yield* ReportFile.write(report, insights, { source, filter, at, doubt })
  if (json) {
    yield* Output.lines(JSON.stringify(insights))
    if (report !== undefined) yield* Telling.note(`the report is in ${report}`)
  } else {
    yield* Output.lines(
      ...InsightsText.lines(insights, yield* Screen.stdout),
      ...(report === undefined ? [] : [`The report is in ${report}`]),
      `${insights.total} referral${insights.total === 1 ? "" : "s"}, ${doubt === undefined ? "complete" : "not proven complete"}`
    )
  }
  if (doubt !== undefined) return yield* Failure.incomplete(doubt)
})
