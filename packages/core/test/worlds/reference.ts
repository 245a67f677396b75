/**
 * What a traversal that asks for one page at a time must deliver and say: the rules of `docs/all-referrals.md`, written
 * a second time, as plainly as they can be, with nothing of the traversal's own code.
 *
 * It reads pages in order, from page 1, and knows nothing of reading ahead and of checkpoints.
 */
import { isSaidToExist, listen, moreFollows, provesTheEnd, type Speech } from "./referenceMeta.ts"
import { key, type Row, text } from "./Row.ts"
import type { Answer } from "./Server.ts"

export interface Settings {
  readonly pageSize: number
  readonly maxItems?: number | undefined
  readonly maxPages?: number | undefined
  readonly requireComplete?: boolean | undefined
  /** True for `collect`, which recognises a row however far back it came. */
  readonly remembersAll: boolean
  /** Whether rows that do not decode are reported; otherwise they fail. */
  readonly reportsBroken: boolean
}

export type EndedBy = "emptyPage" | "lastPage" | "repeatedPage" | "refused" | "maxItems" | "maxPages"
export type Doubt = "unproven" | "uneven" | "missing" | "emptyInside"

export type Outcome =
  | { readonly endedBy: EndedBy; readonly doubts: ReadonlyArray<Doubt> }
  | { readonly failed: "incomplete" | "stalled" | "refused" | "broken" }

export interface Expected {
  readonly outcome: Outcome
  /** The rows delivered, in order. */
  readonly rows: ReadonlyArray<Row>
  readonly requests: number
  readonly moved: boolean
}

const rowsKnownToBeMissing = new Set<Doubt>(["missing", "emptyInside"])

/**
 * Reads the list.
 *
 * @param serve answers a page; called once for each request
 */
export const read = (serve: (page: number) => Answer, settings: Settings): Expected => {
  const delivered: Array<Row> = []
  // The rows of each page so far, the newest last; a page that was passed over has none.
  const pages: Array<ReadonlyArray<Row>> = []
  // Those with rows.
  const filled: Array<ReadonlyArray<Row>> = []
  const everyKey = new Set<string>()
  let requests = 0
  let rowsRead = 0
  let uneven = false
  let moved = false
  let emptyInARow = 0
  let repeatsInARow = 0
  let newest: Speech | undefined
  let lastTotal: number | undefined
  let saidWithRows: Speech | undefined
  let pagesWithNothingNew: Array<number> = []

  const ask = (page: number): Answer => {
    requests++
    return serve(page)
  }
  const expect = (outcome: Outcome): Expected => ({ outcome, rows: delivered, requests, moved })
  const end = (endedBy: EndedBy, ...doubts: ReadonlyArray<Doubt | false>): Expected => {
    const all = [
      ...doubts.filter((doubt) => doubt !== false),
      ...(uneven && endedBy !== "lastPage" ? ["uneven" as const] : [])
    ]
    const isCut = endedBy === "maxItems" || endedBy === "maxPages"
    const { requireComplete } = settings
    const fails =
      requireComplete === true
        ? isCut || all.length > 0
        : requireComplete === undefined && all.some((doubt) => rowsKnownToBeMissing.has(doubt))
    return expect(fails ? { failed: "incomplete" } : { endedBy, doubts: all })
  }
  const isKnown = (row: Row): boolean =>
    settings.remembersAll
      ? everyKey.has(key(row))
      : filled.slice(-2).some((page) => page.some((other) => !other.isBroken && key(other) === key(row)))
  const isSame = (a: ReadonlyArray<Row> | undefined, b: ReadonlyArray<Row>): boolean =>
    a !== undefined && a.length > 0 && a.length === b.length && b.every((row, place) => sameRow(a[place], row))

  for (let page = 1; ; page++) {
    let answer = ask(page)
    if ("refused" in answer && answer.refused === "perhapsPastEnd" && page > 1) answer = ask(page)
    if ("refused" in answer) {
      if (answer.refused === "other" || page === 1) return expect({ failed: "refused" })
      const before = pages.at(-1)?.length ?? 0
      const more = moreFollows(newest, page, rowsRead)
      // A page that was passed over for its lack of rows is not the short page of an end.
      const isShort =
        before > 0 && (pages.some(({ length }) => before < length) || (page === 2 && before < settings.pageSize))
      return end("refused", (more || !isShort) && "unproven", more && "missing")
    }
    const longest = Math.max(0, ...pages.map(({ length }) => length))

    if (answer.rows.length === 0) {
      const isInside = () => moreFollows(newest, page, rowsRead) && isSaidToExist(newest, page, longest)
      let speech = listen(answer.meta)
      newest = speech ?? newest
      if (isInside()) {
        const again = ask(page)
        if ("refused" in again || again.rows.length > 0) {
          // The second answer takes the place of the first.
          answer = again
        } else {
          answer = again
          speech = listen(again.meta) ?? speech
          newest = speech ?? newest
        }
      }
      if ("refused" in answer) {
        if (answer.refused === "other" || page === 1) return expect({ failed: "refused" })
        return end("refused", "unproven", moreFollows(newest, page, rowsRead) && "missing")
      }
      if (answer.rows.length === 0) {
        if (isInside()) {
          if (++emptyInARow === 3) return end("emptyPage", "emptyInside")
          pages.push([])
          lastTotal = listen(answer.meta)?.total
          if (pages.length === settings.maxPages) return end("maxPages")
          continue
        }
        if (!moreFollows(newest, page, rowsRead)) return end("emptyPage")
        const counts = (said: Speech | undefined) => (said?.total ?? 0) > rowsRead
        return end(
          "emptyPage",
          counts(saidWithRows) && (speech === undefined || counts(speech)) ? "missing" : "unproven"
        )
      }
    }

    const { rows } = answer
    if (!settings.reportsBroken && rows.some(({ isBroken }) => isBroken)) return expect({ failed: "broken" })
    const speech = listen(answer.meta)
    newest = speech ?? newest
    saidWithRows = speech
    emptyInARow = 0
    const readable = rows.filter(({ isBroken }) => !isBroken)
    const fresh = readable.filter((row) => !isKnown(row))
    const newBroken = rows.some(
      (row) => row.isBroken && !filled.slice(-2).some((other) => other.some((one) => sameRow(one, row)))
    )
    if (fresh.length < readable.length) moved = true
    if (speech?.total !== undefined) {
      if (lastTotal !== undefined && lastTotal !== speech.total) moved = true
    }
    lastTotal = speech?.total
    uneven ||= pages.some(({ length }) => rows.length > length)
    const repeatsBefore = isSame(filled.at(-1), rows)
    if (!repeatsBefore && !isSame(filled.at(-2), rows)) rowsRead += rows.length
    repeatsInARow = repeatsBefore ? repeatsInARow + 1 : 0
    pagesWithNothingNew = fresh.length === 0 && !newBroken ? [...pagesWithNothingNew, rows.length] : []
    const room = (settings.maxItems ?? Infinity) - delivered.length
    delivered.push(...fresh.slice(0, room))
    if (fresh.length > room) return end("maxItems")
    pages.push(rows)
    filled.push(rows)
    for (const one of readable) everyKey.add(key(one))

    if (provesTheEnd(speech, page, delivered.length, rowsRead)) return end("lastPage")
    const missing = moreFollows(newest, page, rowsRead) && "missing"
    const isShort = rows.length < settings.pageSize
    if (repeatsBefore && isShort && rows.length >= longest) return end("repeatedPage", "unproven", missing)
    if (pagesWithNothingNew.length === 3) {
      if (pagesWithNothingNew.some((length) => length >= settings.pageSize)) return expect({ failed: "stalled" })
      return end("repeatedPage", "unproven", missing)
    }
    if (fresh.length === room) return end("maxItems")
    if (pages.length === settings.maxPages) return end("maxPages")
  }
}

const sameRow = (a: Row | undefined, b: Row): boolean =>
  a !== undefined && a.isBroken === b.isBroken && (b.isBroken ? text(a) === text(b) : key(a) === key(b))
