/**
 * The books of a traversal where a page brings no rows: it is empty, or refused as one that does not exist.
 *
 * Pure.
 */
import * as Evidence from "./evidence.ts"
import type { Said } from "./meta.ts"
import { firstNew, type Place, type Rules, type State } from "./state.ts"
import { type Ahead, askAgain, endOf, isElsewhere, type Step, takenEmpty } from "./step.ts"

/** Takes a page without rows. */
export const acceptEmpty = <Row>(
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
