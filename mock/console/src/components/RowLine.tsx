import { useState } from "preact/hooks"
import { type Contact, type Referral, type Status, statuses } from "../../../src/Referral.ts"
import * as Rows from "../Rows.ts"

/** Breaks before the @ where there is no room for all of it. */
const Email = ({ email }: Contact) => {
  if (email === null) return <span class="hint">no email</span>
  const at = email.lastIndexOf("@")
  return (
    <>
      {email.slice(0, at)}
      <wbr />
      {email.slice(at)}
    </>
  )
}

interface InputProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly isFirst?: boolean
}

const EmailInput = ({ isFirst = false, label, onInput, value }: InputProps) => (
  <input
    aria-label={label}
    placeholder="no email"
    autocomplete="off"
    spellcheck={false}
    value={value}
    onInput={({ currentTarget }) => onInput(currentTarget.value)}
    ref={(input) => {
      if (isFirst && input !== null && !input.closest("tr")?.contains(document.activeElement)) input.focus()
    }}
  />
)

const close = (): void => {
  Rows.editing.value = undefined
  Rows.editProblem.value = undefined
}

/** The email that was typed, if it is another one than there is. */
const retyped = (typed: string | undefined, { email, uuid }: Contact): Contact | undefined => {
  const now = typed?.trim() === "" ? null : typed?.trim()
  return now === undefined || now === email ? undefined : { uuid, email: now }
}

/** A row as a form. What is typed stays, whatever happens to the row meanwhile; the rest follows the row. */
const Editor = ({ row }: { readonly row: Referral }) => {
  const { referred_contact: referred, referring_contact: referring } = row
  const [status, setStatus] = useState<Status>()
  const [from, setFrom] = useState<string>()
  const [to, setTo] = useState<string>()
  const newFrom = retyped(from, referring)
  const newTo = retyped(to, referred)
  // Only what was changed: somebody else may be changing the rest.
  const given = {
    ...(status !== undefined && status !== row.status && { status }),
    ...(newFrom !== undefined && { referring_contact: newFrom }),
    ...(newTo !== undefined && { referred_contact: newTo })
  }
  const save = async (): Promise<void> => {
    if (Object.keys(given).length === 0 || (await Rows.edit(row, given))) close()
  }
  return (
    <tr
      class="editing"
      onKeyDown={({ key }) => {
        if (key === "Escape") close()
        if (key === "Enter") void save()
      }}
    >
      <td class="r-status">
        <select
          aria-label="Status"
          value={status ?? row.status}
          onChange={({ currentTarget }) => setStatus(statuses.find((known) => known === currentTarget.value))}
        >
          {statuses.map((known) => (
            <option key={known}>{known}</option>
          ))}
        </select>
      </td>
      <td class="r-from">
        <EmailInput label="Email of the referring contact" value={from ?? referring.email ?? ""} onInput={setFrom} />
      </td>
      <td class="r-to">
        <EmailInput label="Email of the referred contact" value={to ?? referred.email ?? ""} onInput={setTo} isFirst />
        {Rows.editProblem.value !== undefined && (
          <p class="problem" role="alert">
            {Rows.editProblem.value}
          </p>
        )}
      </td>
      <td class="r-uuid">{row.uuid}</td>
      <td class="r-act">
        <button type="button" class="button small" onClick={() => void save()}>
          Save
        </button>
        <button type="button" class="button quiet small" onClick={close}>
          Cancel
        </button>
      </td>
    </tr>
  )
}

export const RowLine = ({ isEditing, row }: { readonly row: Referral; readonly isEditing: boolean }) => {
  if (isEditing) return <Editor row={row} />
  const { referred_contact: referred, referring_contact: referring, status, uuid } = row
  const name = Rows.nameOf(row)
  const only = `Only referrals of ${referring.email ?? `no email (${referring.uuid})`}`
  return (
    <tr>
      <td class="r-status">
        <span class={`status ${status}`}>{status}</span>
      </td>
      <td class="r-from">
        <button
          type="button"
          class="link"
          title={only}
          aria-label={only}
          onClick={() => Rows.show({ contact: referring.uuid })}
        >
          <Email {...referring} />
        </button>
      </td>
      <td class="r-to" title={referred.email ?? referred.uuid}>
        <Email {...referred} />
      </td>
      <td class="r-uuid" title={uuid}>
        {uuid}
      </td>
      <td class="r-act">
        <button
          type="button"
          class="button quiet small"
          aria-label={`Edit ${name}`}
          onClick={() => {
            Rows.editProblem.value = undefined
            Rows.editing.value = row
          }}
        >
          Edit
        </button>
        <button
          type="button"
          class="button quiet small"
          aria-label={`Remove ${name}`}
          onClick={() => void Rows.remove(row)}
        >
          Remove
        </button>
      </td>
    </tr>
  )
}
