import type { Entry, Waiting } from "../../../src/Journal.ts"
import type { Mark } from "../../../src/Mark.ts"
import { nameOf } from "../ClientName.ts"
import { isTrouble } from "../Filter.ts"
import { self } from "../Http.ts"
import { settingsInWords } from "../Playing.ts"
import { select } from "../Route.ts"
import * as Words from "../Words.ts"

/** Where a row stands: pixels from the top, and its number in the list. */
interface Place {
  readonly top: number
  readonly index: number
}

export const rowId = (id: number): string => `request-${id}`

const placed =
  ({ top }: Place) =>
  (element: HTMLElement | null): void => {
    if (element !== null) element.style.transform = `translateY(${top}px)`
  }

export const tone = (entry: Pick<Entry, "faults" | "status" | "violations">): string => {
  if (entry.status >= 400 && entry.status < 500) return "refused"
  if (entry.status === 0 || entry.status >= 500) return "failed"
  return isTrouble(entry) ? "refused" : "fine"
}

/** The end of a path, and the end of a query, stay in sight where there is no room for all of it. */
const Target = ({ path, query }: Pick<Entry, "path" | "query">) => {
  const cut = path.lastIndexOf("/")
  return (
    <span class="target" title={query === "" ? path : `${path}?${query}`}>
      {cut > 0 && <span class="target-start">{path.slice(0, cut)}</span>}
      <span class="target-end">{path.slice(Math.max(cut, 0))}</span>
      {query !== "" && (
        <span class="target-query">
          <bdi dir="ltr">?{query}</bdi>
        </span>
      )}
    </span>
  )
}

export const clientWords = (one: Pick<Entry, "client" | "userAgent">): string =>
  one.client === self ? "this page" : nameOf(one)

interface RowProps {
  readonly entry: Entry
  readonly place: Place
  readonly isOpen: boolean
}

export const JournalRow = ({ entry, isOpen, place }: RowProps) => {
  const notes = Words.notes(entry).join(" · ")
  return (
    <div
      id={rowId(entry.id)}
      class={`list-row ${tone(entry)}`}
      role="row"
      aria-rowindex={place.index}
      aria-selected={isOpen}
      ref={placed(place)}
      onClick={() => select(entry.id)}
    >
      <span role="gridcell" class="c-time">
        {Words.time(entry.at)}
      </span>
      <span role="gridcell" class="c-status">
        <span class="code">{entry.status === 0 ? "none" : entry.status}</span>
      </span>
      <span role="gridcell" class="c-request">
        <span class="method">{entry.method}</span>
        <Target {...entry} />
      </span>
      <span role="gridcell" class="c-notes" title={notes}>
        {notes}
      </span>
      <span role="gridcell" class="c-client">
        {clientWords(entry)}
      </span>
      <span role="gridcell" class="c-took">
        {Words.duration(entry.duration)}
      </span>
      <span role="gridcell" class="c-rows">
        {entry.rows ?? ""}
      </span>
    </div>
  )
}

export const WaitingRow = ({ one, place }: { readonly one: Waiting; readonly place: Place }) => (
  <div class="list-row waits" role="row" aria-rowindex={place.index} ref={placed(place)}>
    <span role="gridcell" class="c-time">
      {Words.time(one.at)}
    </span>
    <span role="gridcell" class="c-status">
      <span class="code">waits</span>
    </span>
    <span role="gridcell" class="c-request">
      <span class="method">{one.method}</span>
      <Target {...one} />
    </span>
    <span role="gridcell" class="c-notes">
      {one.faults.join(" · ")}
    </span>
    <span role="gridcell" class="c-client">
      {clientWords(one)}
    </span>
    <span role="gridcell" class="c-took" />
    <span role="gridcell" class="c-rows" />
  </div>
)

export const MarkRow = ({ mark, place }: { readonly mark: Mark; readonly place: Place }) => {
  const words = Words.mark(mark, settingsInWords)
  return (
    <div class="list-row mark" role="row" aria-rowindex={place.index} ref={placed(place)}>
      <span role="gridcell" class="c-time">
        {Words.time(mark.at)}
      </span>
      <span role="gridcell" class="c-mark" title={words}>
        {words}
      </span>
    </div>
  )
}
