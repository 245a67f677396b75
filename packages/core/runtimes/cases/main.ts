/**
 * Runs every case and reports to the server that the cases came from. Bundled once, this is what all runtimes run.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as aborting from "./aborting.ts"
import * as errors from "./errors.ts"
import * as promises from "./promises.ts"
import type { Report } from "./report.ts"
import * as traversal from "./traversal.ts"
import * as webhook from "./webhook.ts"
import { ask, Plan } from "./world.ts"

const cases = [...traversal.cases, ...errors.cases, ...aborting.cases, ...promises.cases, ...webhook.cases]

const forbidsEval = (): boolean => {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- whether this works is what is asked
    return new Function("return true")() !== true
  } catch {
    return true
  }
}

const program = Effect.fnUntraced(function* (home: string) {
  const plan = yield* Schema.decodeUnknownEffect(Plan)(yield* ask(`${home}/plan`))
  const results = yield* Effect.forEach(cases, ({ name, run }) =>
    Effect.map(Effect.exit(Effect.timeout(run({ ...plan, home }), "10 seconds")), (exit) => ({
      name,
      problem: Exit.isSuccess(exit) ? null : Cause.pretty(exit.cause)
    }))
  )
  const report: Report = { forbidsEval: forbidsEval(), results }
  yield* Effect.promise(() => fetch(`${home}/report`, { method: "POST", body: JSON.stringify(report) }))
})

/** @param home base URL of the home server */
export const run = (home: string): Promise<void> => Effect.runPromise(program(home))
