/**
 * The journal read as walks.
 *
 * Pure: entries in, walks out.
 */
import type { Entry, Journal } from "./Journal.ts"
import * as Secrets from "./Secrets.ts"
import type { Mistake, Walk } from "./Walk.ts"

export type { Walk } from "./Walk.ts"

interface Path {
  readonly client: string
  readonly userAgent: string | undefined
  readonly list: string
  readonly at: number
  requests: number
  rows: number
  total: number | undefined
  /** Pages that were answered, and the id of the request. */
  readonly answered: Map<number, number>
  /** The lowest page known to be empty, and when the client could know it. */
  end: { readonly page: number; readonly at: number } | undefined
  lastPage: number
  last: Entry
  goesBack: boolean
  readonly refused: Set<number>
  /** Names in its query that the contract does not know; each is told of once. */
  readonly unknown: Set<string>
  readonly mistakes: Array<Mistake>
}

/** Clocks are read before and after a request; a wait that is short by less than this was a wait. */
const tolerance = 20

const endOf = (entry: Entry): number => entry.at + entry.duration
const wasRefused = ({ status }: Entry): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429
const wasDelivered = (entry: Entry): boolean => entry.status === 200 && !entry.faults.includes("truncated body")

const skipped = (path: Path): ReadonlyArray<Mistake> => {
  const isInside = (page: number): boolean => page <= (path.end?.page ?? Infinity)
  const pages = [...path.answered.keys()].filter(isInside).toSorted((one, other) => one - other)
  return pages.flatMap((page, position) => {
    const before = pages[position - 1]
    if (before === undefined || page === before + 1) return []
    const missing = page === before + 2 ? `page ${before + 1} was` : `pages ${before + 1} to ${page - 1} were`
    const request = path.answered.get(page) ?? 0
    const consequence = path.end === undefined ? "a client that wants every row misses theirs" : "rows are missing"
    const message = `${missing} never answered, though page ${page} was read: ${consequence}`
    return [{ kind: "pageSkipped", page: before + 1, request, message } as const]
  })
}

const isOfPages = ({ kind }: Mistake): boolean => kind === "pageSkipped" || kind === "pageFetchedTwice"

const mistakesOf = (path: Path): ReadonlyArray<Mistake> =>
  path.goesBack ? path.mistakes.filter((mistake) => !isOfPages(mistake)) : [...path.mistakes, ...skipped(path)]

const finished = (path: Path): Walk => ({
  client: path.client,
  ...(path.userAgent !== undefined && { userAgent: path.userAgent }),
  list: path.list,
  at: path.at,
  requests: path.requests,
  pages: [...path.answered.keys()].toSorted((one, other) => one - other),
  rows: path.rows,
  ...(path.total !== undefined && { total: path.total }),
  ended: path.end !== undefined,
  goesBack: path.goesBack,
  refused: [...path.refused],
  last: {
    request: path.last.id,
    at: endOf(path.last),
    page: path.lastPage,
    status: path.last.status,
    ...(path.last.rows !== undefined && { rows: path.last.rows }),
    faults: path.last.faults
  },
  mistakes: mistakesOf(path).toSorted((one, other) => one.request - other.request)
})

/** The page that a query asks for, as the server reads it: an empty value is none; nothing if it is refused. */
const pageOf = (query: URLSearchParams): number | undefined => {
  const [text = "", ...more] = query.getAll("page")
  if (more.length > 0) return undefined
  return text === "" ? 1 : /^[1-9]\d*$/.test(text) ? Number(text) : undefined
}

const noteUnknown = (path: Path, page: number, { id, violations }: Entry): void => {
  for (const { location, message, severity, side } of violations) {
    const [place, name] = location
    if (side !== "request" || severity !== "warning" || place !== "query" || name === undefined) continue
    if (path.unknown.has(name)) continue
    path.unknown.add(name)
    path.mistakes.push({ kind: "unknownParameter", page, request: id, message: message.replace(/^Request query /, "") })
  }
}

/** @param entries requests of the list operation, in the order of their arrival or of their answers */
export const make = (entries: ReadonlyArray<Entry>): ReadonlyArray<Walk> => {
  const paths: Array<Path> = []
  const open = new Map<string, Path>()
  const latest = new Map<string, Path>()
  const waits = new Map<string, { readonly from: number; readonly until: number }>()
  for (const entry of entries.toSorted((one, other) => one.at - other.at || one.id - other.id)) {
    const query = new URLSearchParams(entry.query)
    const page = pageOf(query)
    if (page === undefined) continue
    query.delete("page")
    query.sort()
    const list = query.toString().replaceAll(encodeURIComponent(Secrets.cut), Secrets.cut)
    const key = `${entry.client}?${list}`

    let path = open.get(key)
    const previous = latest.get(entry.client)
    const startsOver = page === 1 && path !== undefined && path.answered.has(1)
    if (path === undefined || startsOver) {
      path = {
        client: entry.client,
        userAgent: entry.userAgent,
        list,
        at: entry.at,
        requests: 0,
        rows: 0,
        total: undefined,
        answered: new Map(),
        end: undefined,
        lastPage: 0,
        last: entry,
        goesBack: false,
        refused: new Set(),
        unknown: new Set(),
        mistakes: []
      }
      if (page > 1 && previous !== undefined && previous.lastPage === page - 1) {
        path.mistakes.push({
          kind: "filterChanged",
          page,
          request: entry.id,
          message: `page ${page} went on from page ${page - 1} of another list: "${previous.list}" became "${list}"`
        })
      }
      paths.push(path)
      open.set(key, path)
    }
    latest.set(entry.client, path)
    const wait = waits.get(entry.client)
    if (wait !== undefined && entry.at >= wait.from && entry.at + tolerance < wait.until) {
      path.mistakes.push({
        kind: "retryAfterNotWaitedFor",
        page,
        request: entry.id,
        message: `came ${((wait.until - entry.at) / 1000).toFixed(2)} s before the time that Retry-After had asked for`
      })
    }
    if (path.answered.has(page)) {
      // Whoever asks for several pages at a time does not turn pages.
      if (page < path.lastPage && entry.at >= endOf(path.last)) path.goesBack = true
      path.mistakes.push({
        kind: "pageFetchedTwice",
        page,
        request: entry.id,
        message: `page ${page} had been answered to request ${path.answered.get(page)}`
      })
    } else if (path.end !== undefined && page > path.end.page && entry.at >= path.end.at) {
      path.mistakes.push({
        kind: "pagedPastTheEnd",
        page,
        request: entry.id,
        message: `page ${path.end.page} was empty, and page ${page} was asked for after that`
      })
    }
    noteUnknown(path, page, entry)
    path.requests++
    path.lastPage = page
    path.last = entry
    if (wasRefused(entry)) path.refused.add(entry.status)
    path.total = entry.total ?? path.total
    if (wasDelivered(entry)) {
      if (!path.answered.has(page)) {
        path.rows += entry.rows ?? 0
        path.answered.set(page, entry.id)
      }
      const isEmpty = entry.rows === 0 && !entry.faults.includes("page emptied")
      if (isEmpty && page < (path.end?.page ?? Infinity)) path.end = { page, at: endOf(entry) }
    }
    if (entry.retryAfter !== undefined) {
      waits.set(entry.client, { from: endOf(entry), until: endOf(entry) + entry.retryAfter * 1000 })
    }
  }
  return paths.map(finished)
}

const listPath = "/api/v3/oauth/clients/referrals"

/** The walks through the list of referrals that a journal remembers. */
export const ofJournal = (journal: Journal): ReadonlyArray<Walk> =>
  make(journal.after(0).filter(({ method, path }) => method === "GET" && path === listPath))
