/**
 * A scenario as somebody names it on the command line: a preset, settings in JSON, or a file of settings.
 */
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync } from "node:fs"
import * as Scenario from "./Scenario.ts"

/** There is no such scenario, or what it says is not understood. */
export class ScenarioError extends Schema.TaggedError<ScenarioError>()("ScenarioError", {
  source: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `The scenario ${this.source} cannot be played: ${this.reason}`
  }
}

const parseFile = (path: string): Result.Result<Scenario.Scenario, string> => {
  try {
    // JSON is YAML, too.
    return Scenario.parse(Yaml.parse(readFileSync(path, "utf8")) ?? {})
  } catch (error) {
    return Result.fail(error instanceof Error ? error.message : String(error))
  }
}

/** @param source `flaky`, `{"latency":200}` or the path of a YAML or JSON file */
export const load = (source: string): Effect.Effect<Scenario.Settings, ScenarioError> =>
  Effect.suspend(() =>
    Effect.fromResult(
      (existsSync(source) && !Scenario.isPreset(source) ? parseFile(source) : Scenario.parseText(source)).pipe(
        Result.mapBoth({
          onSuccess: ({ settings }) => settings,
          onFailure: (reason) => new ScenarioError({ source, reason })
        })
      )
    )
  )
