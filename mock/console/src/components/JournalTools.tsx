import { useEffect, useRef, useState } from "preact/hooks"
import { nameOf } from "../ClientName.ts"
import * as Feed from "../Feed.ts"
import { type Filter, isFiltering, statusGroups } from "../Filter.ts"
import { self } from "../Http.ts"
import { pausedAt } from "../Pause.ts"
import { nextInWords } from "../Playing.ts"
import { address, change } from "../Route.ts"
import { count } from "../Words.ts"
import { playing } from "../World.ts"
import { Icon } from "./Icon.tsx"
import { SendForm } from "./SendForm.tsx"

const statusWords = {
  any: "any answer",
  trouble: "errors and violations",
  "2xx": "2xx",
  "4xx": "4xx",
  "5xx": "5xx",
  none: "no answer"
} as const

const set = (by: Partial<Filter>): void => change({ filter: { ...address.value.filter, ...by } }, "touch")

const Search = () => {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const { target } = event
      if (event.key !== "/" || (target instanceof Element && target.matches("input, select, textarea"))) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener("keydown", focus)
    return () => document.removeEventListener("keydown", focus)
  }, [])
  return (
    <label class="search">
      <span class="unseen">Search the journal</span>
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        spellcheck={false}
        autocomplete="off"
        placeholder="Path, query, client, fault"
        value={address.value.filter.text}
        onInput={({ currentTarget }) => set({ text: currentTarget.value })}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: ReadonlyArray<readonly [value: string, label: string]>
  readonly onChoose: (value: string) => void
}

/** Of thousands of paths or clients these are enough to choose from; the search finds the others. */
const offered = 200

const Choice = ({ label, onChoose, options, value }: ChoiceProps) => (
  <label class={`choice ${value === options[0]?.[0] ? "" : "chosen"}`}>
    <span class="unseen">{label}</span>
    <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {options
        .filter(([option], position) => position < offered || option === value)
        .map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
    </select>
  </label>
)

/** How many there were, and how many of these are in the list. */
const Counts = () => {
  // The log grows in place: its version says that it did.
  void Feed.version.value
  const remembered = Feed.log.remembered()
  // The count is read now and then, and the list is newer.
  const total = Feed.requests.value === undefined ? undefined : Math.max(Feed.requests.value, remembered)
  const { filter } = address.value
  const shown = Feed.log.shownRequests()
  const preflights = Feed.log.preflights()
  const waiting = Feed.waiting.value.length
  const parts = [
    total === undefined ? undefined : count(total, "request"),
    isFiltering(filter) ? `${shown.toLocaleString("en")} shown` : undefined,
    total !== undefined && remembered < total ? `newest ${remembered.toLocaleString("en")} in the list` : undefined,
    waiting > 0 ? `${waiting.toLocaleString("en")} in flight` : undefined
  ].filter((part) => part !== undefined)
  return (
    <p class="counts">
      <span role="status">{parts.join(" · ")}</span>
      {preflights > 0 && (
        <button
          type="button"
          class="link"
          aria-pressed={filter.preflights}
          onClick={() => set({ preflights: !filter.preflights })}
        >
          {filter.preflights ? `hide ${preflights} OPTIONS` : `${preflights} OPTIONS hidden`}
        </button>
      )}
    </p>
  )
}

const Next = () => {
  const now = playing.value
  if (now === undefined) return null
  return (
    <p class="next">
      <span class="hint">Next request:</span> {nextInWords(now.next, now.stepsLeft)}
    </p>
  )
}

export const JournalTools = () => {
  void Feed.version.value
  const [isSending, setSending] = useState(false)
  const { filter } = address.value
  const isPaused = pausedAt.value !== undefined
  const clients = Feed.log
    .clients()
    .map((one) => [one.client, one.client === self ? "this page" : nameOf(one)] as const)
  return (
    <div class="tools">
      <div class="tool-row">
        <Search />
        <Choice
          label="Answer"
          value={filter.status}
          options={statusGroups.map((group) => [group, statusWords[group]])}
          onChoose={(value) => set({ status: statusGroups.find((group) => group === value) ?? "any" })}
        />
        <Choice
          label="Client"
          value={filter.client}
          options={[["", "any client"], ...clients]}
          onChoose={(client) => set({ client })}
        />
        <Choice
          label="Path"
          value={filter.path}
          options={[["", "any path"], ...Feed.log.paths().map((path) => [path, path] as const)]}
          onChoose={(path) => set({ path })}
        />
        <button
          type="button"
          class="button pause"
          aria-pressed={isPaused}
          onClick={() => (pausedAt.value = isPaused ? undefined : Feed.version.value)}
        >
          {isPaused ? "Resume" : "Pause"}
        </button>
        <button
          type="button"
          class="button primary send-button"
          aria-expanded={isSending}
          aria-label="Send a request"
          onClick={() => setSending(!isSending)}
        >
          Send<span class="wide-only"> a request</span>
        </button>
      </div>
      {isSending && <SendForm onClose={() => setSending(false)} />}
      <div class="tool-row under">
        <Counts />
        <Next />
      </div>
    </div>
  )
}
