/**
 * The report as a file, which has its name when it is whole.
 */
import type { Insights } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import type { Facts } from "./report/Report.ts"
import * as WholeFile from "./WholeFile.ts"

/** Writes the report. Vega is loaded only now. */
export const write = Effect.fnUntraced(function* (path: string, insights: Insights.Insights, facts: Facts) {
  const text = yield* Effect.promise(async () => (await import("./report/Report.ts")).make(insights, facts))
  // Two that write one report at once each have a name of their own.
  yield* WholeFile.replace(path, text, `${path}.${process.pid}.partial`)
})
