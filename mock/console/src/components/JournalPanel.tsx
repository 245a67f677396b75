import { signal } from "@preact/signals"
import { connection, journal } from "../Feed.ts"
import * as Journal from "../Journal.ts"
import { count } from "../Words.ts"
import { JournalTable } from "./JournalTable.tsx"
import { Panel } from "./Panel.tsx"

const onlyTrouble = signal(false)
const pausedAt = signal<Journal.State | undefined>(undefined)

const Connection = () => (
  <p class={`connection ${connection.value === "live" ? "live" : "away"}`} role="status">
    {connection.value === "live" ? "live" : "disconnected, trying again"}
  </p>
)

const Nothing = ({ isFiltered }: { readonly isFiltered: boolean }) => (
  <div class="empty">
    <p class="big">{isFiltered ? "No errors and no violations" : "No requests yet"}</p>
    <p>{isFiltered ? "Among the requests that are remembered here." : "What a client asks the API appears here."}</p>
  </div>
)

export const JournalPanel = () => {
  const state = journal.value
  const view = { onlyTrouble: onlyTrouble.value, pausedAt: pausedAt.value }
  const entries = Journal.shown(state, view)
  const waiting = Journal.waiting(state, view)
  const isPaused = view.pausedAt !== undefined
  const tools = (
    <div class="toolbar">
      <p class="hint">
        {isPaused ? `paused, ${waiting} more since` : count(state.entries.length, "request")}
        {entries.length === Journal.shownAtMost && `, newest ${Journal.shownAtMost} shown`}
      </p>
      <Connection />
      <label class="tick">
        <input
          type="checkbox"
          checked={view.onlyTrouble}
          onChange={({ currentTarget }) => (onlyTrouble.value = currentTarget.checked)}
        />
        Only errors and violations
      </label>
      <button
        type="button"
        class="button"
        aria-pressed={isPaused}
        onClick={() => (pausedAt.value = isPaused ? undefined : state)}
      >
        Pause
      </button>
    </div>
  )
  return (
    <Panel title="Journal" aside={tools}>
      <div class="scroll journal-box" role="region" aria-label="Requests" tabIndex={0}>
        {entries.length === 0 ? (
          <Nothing isFiltered={view.onlyTrouble && state.entries.length > 0} />
        ) : (
          <JournalTable entries={entries} />
        )}
      </div>
    </Panel>
  )
}
