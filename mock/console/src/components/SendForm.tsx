import { useState } from "preact/hooks"
import { listPath, send } from "../Http.ts"

/** A request of this page's own, which meets the scenario as any client's does. */
export const SendForm = ({ onClose }: { readonly onClose: () => void }) => {
  const [query, setQuery] = useState("limit=10&page=1")
  return (
    <form
      class="send"
      onSubmit={(event) => {
        event.preventDefault()
        void send(query.trim().replace(/^\?/, ""))
      }}
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose()
      }}
    >
      <label class="field">
        <span>
          GET <code>{listPath}?</code>
        </span>
        <input
          ref={(input) => {
            if (input !== null && document.activeElement?.closest(".send") === null) input.focus()
          }}
          spellcheck={false}
          autocomplete="off"
          value={query}
          onInput={({ currentTarget }) => setQuery(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        Send
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Close
      </button>
    </form>
  )
}
