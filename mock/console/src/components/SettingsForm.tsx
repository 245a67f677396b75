import { useLayoutEffect, useRef, useState } from "preact/hooks"
import type { FieldProblem } from "../FieldProblems.ts"
import { type Field, groups } from "../Fields.ts"
import type { Playing } from "../Http.ts"
import { changed, type Form, fromBehaviour, merged, type Name, toSettings } from "../Settings.ts"
import { play } from "../World.ts"

interface ControlProps {
  readonly field: Field
  readonly value: string
  readonly isWrong: boolean
  readonly onChange: (value: string) => void
}

const Control = ({ field, isWrong, onChange, value }: ControlProps) => {
  switch (field.kind) {
    case "number":
      return (
        <label class="field">
          <span>{field.label}</span>
          <span class="typed">
            <input
              inputMode="decimal"
              autocomplete="off"
              placeholder={field.placeholder}
              aria-invalid={isWrong}
              value={value}
              onInput={({ currentTarget }) => onChange(currentTarget.value)}
            />
            {field.unit !== "" && <span class="unit">{field.unit}</span>}
          </span>
        </label>
      )
    case "choice":
      return (
        <label class="field">
          <span>{field.label}</span>
          <select value={value} aria-invalid={isWrong} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
            {field.choices.map(([choice, label]) => (
              <option key={choice} value={choice}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )
    case "tick":
      return (
        <label class="tick">
          <input
            type="checkbox"
            checked={value === "true"}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? "true" : "")}
          />
          {field.label}
        </label>
      )
  }
}

interface Props {
  readonly playing: Playing
  /** What the mock refused of the fields. */
  readonly problems: ReadonlyArray<FieldProblem>
}

/** Every setting as a field. What is typed stays, when the mock refuses it and when somebody else plays another scenario. */
export const SettingsForm = ({ playing, problems }: Props) => {
  const element = useRef<HTMLFormElement>(null)
  const wrong = new Set(problems.map(({ field }) => field))
  const said = problems.map(({ text }) => text).join("\n")
  // The field may be out of sight: somebody who pressed the button is led to it.
  useLayoutEffect(() => {
    if (said !== "") element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()
  }, [said])
  const now = fromBehaviour(playing.behaviour)
  const [form, setForm] = useState<Form>(now)
  const [isElsewhere, setElsewhere] = useState(false)
  const before = useRef(now)
  useLayoutEffect(() => {
    const next = merged(form, before.current, now)
    setElsewhere(changed(next, now).length > 0)
    setForm(next)
    before.current = now
  }, [playing.replay])
  const change = (name: Name) => (value: string) => setForm((typed) => ({ ...typed, [name]: value }))
  const differing = changed(form, now)
  return (
    <form
      ref={element}
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void play(toSettings(form, playing.settings))
      }}
    >
      {isElsewhere && differing.length > 0 && (
        <p class="stale" role="status">
          Another scenario is played now. What you typed is kept.
        </p>
      )}
      {groups.map(({ fields, legend }) => (
        <fieldset key={legend}>
          <legend>{legend}</legend>
          <div class="fields">
            {fields.map((field) => (
              <Control
                key={field.name}
                field={field}
                value={form[field.name]}
                isWrong={wrong.has(field.name)}
                onChange={change(field.name)}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <div class="buttons settings-foot">
        {said !== "" && (
          <p class="problem" role="alert">
            {said}
          </p>
        )}
        <button type="submit" class="button primary" disabled={differing.length === 0}>
          Play these settings
        </button>
        {differing.length > 0 && (
          <button type="button" class="button" onClick={() => setForm(now)}>
            Discard
          </button>
        )}
      </div>
    </form>
  )
}
