import type { Contact, Referral } from "../../../src/Referral.ts"
import { load } from "../List.ts"

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

const Row = ({ referring_contact: referrer, referred_contact: referred, status, uuid }: Referral) => (
  <tr>
    <td>
      <span class={`status ${status}`}>{status}</span>
    </td>
    <td>
      <button
        type="button"
        class="link"
        title={`Only referrals of ${referrer.uuid}`}
        onClick={() => void load({ contact: referrer.uuid })}
      >
        <Email {...referrer} />
      </button>
    </td>
    <td title={referred.uuid}>
      <Email {...referred} />
    </td>
    <td class="uuid" title={uuid}>
      {uuid}
    </td>
  </tr>
)

export const ReferralsTable = ({ rows }: { readonly rows: ReadonlyArray<Referral> }) => (
  <table class="referrals">
    <thead>
      <tr>
        <th scope="col" class="col-status">
          Status
        </th>
        <th scope="col">Referring contact</th>
        <th scope="col">Referred contact</th>
        <th scope="col" class="uuid">
          Referral
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row, position) => (
        // Faulty paging repeats rows, so a uuid is no key.
        <Row key={position} {...row} />
      ))}
    </tbody>
  </table>
)
