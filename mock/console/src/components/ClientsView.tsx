import type { Walk } from "../../../src/Walk.ts"
import { nameOf } from "../ClientName.ts"
import * as Mistakes from "../Mistakes.ts"
import { address, change, select } from "../Route.ts"
import * as Verdict from "../Verdict.ts"
import { isOthers } from "../Verdicts.ts"
import * as Words from "../Words.ts"
import { walks } from "../World.ts"
import { Unread } from "./Unread.tsx"

/** What is said of one kind of mistake; the rest is counted. */
const saidAtMost = 4

const RequestLink = ({ id }: { readonly id: number }) => (
  <a
    class="request-link"
    href={`?request=${id}`}
    onClick={(event) => {
      event.preventDefault()
      select(id)
    }}
  >
    request {id}
  </a>
)

const Kind = ({ kind, mistakes }: Mistakes.Kind) => (
  <li>
    <strong>{Words.mistakes[kind]}</strong>
    {mistakes.length > 1 && <span class="hint"> {mistakes.length} times</span>}
    {mistakes.slice(0, saidAtMost).map(({ message, request }, position) => (
      // Two mistakes may be told in the same words.
      <span key={position} class="said">
        <RequestLink id={request} />: {message}
      </span>
    ))}
    {mistakes.length > saidAtMost && <span class="said">and {mistakes.length - saidAtMost} more</span>}
  </li>
)

/** `1 to 5, 7`. */
const pagesInWords = (pages: ReadonlyArray<number>): string => {
  const runs: Array<[number, number]> = []
  for (const page of pages) {
    const run = runs.at(-1)
    if (run !== undefined && page === run[1] + 1) run[1] = page
    else runs.push([page, page])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(", ")
}

const rowsInWords = ({ rows, total }: Walk): string =>
  total === undefined || total < rows
    ? Words.count(rows, "row")
    : `${rows.toLocaleString("en")} of ${Words.count(total, "row")}`

const WalkCard = ({ now, walk }: { readonly walk: Walk; readonly now: number }) => {
  const { kind, text } = Verdict.of(walk, now)
  const isClean = walk.mistakes.length === 0 && kind === "ended"
  return (
    <li class={`walk ${kind}`}>
      <div class="walk-head">
        <h3>{walk.list === "" ? "the whole list" : walk.list}</h3>
        <span class="hint">{Words.time(walk.at)}</span>
      </div>
      <p class="verdict">
        {Words.raised(text)}. <RequestLink id={walk.last.request} />
      </p>
      <p class="hint">
        {Words.count(walk.requests, "request")}, {rowsInWords(walk)}
        {walk.pages.length > 0 && `, ${walk.pages.length === 1 ? "page" : "pages"} ${pagesInWords(walk.pages)}`}
        {walk.refused.length > 0 && kind !== "ended" && `, refused: ${walk.refused.join(", ")}`}
        {isClean && ", no mistakes"}
      </p>
      {walk.mistakes.length > 0 && (
        <ul class="mistakes">
          {Mistakes.byKind(walk.mistakes).map((each) => (
            <Kind key={each.kind} {...each} />
          ))}
        </ul>
      )}
    </li>
  )
}

interface ClientProps {
  readonly client: string
  readonly own: ReadonlyArray<Walk>
  readonly now: number
}

const Client = ({ client, now, own }: ClientProps) => {
  const name = own[0] === undefined ? client : nameOf(own[0])
  return (
    <section class="client" aria-label={`Client ${name}`}>
      <div class="client-head">
        <h2>{name}</h2>
        <button
          type="button"
          class="button small"
          aria-label={`Its requests: ${name}`}
          onClick={() => change({ view: "journal", request: undefined, filter: { ...address.value.filter, client } })}
        >
          Its requests
        </button>
      </div>
      {own[0]?.userAgent !== undefined && <p class="hint agent">{own[0].userAgent}</p>}
      <ul class="walks">
        {own.map((walk) => (
          <WalkCard key={`${walk.at}${walk.list}`} walk={walk} now={now} />
        ))}
      </ul>
    </section>
  )
}

/** What each client did, list by list, and how it ended; this page's own requests are left out. */
export const ClientsView = () => {
  const { all, now } = walks.value ?? { all: [], now: 0 }
  const others = all.filter(isOthers).toReversed()
  if (walks.value === undefined) return <Unread what="what clients did" />
  if (others.length === 0) {
    return (
      <div class="empty">
        <p class="big">No client has read the list yet</p>
        <p>Read it with a client of yours: how it ended, and what went wrong, is told here.</p>
      </div>
    )
  }
  return (
    <div class="clients">
      {[...Map.groupBy(others, ({ client }) => client)].map(([client, own]) => (
        <Client key={client} client={client} own={own} now={now} />
      ))}
    </div>
  )
}
