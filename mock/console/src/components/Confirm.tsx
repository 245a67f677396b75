import { useState } from "preact/hooks"

interface Props {
  readonly label: string
  /** What will be gone, in a sentence. */
  readonly consequence: string
  readonly onConfirm: () => void
  readonly isSmall?: boolean
}

/** A button that says what it destroys, and asks, before it does. */
export const Confirm = ({ consequence, isSmall = false, label, onConfirm }: Props) => {
  const [isAsked, setAsked] = useState(false)
  if (!isAsked) {
    return (
      <button type="button" class={`button ${isSmall ? "small" : ""}`} onClick={() => setAsked(true)}>
        {label}
      </button>
    )
  }
  return (
    <div
      class="confirm"
      role="group"
      aria-label={label}
      onKeyDown={({ key }) => {
        if (key === "Escape") setAsked(false)
      }}
    >
      <p>{consequence}</p>
      <div class="buttons">
        <button
          type="button"
          class="button danger"
          ref={(button) => button?.focus()}
          onClick={() => {
            setAsked(false)
            onConfirm()
          }}
        >
          {label}
        </button>
        <button type="button" class="button" onClick={() => setAsked(false)}>
          Cancel
        </button>
      </div>
    </div>
  )
}
