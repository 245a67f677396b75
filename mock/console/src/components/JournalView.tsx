import { useEffect } from "preact/hooks"
import * as Feed from "../Feed.ts"
import { everything, isFiltering } from "../Filter.ts"
import * as Http from "../Http.ts"
import { pausedAt } from "../Pause.ts"
import { address, change } from "../Route.ts"
import { DetailPane } from "./DetailPane.tsx"
import { JournalList } from "./JournalList.tsx"
import { JournalTools } from "./JournalTools.tsx"
import { Unread } from "./Unread.tsx"

const Nothing = () => {
  void Feed.version.value
  const { filter } = address.value
  const isRead = Feed.log.remembered() > 0 || Feed.requests.value === 0
  if (!Feed.hasBeenLive.value || !isRead) return <Unread what="the journal" />
  if (isFiltering(filter)) {
    return (
      <div class="empty">
        <p class="big">No request matches</p>
        <p>
          {Feed.log.remembered() === 0
            ? "There has been none yet."
            : `None of ${Feed.log.remembered().toLocaleString("en")} that are remembered here.`}
        </p>
        <button
          type="button"
          class="button"
          onClick={() => change({ filter: { ...everything, preflights: filter.preflights } })}
        >
          Clear the filters
        </button>
      </div>
    )
  }
  return (
    <div class="empty">
      <p class="big">No requests yet</p>
      <p>
        Point a client at <code>{Http.baseUrl}</code>, or send a request from here.
      </p>
      <p>Every request appears here as it is answered.</p>
    </div>
  )
}

/** The heart of the page: every request, and one of them in detail. */
export const JournalView = () => {
  const { request } = address.value
  // Read so that the view follows both.
  void Feed.version.value
  const isEmpty =
    Feed.log.shownRequests() === 0 && (Feed.waiting.value.length === 0 || isFiltering(address.value.filter))
  useEffect(() => () => void (pausedAt.value = undefined), [])
  return (
    <section class={`journal ${request === undefined ? "" : "with-detail"}`} aria-label="Journal">
      <div class="journal-main">
        <JournalTools />
        {isEmpty ? <Nothing /> : <JournalList />}
      </div>
      {request !== undefined && <DetailPane key={request} id={request} />}
    </section>
  )
}
