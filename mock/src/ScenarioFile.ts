/**
 * A scenario as somebody names it on the command line: a preset, settings in JSON, or a file of settings.
 */
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { existsSync } from "node:fs"
import * as JsonText from "./JsonText.ts"
import * as Scenario from "./Scenario.ts"
import * as TextFile from "./TextFile.ts"

/** There is no such scenario, or what it says is not understood. */
export class ScenarioError extends Schema.TaggedError<ScenarioError>()("ScenarioError", {
  source: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `The scenario ${this.source} cannot be played: ${this.reason}`
  }
}

const parses = (text: string): boolean => {
  try {
    Yaml.parse(text)
    return true
  } catch {
    return false
  }
}

/** The parser says lines, except within brackets, where it counts from the one that opens. */
const withLine = (message: string, text: string): string => {
  if (!/ at flow offset \d+$/.test(message)) return message
  const lines = text.split("\n")
  const before = lines.findLastIndex((_, line) => parses(lines.slice(0, line).join("\n")))
  return message.replace(/ at flow offset \d+$/, ` in the brackets that open at line ${before + 1}`)
}

const parseFile = (path: string): Result.Result<Scenario.Scenario, string> => {
  let text = ""
  try {
    text = TextFile.read(path)
    return /\.json$/i.test(path)
      ? Result.flatMap(JsonText.parse(text), Scenario.parse)
      : Scenario.parse(Yaml.parse(text) ?? {})
  } catch (error) {
    return Result.fail(withLine(error instanceof Error ? error.message : String(error), text))
  }
}

/** True if a scenario is named by a file that is there. */
export const isFile = (source: string): boolean => !Scenario.isPreset(source) && existsSync(source)

const parseSource = (source: string): Result.Result<Scenario.Scenario, string> => {
  if (Scenario.isPreset(source)) return Scenario.parseText(source)
  if (isFile(source)) return parseFile(source)
  const meansFile = /\.\w+$|\//.test(source) && !source.trimStart().startsWith("{")
  return meansFile
    ? Result.fail(`there is no such file; the scenarios that need none are ${Object.keys(Scenario.presets).join(", ")}`)
    : Scenario.parseText(source)
}

/** @param source `flaky`, `{"latency":200}` or the path of a YAML or JSON file */
export const load = (source: string): Effect.Effect<Scenario.Settings, ScenarioError> =>
  Effect.suspend(() =>
    Effect.fromResult(
      parseSource(source).pipe(
        Result.mapBoth({
          onSuccess: ({ settings }) => settings,
          onFailure: (reason) => new ScenarioError({ source, reason })
        })
      )
    )
  )
