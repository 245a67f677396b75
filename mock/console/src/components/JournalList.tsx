import { useEffect, useLayoutEffect, useRef } from "preact/hooks"
import type { Waiting } from "../../../src/Journal.ts"
import * as Feed from "../Feed.ts"
import { matcher } from "../Filter.ts"
import type { Item } from "../Log.ts"
import { pausedAt } from "../Pause.ts"
import { address, select } from "../Route.ts"
import { JournalRow, MarkRow, rowId, WaitingRow } from "./JournalRow.tsx"
import { useVirtual } from "./useVirtual.ts"
import { useWidthOf } from "./useWidthOf.ts"

/** What stands in the list, newest first: what waits, and then what was answered. */
interface Shown {
  readonly items: ReadonlyArray<Item>
  readonly waiting: ReadonlyArray<Waiting>
}

const nothing: Shown = { items: [], waiting: [] }

/** A paused list keeps what it had: the log grows in place. */
const useShown = (): Shown => {
  const kept = useRef<{ readonly at: number; readonly shown: Shown } | undefined>(undefined)
  const now = (): Shown => {
    const matches = matcher(address.value.filter)
    return { items: Feed.log.shown(), waiting: Feed.waiting.value.filter(matches.waiting) }
  }
  const at = pausedAt.value
  if (at === undefined) {
    kept.current = undefined
    return now()
  }
  if (kept.current?.at !== at) {
    const shown = now()
    kept.current = { at, shown: { ...shown, items: [...shown.items] } }
  }
  return kept.current?.shown ?? nothing
}

/** Pixels of a row; where there is little room, a request has two lines. */
const heights = { wide: 32, narrow: 56 } as const
/** Pixels of a list that is too narrow for a line of everything. */
const narrow = 600

/** The requests, newest first. Only those in sight are in the document. */
export const JournalList = () => {
  void Feed.version.value
  const { items, waiting } = useShown()
  const { request } = address.value
  const scroller = useRef<HTMLDivElement>(null)
  const height = useWidthOf(scroller) < narrow ? heights.narrow : heights.wide
  const total = items.length + waiting.length
  const { end, scrollTo, start } = useVirtual({ count: total, height, scroller })

  // Somebody who has scrolled down goes on reading the same rows while new ones come in above.
  const newest = items.at(-1)
  const before = useRef({ newest, total, height })
  useLayoutEffect(() => {
    const element = scroller.current
    const added = total - before.current.total
    if (element !== null && element.scrollTop > 0 && added > 0 && before.current.newest !== newest) {
      element.scrollTop += added * height
    }
    before.current = { newest, total, height }
  })

  const at = (position: number): Item | undefined => items[items.length - 1 - (position - waiting.length)]
  const positionOf = (id: number): number => {
    for (let position = waiting.length; position < total; position++) {
      const item = at(position)
      if (item !== undefined && "entry" in item && item.entry.id === id) return position
    }
    return -1
  }

  useEffect(() => {
    if (request !== undefined) scrollTo(positionOf(request))
  }, [request, total > 0])

  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 1)
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }
    const from = request === undefined ? -1 : positionOf(request)
    const step = steps[event.key]
    const wanted =
      event.key === "Home" ? 0 : event.key === "End" ? total - 1 : step === undefined ? undefined : from + step
    if (event.key === "Escape") select(undefined)
    if (event.key === "Enter") document.getElementById("detail")?.focus()
    if (wanted === undefined) return
    event.preventDefault()
    const way = step === undefined ? (event.key === "Home" ? 1 : -1) : Math.sign(step)
    let position = Math.min(Math.max(wanted, 0), total - 1)
    // What cannot be opened is passed over.
    for (; position >= 0 && position < total; position += way) {
      const item = at(position)
      if (position >= waiting.length && item !== undefined && "entry" in item) {
        select(item.entry.id)
        return
      }
    }
  }

  const positions = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index)
  const isInSight =
    request !== undefined &&
    positions.some((position) => {
      const item = position < waiting.length ? undefined : at(position)
      return item !== undefined && "entry" in item && item.entry.id === request
    })
  return (
    <div class={`list ${height === heights.narrow ? "two-lines" : ""}`}>
      <div
        class="list-scroll"
        ref={scroller}
        role="grid"
        aria-label="Requests"
        aria-rowcount={total + 1}
        aria-activedescendant={isInSight ? rowId(request) : undefined}
        tabIndex={0}
        onKeyDown={move}
      >
        <div class="list-head" role="row" aria-rowindex={1}>
          <span role="columnheader" class="c-time">
            Time
          </span>
          <span role="columnheader" class="c-status">
            Status
          </span>
          <span role="columnheader" class="c-request">
            Request
          </span>
          <span role="columnheader" class="c-notes">
            What happened
          </span>
          <span role="columnheader" class="c-client">
            Client
          </span>
          <span role="columnheader" class="c-took">
            Took
          </span>
          <span role="columnheader" class="c-rows">
            Rows
          </span>
        </div>
        <div
          class="list-space"
          role="presentation"
          ref={(space) => {
            if (space !== null) space.style.height = `${total * height}px`
          }}
        >
          {positions.map((position) => {
            const place = { top: position * height, index: position + 2 }
            const waits = waiting[waiting.length - 1 - position]
            if (position < waiting.length && waits !== undefined) {
              return <WaitingRow key={`w${waits.ticket}`} one={waits} place={place} />
            }
            const item = at(position)
            if (item === undefined) return null
            return "entry" in item ? (
              <JournalRow key={item.entry.id} entry={item.entry} place={place} isOpen={item.entry.id === request} />
            ) : (
              <MarkRow key={`m${item.mark.mark}`} mark={item.mark} place={place} />
            )
          })}
        </div>
      </div>
    </div>
  )
}
