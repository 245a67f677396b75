/**
 * The report as a file, which has its name when it is whole.
 */
import type { Insights } from "@effect-piggy/core"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { dirname } from "node:path"
import * as Failure from "./Failure.ts"
import type { Facts } from "./report/Report.ts"

/** Writes the report. Vega is loaded only now. */
export const write = Effect.fnUntraced(function* (path: string, insights: Insights.Insights, facts: Facts) {
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.promise(async () => (await import("./report/Report.ts")).make(insights, facts))
  yield* files.writeFileString(`${path}.partial`, text).pipe(
    Effect.andThen(files.rename(`${path}.partial`, path)),
    Effect.catchTag("PlatformError", ({ reason }) =>
      Failure.other(
        `${path} cannot be written: ${reason._tag}; does the folder ${dirname(path)} exist, and is there room?`
      )
    )
  )
})
