/**
 * What a page proves: which of its rows are new, and whether the list has ended.
 *
 * Pure. The API gives no total and no next link, so the end is judged from the pages themselves, in order, with the
 * keys of the last two pages at hand and nothing else.
 */
import * as Predicate from "effect/Predicate"

/** A page as it was read. */
export interface PageRead<Row, Invalid> {
  readonly rows: ReadonlyArray<Row>
  /** Rows that did not decode. */
  readonly invalid: ReadonlyArray<Invalid>
  /** A text for each row that did not decode, to see whether it came before. Never leaves the traversal. */
  readonly unread: ReadonlyArray<string>
  /** The answer's `meta`, unread. */
  readonly meta?: unknown
}

/** What tells rows apart. */
export interface Identity<Row> {
  /** A row's identity. Two rows of one key on different pages are one row. */
  readonly key: (row: Row) => string
  /** The id that a row claims. Rows of one id with different keys are kept and counted. */
  readonly id: (row: Row) => string
}

/** What is remembered of a page. Keys are made when they are needed: most ids come once. */
interface Remembered<Row> {
  /** The first row of each id. */
  readonly byId: ReadonlyMap<string, Row>
  /** Further rows of an id. */
  readonly others: ReadonlyArray<Row>
  /** Keys without their rows, where a checkpoint gave them. */
  readonly keys: ReadonlySet<string>
  readonly unread: ReadonlySet<string>
}

const nothing: Remembered<never> = { byId: new Map<string, never>(), others: [], keys: new Set(), unread: new Set() }

/** What is remembered of the pages before: as much after a million pages as after two. */
export interface History<Row> {
  /** Rows on the pages before that brought anything new. */
  readonly seen: number
  /** The length of the longest page before. */
  readonly longest: number
  /** Whether the page just before was shorter than an earlier one. */
  readonly shortened: boolean
  /** Pages in a row, up to now, that brought nothing new. */
  readonly idle: number
  /** Whether one of those was as long as asked. */
  readonly idleFull: boolean
  /** The last two pages, the older first; then what was delivered of a page that was cut. */
  readonly recent: readonly [Remembered<Row>, Remembered<Row>, ...ReadonlyArray<Remembered<Row>>]
}

/** Before the first page. */
export const beginning: History<never> = {
  seen: 0,
  longest: 0,
  shortened: false,
  idle: 0,
  idleFull: false,
  recent: [nothing, nothing]
}

/** Where a checkpoint left off. */
export const resumed = (checkpoint: {
  readonly seen: number
  readonly longest: number
  readonly keys: ReadonlyArray<ReadonlyArray<string>>
}): History<never> => {
  const [older = [], newer = [], cut = []] = checkpoint.keys
  return {
    ...beginning,
    seen: checkpoint.seen,
    longest: checkpoint.longest,
    recent: [
      { ...nothing, keys: new Set(older) },
      { ...nothing, keys: new Set([...newer, ...cut]) }
    ]
  }
}

const keysOf = <Row>({ byId, keys, others }: Remembered<Row>, { key }: Identity<Row>): ReadonlyArray<string> => [
  ...keys,
  ...[...byId.values(), ...others].map(key)
]

/** The keys of the rows delivered from the last two pages, for a checkpoint. */
export const deliveredKeys = <Row>(
  history: History<Row>,
  identity: Identity<Row>
): ReadonlyArray<ReadonlyArray<string>> => history.recent.map((page) => keysOf(page, identity))

/** What to remember before a page of which the last rows were not delivered: the first ones, beside the pages before. */
export const without = <Row>(
  before: History<Row>,
  after: History<Row>,
  left: ReadonlyArray<Row>,
  identity: Identity<Row>
): History<Row> => {
  const keys = new Set(keysOf(after.recent[1], identity))
  for (const row of left) keys.delete(identity.key(row))
  return { ...before, recent: [...before.recent, { ...nothing, keys }] }
}

// Whether a page had this row, had its id under another key, or had neither.
const find = <Row>(
  page: Remembered<Row>,
  id: string,
  row: Row,
  { key }: Identity<Row>
): "same" | "other" | undefined => {
  const wanted = key(row)
  if (page.keys.has(wanted)) return "same"
  const known = page.byId.get(id)
  if (known === undefined) return undefined
  return key(known) === wanted || page.others.some((other) => key(other) === wanted) ? "same" : "other"
}

/** What `meta` says of the list, where it can be believed. */
export interface Paging {
  readonly lastPage: number
  readonly total: number | undefined
}

const toNumber = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) && typeof number === "number" ? number : undefined
}

/**
 * Reads `meta` as paging. Usable is an object whose `current_page` or `page` is the page that was asked for and that
 * has a `last_page`; numbers may be written as strings. Anything else is ignored.
 */
export const readPaging = (meta: unknown, page: number): Paging | undefined => {
  if (!Predicate.isObject(meta)) return undefined
  const current = toNumber(meta["current_page"]) ?? toNumber(meta["page"])
  const lastPage = toNumber(meta["last_page"])
  return current !== page || lastPage === undefined ? undefined : { lastPage, total: toNumber(meta["total"]) }
}

/** What a page says about the end of the list. */
export type Verdict = "continue" | "emptyPage" | "lastPage" | "repeatedPage" | "stalled"

/** How many pages in a row may bring nothing new. */
export const maxIdle = 3

/** A page, judged. */
export interface Judged<Row> {
  /** Rows that were on neither of the last two pages. */
  readonly fresh: ReadonlyArray<Row>
  readonly duplicates: number
  /** Rows of a known id with other contacts. */
  readonly conflicting: number
  readonly isNew: boolean
  readonly paging: Paging | undefined
  readonly verdict: Verdict
  /** What to remember for the next page. */
  readonly history: History<Row>
}

// Tells the rows of a page from those of the two pages before.
const sift = <Row>(rows: ReadonlyArray<Row>, [older, newer]: History<Row>["recent"], identity: Identity<Row>) => {
  const byId = new Map<string, Row>()
  const others: Array<Row> = []
  const byKey = newer.keys.size + older.keys.size > 0
  // The rows as they came, until one of them is left out.
  let kept: Array<Row> | undefined
  let conflicting = 0
  for (const [index, row] of rows.entries()) {
    const id = identity.id(row)
    const twin = byId.get(id)
    if (twin === undefined) byId.set(id, row)
    else others.push(row)
    if (twin === undefined && !byKey && !newer.byId.has(id) && !older.byId.has(id)) {
      // Nearly all rows: an id that was on none of the three pages.
      kept?.push(row)
      continue
    }
    const before = find(newer, id, row, identity)
    const earlier = before === "same" ? before : find(older, id, row, identity)
    if (earlier === "same") {
      kept ??= rows.slice(0, index)
    } else {
      kept?.push(row)
      const conflicts = before ?? earlier ?? (twin !== undefined && identity.key(twin) !== identity.key(row))
      if (conflicts !== false) conflicting++
    }
  }
  return { fresh: kept ?? rows, conflicting, remembered: { byId, others } }
}

/**
 * Judges the next page.
 *
 * @param read      the page
 * @param history   what is remembered of the pages before
 * @param asked     the page's number, and the rows that were asked for
 * @param reread    true for the page that a resumed traversal reads again: it proves an end, but not a standstill
 * @param partial   true for a page of which some rows were delivered before: no standstill either
 */
export const judge = <Row>(
  read: PageRead<Row, unknown>,
  history: History<Row>,
  asked: {
    readonly page: number
    readonly pageSize: number
    readonly identity: Identity<Row>
    readonly reread: boolean
    readonly partial: boolean
  }
): Judged<Row> => {
  const { conflicting, fresh, remembered } = sift(read.rows, history.recent, asked.identity)
  const [older, newer] = history.recent
  const length = read.rows.length + read.unread.length
  const isNew = fresh.length > 0 || read.unread.some((text) => !older.unread.has(text) && !newer.unread.has(text))
  const stands = !isNew && !asked.reread && !asked.partial
  // A page that is read again pushes none out of memory: it adds to what was delivered of it.
  const [before, { keys }] = asked.reread ? [older, newer] : [newer, nothing]
  const paging = readPaging(read.meta, asked.page)
  const after: History<Row> = {
    seen: asked.reread || !isNew ? history.seen : history.seen + length,
    longest: Math.max(history.longest, length),
    shortened: length < history.longest,
    idle: stands ? history.idle + 1 : 0,
    idleFull: stands && (history.idleFull || length >= asked.pageSize),
    recent: [before, { ...remembered, keys, unread: new Set(read.unread) }]
  }
  const verdict = (): Verdict => {
    if (length === 0) return "emptyPage"
    if (paging !== undefined && asked.page >= paging.lastPage && after.seen >= (paging.total ?? 0)) return "lastPage"
    if (stands && length < asked.pageSize && length >= history.longest) return "repeatedPage"
    if (after.idle < maxIdle) return "continue"
    return after.idleFull ? "stalled" : "repeatedPage"
  }
  return {
    fresh,
    duplicates: read.rows.length - fresh.length,
    conflicting,
    isNew,
    paging,
    verdict: verdict(),
    history: after
  }
}
