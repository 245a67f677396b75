import { useState } from "preact/hooks"
import type { Entry } from "../../../src/Journal.ts"
import { self } from "../Http.ts"
import { isTrouble } from "../Journal.ts"
import { count, delivery, duration, time } from "../Words.ts"

const colour = (entry: Entry): string => {
  if (entry.status >= 400 && entry.status < 500) return "refused"
  return isTrouble(entry) ? "failed" : "fine"
}

/** The last part of a path stays in sight where there is no room for all of it. */
const Target = ({ path, query }: Entry) => {
  const cut = path.lastIndexOf("/")
  return (
    <span class="target">
      {cut > 0 && <span class="target-start">{path.slice(0, cut)}</span>}
      <span class="target-end">
        {path.slice(cut)}
        {query === "" ? "" : `?${query}`}
      </span>
    </span>
  )
}

const Violations = ({ violations }: Entry) => (
  <ul class="violations">
    {violations.map(({ location, message, severity, side }) => (
      <li key={`${side}${location.join(".")}${message}`}>
        <strong>
          {severity} in the {side}
        </strong>{" "}
        <code>{location.join(".")}</code> {message}
      </li>
    ))}
  </ul>
)

const Row = ({ entry }: { readonly entry: Entry }) => {
  const [isOpen, setOpen] = useState(false)
  const { faults, retryAfter, rows, violations } = entry
  const notes = [
    ...(entry.webhook === undefined ? [] : delivery(entry.webhook)),
    ...faults,
    ...(retryAfter === undefined ? [] : [`Retry-After ${retryAfter} s`])
  ]
  return (
    <tr class={colour(entry)}>
      <td class="col-id">{entry.id}</td>
      <td class="col-time">{time(entry.at)}</td>
      <td>
        <span class="request">
          <span class="line" title={`${entry.method} ${entry.path}${entry.query === "" ? "" : `?${entry.query}`}`}>
            <span class="method">{entry.method}</span>
            <Target {...entry} />
          </span>
          {entry.client === self && <span class="tag">this page</span>}
          <span class="notes">
            {notes.map((note) => (
              <span key={note}>{note}</span>
            ))}
            {violations.length > 0 && (
              <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {count(violations.length, "violation")}
              </button>
            )}
          </span>
        </span>
        {isOpen && <Violations {...entry} />}
      </td>
      <td class="col-code">
        <span class="code">{entry.status === 0 ? "none" : entry.status}</span>
      </td>
      <td class="col-number">{duration(entry.duration)}</td>
      <td class="col-number col-rows">{rows ?? ""}</td>
    </tr>
  )
}

export const JournalTable = ({ entries }: { readonly entries: ReadonlyArray<Entry> }) => (
  <table class="journal">
    <thead>
      <tr>
        <th scope="col" class="col-id" title="The number by which a mistake names its request">
          No.
        </th>
        <th scope="col" class="col-time">
          Time
        </th>
        <th scope="col">Request</th>
        <th scope="col" class="col-code">
          Status
        </th>
        <th scope="col" class="col-number">
          Took
        </th>
        <th scope="col" class="col-number col-rows">
          Rows
        </th>
      </tr>
    </thead>
    <tbody>
      {entries.map((entry) => (
        <Row key={entry.id} entry={entry} />
      ))}
    </tbody>
  </table>
)
