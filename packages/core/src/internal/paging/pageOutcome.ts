/**
 * What becomes of a page in the books of a traversal: it is taken or asked for again, and may end the list.
 *
 * Pure.
 */
import type * as ListEnd from "./listEnd.ts"
import type { ListMeta } from "./meta.ts"
import { type Ended, firstNew, type Place, type Rules, type State } from "./state.ts"

/** What was known of the pages after a page when that page came. */
export interface Ahead {
  /** Whether a later page has already arrived with rows. */
  readonly laterHasRows: boolean
  /** Whether the page was asked for before the page before it had arrived. */
  readonly askedEarly: boolean
}

/** What becomes of a page. */
export type PageOutcome<Row> =
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

/** The page is doubted. */
export const askAgain = <Row>(
  state: State<Row>,
  askedAgain: NonNullable<State<Row>["askedAgain"]>,
  said: ListMeta | undefined
): PageOutcome<Row> => ({
  _tag: "askAgain",
  state: {
    ...state,
    askedAgain,
    moved: state.moved || askedAgain === "moved",
    // What the doubted answer said counts until another speaks.
    next: { ...state.next, evidence: { ...state.next.evidence, said: said ?? state.next.evidence.said } }
  }
})

/** The page was taken and has no rows. */
export const takenEmpty = <Row>(state: State<Row>): PageOutcome<Row> => ({
  _tag: "taken",
  state,
  items: [],
  isShown: true,
  isNew: false,
  isFull: false,
  moved: false,
  lastPage: undefined
})

/** Whether the page that a resumed leg reads again shows no row of the checkpoint: they are looked for on later pages. */
export const isLost = <Row>(rules: Rules<Row>, page: number, known: number): boolean =>
  page < firstNew(rules.from) && known === 0 && rules.from?.keys.some((keys) => keys.length > 0) === true

/** The same for page 2 and later: new rows in front of a first page are no sign that the list is another one. */
export const isElsewhere = <Row>(rules: Rules<Row>, page: number, known: number): boolean =>
  page >= 2 && isLost(rules, page, known)

/** The end of a traversal that is cut. */
export const cutAt = <Row>(
  by: "maxItems" | "maxPages",
  evidence: ListEnd.Evidence,
  resumeAt: Place<Row>
): Ended<Row> => ({
  by,
  doubts: [
    ...(evidence.uneven ? (["uneven"] as const) : []),
    ...(evidence.resumedElsewhere ? (["resumedElsewhere"] as const) : [])
  ],
  resumeAt
})

/** The end of a traversal, where a verdict or a bound says so. */
export const endOf = <Row>(rules: Rules<Row>, after: State<Row>, verdict: ListEnd.Verdict): Ended<Row> | undefined => {
  const { next, progressed } = after
  if (verdict._tag === "stalled") return { by: "stalled", doubts: [], resumeAt: progressed }
  if (verdict._tag === "end") {
    const { by, doubts } = verdict
    return { by, doubts, resumeAt: by === "repeatedPage" ? progressed : next }
  }
  if (after.items >= rules.maxItems) return cutAt("maxItems", next.evidence, next)
  return next.page - firstNew(rules.from) >= rules.maxPages ? cutAt("maxPages", next.evidence, next) : undefined
}
