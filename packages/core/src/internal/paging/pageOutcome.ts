/**
 * What a traversal does with a page: it takes the page or requests it again, and the page may end the list.
 *
 * Pure.
 */
import type * as ListEnd from "./listEnd.ts"
import type { ListMeta } from "./meta.ts"
import { type Ended, firstNew, type Place, type Rules, type State } from "./state.ts"

/** What is known about the pages around a page when it is judged. */
export interface Ahead {
  /** Whether the newest answer to a later page had rows. */
  readonly laterHasRows: boolean
  /** Whether any answer to this page or a later one had rows. */
  readonly hadRows: boolean
  /** Whether the page was requested before the previous page had arrived. */
  readonly askedEarly: boolean
}

/** What is done with a page. */
export type PageOutcome<Row> =
  /** It is requested once more, and so is what was read ahead of it. */
  | { readonly _tag: "askAgain"; readonly state: State<Row> }
  | {
      readonly _tag: "taken"
      readonly state: State<Row>
      /** The rows to deliver. */
      readonly items: ReadonlyArray<Row>
      /** Whether `pages` shows it. A page that is read again after a resume is hidden, unless it has new rows. */
      readonly isShown: boolean
      /** Whether its rows that did not decode are told: once, with the leg that takes the page whole. */
      readonly tellsInvalid: boolean
      /** Whether it brought anything new. */
      readonly isNew: boolean
      /** Whether it has as many rows as were asked for. */
      readonly isFull: boolean
      /** Whether it showed that rows moved. What was read ahead is then requested again. */
      readonly moved: boolean
      /** The number of the last page, if `meta` gives it and can be believed. */
      readonly lastPage: number | undefined
    }

/** Requests the page again. */
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
    // The `meta` of this answer counts until another answer has one.
    next: { ...state.next, evidence: { ...state.next.evidence, said: said ?? state.next.evidence.said } }
  }
})

/** Takes a page that has no rows. */
export const takenEmpty = <Row>(state: State<Row>): PageOutcome<Row> => ({
  _tag: "taken",
  state,
  items: [],
  isShown: true,
  tellsInvalid: false,
  isNew: false,
  isFull: false,
  moved: false,
  lastPage: undefined
})

/** Whether a resumed leg found no row of the checkpoint on the page that it read again: it then looks on later ones. */
export const isLost = <Row>({ from }: Rules<Row>, page: number, known: number): boolean =>
  from !== undefined && page < from.page && known === 0 && from.keys.some((keys) => keys.length > 0)

/** The same, from page 2 on: on page 1, rows that were added in front may have pushed the known ones away. */
export const isElsewhere = <Row>(rules: Rules<Row>, page: number, known: number): boolean =>
  page >= 2 && isLost(rules, page, known)

/** The end of a traversal that `maxItems` or `maxPages` cuts. */
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

/** The end of the traversal, if the verdict or an option ends it here. */
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
