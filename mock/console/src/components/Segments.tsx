import { useId } from "preact/hooks"

interface Props<Value extends string> {
  readonly legend: string
  readonly value: Value
  readonly options: ReadonlyArray<readonly [value: Value, label: string]>
  readonly onChoose: (value: Value) => void
}

/** One of a few, side by side. Arrow keys move within it, as in any group of radio buttons. */
export const Segments = <Value extends string>({ legend, onChoose, options, value }: Props<Value>) => {
  const name = useId()
  return (
    <fieldset class="segments">
      <legend class="unseen">{legend}</legend>
      {options.map(([option, label]) => (
        <label key={option}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
