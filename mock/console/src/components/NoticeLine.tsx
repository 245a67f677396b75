import { dismiss, hold, notice, release } from "../Notice.ts"

/** Shows a notice for a while; screen readers read it once it changes. */
export const NoticeLine = () => {
  const said = notice.value
  const undo = said?.undo
  return (
    <div class="notice" role="status">
      {said !== undefined && (
        <p
          key={said.number}
          onPointerEnter={hold}
          onPointerLeave={release}
          onFocusCapture={hold}
          onBlurCapture={release}
        >
          <span>{said.text}</span>
          {undo !== undefined && (
            <button
              type="button"
              class="undo"
              onClick={() => {
                dismiss()
                undo()
              }}
            >
              Undo
            </button>
          )}
        </p>
      )}
    </div>
  )
}
