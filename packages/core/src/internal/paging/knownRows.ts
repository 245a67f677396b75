/**
 * Which rows of a page were delivered before.
 *
 * Pure for a stream, which remembers two pages. `collect` holds every row anyway and remembers them all: that memory is
 * changed in place, since copying it for each page would take quadratic time.
 */

/** What tells rows apart. */
export interface Identity<Row> {
  /**
   * A row's identity. Two rows of one key on different pages are one row, so rows of different ids must have different
   * keys. Make keys of ids: checkpoints hold them.
   */
  readonly key: (row: Row) => string
  /** The id that a row claims. Rows of one id with different keys are kept and counted. */
  readonly id: (row: Row) => string
}

/** A page that is remembered. Its keys are made only when needed, since most ids occur once. */
export interface RememberedPage<Row> {
  readonly rows: ReadonlyArray<Row>
  /** The first row of each id. */
  readonly byId: ReadonlyMap<string, Row>
  /** The keys of `rows`, after they were first needed. */
  keys: ReadonlySet<string> | undefined
  /** Keys that a checkpoint gave, without their rows. */
  readonly saved: ReadonlySet<string>
  readonly unread: ReadonlySet<string>
}

/** Every row of the traversal, by id: its first row, and all its keys where it has several. */
interface AllRows<Row> {
  readonly first: Map<string, Row>
  readonly keys: Map<string, Set<string>>
}

/** The rows that are known before a page is read. */
export interface KnownRows<Row> {
  readonly older: RememberedPage<Row>
  readonly newer: RememberedPage<Row>
  /** Present for `collect`. */
  readonly all: AllRows<Row> | undefined
  /** How many rows of each key were delivered from the page itself, if `maxItems` cut it. */
  readonly cut: ReadonlyMap<string, number>
}

const nothing: RememberedPage<never> = {
  rows: [],
  byId: new Map<string, never>(),
  keys: undefined,
  saved: new Set(),
  unread: new Set()
}

const counted = (keys: ReadonlyArray<string>): ReadonlyMap<string, number> =>
  keys.reduce((counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1), new Map<string, number>())

/** The keys of a checkpoint: of the two pages before its page, and of what was delivered of that page. */
export interface SavedKeys {
  readonly older: ReadonlyArray<string>
  readonly newer: ReadonlyArray<string>
  readonly cut: ReadonlyArray<string>
}

/**
 * What is known before the first page of a leg.
 *
 * @param everything true to recognise rows however far back
 */
export const begin = <Row>(saved: SavedKeys, everything: boolean): KnownRows<Row> => ({
  older: { ...nothing, saved: new Set(saved.older) },
  newer: { ...nothing, saved: new Set(saved.newer) },
  all: everything ? { first: new Map(), keys: new Map() } : undefined,
  cut: counted(saved.cut)
})

const keysOfPage = <Row>(page: RememberedPage<Row>, identity: Identity<Row>): ReadonlySet<string> =>
  (page.keys ??= distinctKeys(page, identity))

// With fewer keys than ids, some rows could not be told apart after a resume, and would be lost.
const distinctKeys = <Row>({ byId, rows }: RememberedPage<Row>, { key }: Identity<Row>): ReadonlySet<string> => {
  const keys = new Set(rows.map(key))
  if (keys.size >= byId.size) return keys
  throw new TypeError(
    "identity.key gives one key to rows of different ids: let it tell apart all that identity.id does"
  )
}

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  a.size === 0 ? b : new Set([...a, ...b])

/** The keys of the last two pages, for a checkpoint. */
export const savedKeys = <Row>({ newer, older }: KnownRows<Row>, identity: Identity<Row>) => ({
  older: [...union(older.saved, keysOfPage(older, identity))],
  newer: [...union(newer.saved, keysOfPage(newer, identity))]
})

/** How a row is known: read in this leg, delivered before a checkpoint, or only by its id, with another key. */
type Known = "read" | "saved" | "otherKey" | undefined

const findOnPage = <Row>(page: RememberedPage<Row>, id: string, key: string, identity: Identity<Row>): Known => {
  if (page.byId.has(id)) return keysOfPage(page, identity).has(key) ? "read" : savedOr(page, key, "otherKey")
  return savedOr(page, key, undefined)
}

const savedOr = <Row>(page: RememberedPage<Row>, key: string, other: Known): Known =>
  page.saved.has(key) ? "saved" : other

const findAnywhere = <Row>(all: AllRows<Row> | undefined, id: string, key: string, identity: Identity<Row>): Known => {
  if (all === undefined) return undefined
  const first = all.first.get(id)
  if (first === undefined) return undefined
  return identity.key(first) === key || all.keys.get(id)?.has(key) === true ? "read" : "otherKey"
}

const remember = <Row>(all: AllRows<Row>, row: Row, { id, key }: Identity<Row>): void => {
  const rowId = id(row)
  const first = all.first.get(rowId)
  if (first === undefined) {
    all.first.set(rowId, row)
    return
  }
  const keys = all.keys.get(rowId) ?? new Set()
  all.keys.set(rowId, keys.add(key(row)))
}

/** The rows of a page, split into new and known ones. */
export interface Sifted<Row> {
  /** Rows that were not delivered before. */
  readonly fresh: ReadonlyArray<Row>
  /** Rows that were read in this leg, on an earlier page. */
  readonly repeated: number
  /** Rows that are known from a checkpoint only. */
  readonly saved: number
  /** Rows delivered from this page before it was cut. */
  readonly cut: number
  /** Fresh rows of a known id with another key. */
  readonly conflicting: number
  /** What to remember of the page. */
  readonly page: RememberedPage<Row>
}

/** Splits the rows of a page into new ones and ones that were delivered before. */
export const sift = <Row>(
  rows: ReadonlyArray<Row>,
  unread: ReadonlyArray<string>,
  known: KnownRows<Row>,
  identity: Identity<Row>
): Sifted<Row> => {
  const { all, newer, older } = known
  const byId = new Map<string, Row>()
  const cutLeft = new Map(known.cut)
  const byKey = older.saved.size + newer.saved.size + cutLeft.size > 0
  const counts = { read: 0, saved: 0, cut: 0, conflicting: 0 }
  // Undefined until a row is left out: a page without known rows is not copied.
  let kept: Array<Row> | undefined

  // How a row is known whose id came before, or whose key a checkpoint may hold.
  const find = (row: Row, id: string, twin: Row | undefined): Known | "cut" => {
    const key = identity.key(row)
    const delivered = cutLeft.get(key) ?? 0
    if (delivered > 0) {
      cutLeft.set(key, delivered - 1)
      return "cut"
    }
    const onNewer = findOnPage(newer, id, key, identity)
    const onOlder = findOnPage(older, id, key, identity)
    if (onNewer === "read" || onOlder === "read") return "read"
    if (onNewer === "saved" || onOlder === "saved") return "saved"
    const far = findAnywhere(all, id, key, identity)
    if (far !== undefined) return far
    return onNewer ?? onOlder ?? (twin !== undefined && identity.key(twin) !== key ? "otherKey" : undefined)
  }

  for (const [index, row] of rows.entries()) {
    const id = identity.id(row)
    const twin = byId.get(id)
    if (twin === undefined) {
      byId.set(id, row)
      // The fast path: nearly all rows have a new id.
      if (!byKey && !newer.byId.has(id) && !older.byId.has(id) && all?.first.has(id) !== true) {
        kept?.push(row)
        continue
      }
    }
    const how = find(row, id, twin)
    if (how === undefined || how === "otherKey") {
      kept?.push(row)
      counts.conflicting += how === undefined ? 0 : 1
    } else {
      kept ??= rows.slice(0, index)
      counts[how]++
    }
  }
  return {
    fresh: kept ?? rows,
    repeated: counts.read,
    saved: counts.saved,
    cut: counts.cut,
    conflicting: counts.conflicting,
    page: { rows, byId, keys: undefined, saved: nothing.saved, unread: new Set(unread) }
  }
}

/** Whether a row that did not decode came on neither of the two pages before. */
export const hasNewUnread = <Row>({ newer, older }: KnownRows<Row>, unread: ReadonlyArray<string>): boolean =>
  unread.some((text) => !newer.unread.has(text) && !older.unread.has(text))

/**
 * What is known after a page.
 *
 * @param held set if the keys of the checkpoint stay remembered: the page is read again after a resume, or the rows of
 *   the checkpoint have not been found yet
 */
export const after = <Row>(
  known: KnownRows<Row>,
  { fresh, page }: Sifted<Row>,
  identity: Identity<Row>,
  held: "reread" | "searching" | undefined
): KnownRows<Row> => {
  if (known.all !== undefined) for (const row of fresh) remember(known.all, row, identity)
  const cut = new Set(known.cut.keys())
  if (held === "reread") return { ...known, newer: { ...page, saved: known.newer.saved } }
  if (held === "searching") {
    const saved = { older: known.older.saved, newer: union(known.newer.saved, cut) }
    return {
      ...known,
      older: { ...known.newer, saved: saved.older },
      newer: { ...page, saved: saved.newer },
      cut: new Map()
    }
  }
  return { ...known, older: known.newer, newer: { ...page, saved: cut }, cut: new Map() }
}

/** What is known when `maxItems` cuts the page that a resumed traversal reads again: the rows delivered from it too. */
export const withDelivered = <Row>(
  known: KnownRows<Row>,
  rows: ReadonlyArray<Row>,
  { key }: Identity<Row>
): KnownRows<Row> => ({
  ...known,
  newer: { ...known.newer, saved: union(known.newer.saved, new Set(rows.map(key))) }
})
