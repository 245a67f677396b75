/**
 * The books of a traversal: pages in order go in; what is delivered, what is asked again and how it ended come out.
 *
 * Pure, so that a traversal is the same whatever the concurrency and whichever answer came first.
 */
import * as Evidence from "./evidence.ts"
import * as KnownRows from "./knownRows.ts"
import { type Said, usableLastPage } from "./meta.ts"
import type { PageRead } from "./page.ts"
import { type Ended, firstNew, type Place, type Rules, type State } from "./state.ts"

/** What was known of the pages after a page when that page came. */
export interface Ahead {
  /** Whether a later page has already arrived with rows. */
  readonly laterHasRows: boolean
  /** Whether the page was asked for before the page before it had arrived. */
  readonly askedEarly: boolean
}

/** What becomes of a page. */
export type Step<Row> =
  /** It is asked for once more, and what was read ahead of it. */
  | { readonly _tag: "askAgain"; readonly state: State<Row> }
  | {
      readonly _tag: "taken"
      readonly state: State<Row>
      /** What is delivered of it. */
      readonly items: ReadonlyArray<Row>
      /** Whether it is handed out: a page that is read again is not, unless it brings new rows. */
      readonly isShown: boolean
      /** Whether it brought anything new. */
      readonly isNew: boolean
      /** Whether it is as long as asked. */
      readonly isFull: boolean
      /** Whether it showed that rows moved: what was read ahead is asked for again. */
      readonly moved: boolean
      /** The last page, where `meta` can be believed. */
      readonly lastPage: number | undefined
    }

const askAgain = <Row>(
  state: State<Row>,
  askedAgain: NonNullable<State<Row>["askedAgain"]>,
  said: Said | undefined
): Step<Row> => ({
  _tag: "askAgain",
  state: {
    ...state,
    askedAgain,
    moved: state.moved || askedAgain === "moved",
    // What the doubted answer said counts until another speaks.
    next: { ...state.next, evidence: { ...state.next.evidence, said: said ?? state.next.evidence.said } }
  }
})

// A page without rows.
const takenEmpty = <Row>(state: State<Row>): Step<Row> => ({
  _tag: "taken",
  state,
  items: [],
  isShown: true,
  isNew: false,
  isFull: false,
  moved: false,
  lastPage: undefined
})

/** Takes the next page. */
export const accept = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  read: PageRead<Row, unknown>,
  said: Said | undefined,
  ahead: Ahead
): Step<Row> =>
  read.rows.length + read.unread.length === 0
    ? acceptEmpty(rules, state, said, ahead)
    : acceptRows(rules, state, read, said, ahead)

// Whether the page that a resumed leg reads again shows no row of the checkpoint: they are looked for on later pages.
const isLost = <Row>(rules: Rules<Row>, page: number, known: number): boolean =>
  page < firstNew(rules.from) && known === 0 && rules.from?.keys.some((keys) => keys.length > 0) === true

// New rows in front of a first page are no sign that the list is another one.
const isElsewhere = <Row>(rules: Rules<Row>, page: number, known: number): boolean =>
  page >= 2 && isLost(rules, page, known)

const acceptRows = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  read: PageRead<Row, unknown>,
  said: Said | undefined,
  ahead: Ahead
): Step<Row> => {
  const { identity } = rules
  const { evidence: before, known, page } = state.next
  const reread = page < firstNew(rules.from)
  const sifted = KnownRows.sift(read.rows, read.unread, known, identity)
  const length = read.rows.length + read.unread.length
  const repeats = KnownRows.repeats(known, sifted, identity)
  const isNew = sifted.fresh.length > 0 || KnownRows.hasNewUnread(known, read.unread)
  const fromCheckpoint = sifted.saved + sifted.cut
  const movedHere =
    (sifted.fresh.length > 0 && sifted.repeated + sifted.saved > 0) ||
    (said?.total !== undefined && state.saidBefore?.total !== undefined && said.total !== state.saidBefore.total)
  if (movedHere && ahead.askedEarly) return askAgain(state, "moved", said)

  const elsewhere = isElsewhere(rules, page, fromCheckpoint)
  const isFound = state.searchUntil === Infinity && fromCheckpoint > 0
  const searchUntil = isLost(rules, page, fromCheckpoint) ? Infinity : isFound ? page + 2 : state.searchUntil
  const wanted = rules.maxItems - state.items
  const items = sifted.fresh.length > wanted ? sifted.fresh.slice(0, wanted) : sifted.fresh
  const duplicates = reread ? 0 : sifted.repeated + sifted.saved
  const held = { ...before, resumedElsewhere: elsewhere || (before.resumedElsewhere && !isFound) }
  const evidence = Evidence.withPage(held, {
    length,
    said,
    reread,
    counts: repeats === undefined,
    delivered: items.length,
    isNew: isNew ? true : reread || fromCheckpoint > 0 ? undefined : false,
    isFull: length >= rules.pageSize
  })
  const next: Place<Row> = {
    page: page + 1,
    known: KnownRows.after(known, sifted, identity, reread ? "reread" : page <= searchUntil ? "searching" : undefined),
    evidence,
    cut: reread ? state.next.cut : []
  }
  const after: State<Row> = {
    next,
    progressed: isNew ? next : state.progressed,
    askedAgain: undefined,
    saidBefore: said,
    saidWithRows: said,
    empties: 0,
    searchUntil,
    pages: state.pages + 1,
    items: state.items + items.length,
    duplicates: state.duplicates + duplicates,
    idleDuplicates: isNew ? 0 : state.idleDuplicates + duplicates,
    conflicting: state.conflicting + sifted.conflicting,
    invalid: state.invalid + (reread ? 0 : read.invalid.length),
    moved: state.moved || movedHere || elsewhere,
    ended: undefined
  }
  const left = sifted.fresh.length - items.length
  const ended =
    left > 0
      ? // The page is read again from here, and drops what was delivered of it.
        cutAt("maxItems", evidence, {
          ...state.next,
          evidence: { ...held, delivered: evidence.delivered },
          cut: [...(page === firstNew(rules.from) ? state.next.cut : []), ...items.map(identity.key)]
        })
      : endOf(
          rules,
          after,
          Evidence.judgeRows(evidence, {
            number: page,
            length,
            pageSize: rules.pageSize,
            said,
            repeatsPageBefore: repeats === "pageBefore",
            laterHasRows: ahead.laterHasRows
          })
        )
  return {
    _tag: "taken",
    state: { ...after, ended },
    items,
    isShown: !reread || items.length > 0,
    isNew,
    isFull: length >= rules.pageSize,
    moved: movedHere,
    lastPage: usableLastPage(said, page, evidence.delivered)
  }
}

const acceptEmpty = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  said: Said | undefined,
  { laterHasRows }: Ahead
): Step<Row> => {
  const { evidence: before, page } = state.next
  const wasPassedOver = page < firstNew(rules.from) && before.last === 0
  const elsewhere = !wasPassedOver && isElsewhere(rules, page, 0)
  const evidence = { ...before, resumedElsewhere: before.resumedElsewhere || elsewhere }
  const verdict = Evidence.judgeEmpty(evidence, {
    number: page,
    said,
    laterHasRows,
    askedAgain: state.askedAgain === "laterHasRows" || state.askedAgain === "said" ? state.askedAgain : undefined,
    wasPassedOver,
    emptiesBefore: state.empties,
    saidWithRows: state.saidWithRows
  })
  if (verdict._tag === "askAgain") return askAgain(state, laterHasRows ? "laterHasRows" : "said", said)
  const next: Place<Row> = {
    ...state.next,
    page: page + 1,
    evidence: Evidence.withPage(evidence, {
      length: 0,
      said,
      reread: page < firstNew(rules.from),
      counts: false,
      delivered: 0,
      isNew: undefined,
      isFull: false
    })
  }
  const after: State<Row> = {
    ...state,
    next,
    askedAgain: undefined,
    saidBefore: said,
    empties: state.empties + 1,
    searchUntil: elsewhere ? Infinity : state.searchUntil,
    pages: state.pages + 1,
    moved: state.moved || elsewhere
  }
  return takenEmpty({ ...after, ended: endOf(rules, after, verdict) })
}

/**
 * The next page was refused as one that does not exist.
 *
 * @param certain false for an answer that is asked for once more first
 */
export const refused = <Row>(rules: Rules<Row>, state: State<Row>, ahead: Ahead, certain: boolean): Step<Row> => {
  if (!certain && state.askedAgain !== "refused") return askAgain(state, "refused", undefined)
  const { evidence: before, page } = state.next
  const elsewhere = isElsewhere(rules, page, 0)
  const evidence = { ...before, resumedElsewhere: before.resumedElsewhere || elsewhere }
  const verdict = Evidence.judgeRefused(evidence, {
    number: page,
    pageSize: rules.pageSize,
    laterHasRows: ahead.laterHasRows
  })
  const after = { ...state, pages: state.pages + 1, moved: state.moved || elsewhere }
  return takenEmpty({ ...after, ended: endOf(rules, after, verdict) })
}

const cutAt = <Row>(by: "maxItems" | "maxPages", evidence: Evidence.Evidence, resumeAt: Place<Row>): Ended<Row> => ({
  by,
  doubts: [
    ...(evidence.uneven ? (["uneven"] as const) : []),
    ...(evidence.resumedElsewhere ? (["resumedElsewhere"] as const) : [])
  ],
  resumeAt
})

const endOf = <Row>(rules: Rules<Row>, after: State<Row>, verdict: Evidence.Verdict): Ended<Row> | undefined => {
  const { next, progressed } = after
  if (verdict._tag === "stalled") return { by: "stalled", doubts: [], resumeAt: progressed }
  if (verdict._tag === "end") {
    const { by, doubts } = verdict
    return { by, doubts, resumeAt: by === "repeatedPage" ? progressed : next }
  }
  if (after.items >= rules.maxItems) return cutAt("maxItems", next.evidence, next)
  return next.page - firstNew(rules.from) >= rules.maxPages ? cutAt("maxPages", next.evidence, next) : undefined
}
