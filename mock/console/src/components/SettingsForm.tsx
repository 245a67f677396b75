import { useLayoutEffect, useState } from "preact/hooks"
import { type Field, groups } from "../Fields.ts"
import type { Playing } from "../Http.ts"
import { type Form, fromBehaviour, type Name, toSettings } from "../Settings.ts"
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
  /** Fields that the mock refused. */
  readonly wrong: ReadonlySet<Name | undefined>
}

/** Every setting as a field. What the server refuses stays as it was typed. */
export const SettingsForm = ({ playing, wrong }: Props) => {
  const [form, setForm] = useState<Form>(() => fromBehaviour(playing.behaviour))
  useLayoutEffect(() => setForm(fromBehaviour(playing.behaviour)), [playing.replay])
  const change = (name: Name) => (value: string) => setForm((before) => ({ ...before, [name]: value }))
  return (
    <form
      class="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void play(toSettings(form, playing.settings), "single settings")
      }}
    >
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
      <button type="submit" class="button primary">
        Play these settings
      </button>
    </form>
  )
}
