import * as FieldProblems from "../FieldProblems.ts"
import { inWords, presetOf } from "../Playing.ts"
import * as Words from "../Words.ts"
import { play, playing, refusal } from "../World.ts"
import { Panel } from "./Panel.tsx"
import { SettingsForm } from "./SettingsForm.tsx"

const names = Object.keys(Words.presets).filter(Words.isPreset)

export const ScenarioPanel = () => {
  const now = playing.value
  const preset = now === undefined ? undefined : presetOf(now.settings)
  const words = now === undefined ? [] : inWords(now.behaviour, now.steps)
  const problems = refusal.value === undefined ? [] : FieldProblems.read(refusal.value.text, refusal.value.errors)
  const wrong = new Set(problems.map(({ field }) => field))
  return (
    <Panel title="Scenario" aside={now !== undefined && preset === undefined && <p class="tag">custom</p>}>
      <fieldset class="presets">
        <legend class="unseen">Scenario</legend>
        {names.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="preset"
              checked={name === preset}
              onChange={() => void play({ preset: name }, name)}
            />
            <span class="preset-name">{name}</span>
            <span class="preset-words">{Words.presets[name]}</span>
          </label>
        ))}
      </fieldset>
      <div class="playing">
        <h3>Playing</h3>
        <ul class="facts">
          {words.length === 0 && <li>nothing unusual</li>}
          {words.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </div>
      <details class="single">
        <summary>Single settings</summary>
        {now !== undefined && <SettingsForm playing={now} wrong={wrong} />}
      </details>
      {problems.length > 0 && (
        <p class="problem" role="alert">
          {problems.map(({ text }) => text).join("\n")}
        </p>
      )}
    </Panel>
  )
}
