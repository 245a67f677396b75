/**
 * Takes a page that has no rows, or that the server refused because it does not exist.
 *
 * Pure.
 */
import * as ListEnd from "./listEnd.ts"
import type { ListMeta } from "./meta.ts"
import { firstNew, type Place, type Rules, type State } from "./state.ts"
import { type Ahead, askAgain, endOf, isElsewhere, type PageOutcome, takenEmpty } from "./pageOutcome.ts"

/** Takes a page without rows. */
export const takeEmptyPage = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  said: ListMeta | undefined,
  { hadRows, laterHasRows }: Ahead
): PageOutcome<Row> => {
  const { evidence: before, page } = state.next
  const wasPassedOver = page < firstNew(rules.from) && before.last === 0
  const elsewhere = !wasPassedOver && isElsewhere(rules, page, 0)
  const evidence = { ...before, resumedElsewhere: before.resumedElsewhere || elsewhere }
  const verdict = ListEnd.judgeEmpty(evidence, {
    number: page,
    said,
    laterHasRows,
    hadRows,
    askedAgain: state.askedAgain === "laterHasRows" || state.askedAgain === "said" ? state.askedAgain : undefined,
    wasPassedOver,
    emptiesBefore: state.empties,
    saidWithRows: state.saidWithRows
  })
  if (verdict._tag === "askAgain") return askAgain(state, laterHasRows ? "laterHasRows" : "said", said)
  const next: Place<Row> = {
    ...state.next,
    page: page + 1,
    evidence: ListEnd.withPage(evidence, {
      length: 0,
      said,
      reread: page < firstNew(rules.from),
      counted: 0,
      delivered: 0,
      news: undefined
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
 * Takes a page that the server refused because it does not exist.
 *
 * @param certain false if a second request must confirm it first
 */
export const takeRefusedPage = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  ahead: Ahead,
  certain: boolean
): PageOutcome<Row> => {
  if (!certain && state.askedAgain !== "refused") return askAgain(state, "refused", undefined)
  const { evidence: before, page } = state.next
  const elsewhere = isElsewhere(rules, page, 0)
  const evidence = { ...before, resumedElsewhere: before.resumedElsewhere || elsewhere }
  const verdict = ListEnd.judgeRefused(evidence, {
    number: page,
    pageSize: rules.pageSize,
    laterHasRows: ahead.laterHasRows,
    hadRows: ahead.hadRows
  })
  const after = { ...state, pages: state.pages + 1, moved: state.moved || elsewhere }
  return takenEmpty({ ...after, ended: endOf(rules, after, verdict) })
}
