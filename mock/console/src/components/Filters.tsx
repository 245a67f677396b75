import { useLayoutEffect, useState } from "preact/hooks"
import { statuses } from "../../../src/Referral.ts"
import { sizes } from "../Address.ts"
import { load, query } from "../List.ts"

export const Filters = () => {
  const { contact, limit, status } = query.value
  const [typed, setTyped] = useState(contact)
  useLayoutEffect(() => setTyped(contact), [contact])
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault()
        void load({ contact: typed.trim() })
      }}
    >
      <label class="field">
        <span>Status</span>
        <select
          value={status}
          onChange={({ currentTarget }) =>
            void load({ status: statuses.find((known) => known === currentTarget.value) ?? "" })
          }
        >
          <option value="">any</option>
          {statuses.map((known) => (
            <option key={known}>{known}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Page size</span>
        <select
          value={String(limit)}
          onChange={({ currentTarget }) => void load({ limit: Number(currentTarget.value) })}
        >
          {sizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <label class="field grow">
        <span>Referring contact</span>
        <input
          type="search"
          spellcheck={false}
          autocomplete="off"
          placeholder="uuid, then Enter"
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onBlur={() => {
            if (typed.trim() !== contact) void load({ contact: typed.trim() })
          }}
        />
      </label>
    </form>
  )
}
