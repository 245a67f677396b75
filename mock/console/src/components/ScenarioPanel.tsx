import * as FieldProblems from "../FieldProblems.ts"
import { inWords, nameOfSettings, presetOf } from "../Playing.ts"
import * as Words from "../Words.ts"
import { play, playing, refusal } from "../World.ts"
import { Panel } from "./Panel.tsx"
import { SettingsForm } from "./SettingsForm.tsx"

const names = Object.keys(Words.presets).filter(Words.isPreset)

const Presets = ({ played }: { readonly played: string | undefined }) => (
  <ul class="presets" aria-label="Presets">
    {names.map((name) => (
      <li key={name}>
        <button
          type="button"
          class="preset"
          aria-pressed={name === played}
          onClick={() => {
            if (name !== played) void play({ preset: name })
          }}
        >
          <span class="preset-name">{name}</span>
          <span class="preset-words">{Words.presets[name]}</span>
        </button>
      </li>
    ))}
  </ul>
)

/** What the mock does to its clients, and how to have it do something else. */
export const ScenarioPanel = () => {
  const now = playing.value
  const words = now === undefined ? [] : inWords(now.behaviour)
  const problems = refusal.value === undefined ? [] : FieldProblems.read(refusal.value.text, refusal.value.errors)
  const { ofFields = [], others = [] } = Object.groupBy(problems, ({ field }) =>
    field === undefined ? "others" : "ofFields"
  )
  return (
    <Panel title="Scenario" aside={<p class="tag">{now === undefined ? "…" : nameOfSettings(now.settings)}</p>}>
      <Presets played={now === undefined ? undefined : presetOf(now.settings)} />
      <ul class="facts" aria-label="What is played">
        {words.length === 0 && <li>{now === undefined ? "…" : "nothing unusual"}</li>}
        {words.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
        {now !== undefined && now.stepsLeft > 0 && <li>first {Words.count(now.stepsLeft, "scripted request")}</li>}
      </ul>
      <details class="single">
        <summary>Single settings</summary>
        {now !== undefined && <SettingsForm playing={now} problems={ofFields} />}
      </details>
      {others.length > 0 && (
        <p class="problem" role="alert">
          {others.map(({ text }) => text).join("\n")}
        </p>
      )}
    </Panel>
  )
}
