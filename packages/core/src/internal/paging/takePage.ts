/**
 * Takes the pages of a traversal in order: decides what is delivered or requested again, and whether the list ended.
 *
 * Pure, so that neither the concurrency nor the order of the answers changes the result.
 */
import { takeEmptyPage } from "./takeEmptyPage.ts"
import * as ListEnd from "./listEnd.ts"
import * as KnownRows from "./knownRows.ts"
import { type ListMeta, usableLastPage } from "./meta.ts"
import type { PageRead } from "./page.ts"
import { repeatOf } from "./repeatedPage.ts"
import { firstNew, type Place, type Rules, type State } from "./state.ts"
import { type Ahead, askAgain, cutAt, endOf, isElsewhere, isLost, type PageOutcome } from "./pageOutcome.ts"

/** Takes the next page. */
export const takePage = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  read: PageRead<Row, unknown>,
  said: ListMeta | undefined,
  ahead: Ahead
): PageOutcome<Row> =>
  read.rows.length + read.unread.length === 0
    ? takeEmptyPage(rules, state, said, ahead)
    : takeRows(rules, state, read, said, ahead)

const takeRows = <Row>(
  rules: Rules<Row>,
  state: State<Row>,
  read: PageRead<Row, unknown>,
  said: ListMeta | undefined,
  ahead: Ahead
): PageOutcome<Row> => {
  const { identity } = rules
  const { evidence: before, known, page } = state.next
  const reread = page < firstNew(rules.from)
  const sifted = KnownRows.sift(read.rows, read.unread, known, identity)
  const length = read.rows.length + read.unread.length
  const isFull = length >= rules.pageSize
  const repeats = repeatOf(known, sifted, identity)
  // Of a page that is read again, rows that did not decode were told before.
  const isNew = sifted.fresh.length > 0 || (!reread && KnownRows.hasNewUnread(known, read.unread))
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
  const left = sifted.fresh.length - items.length
  const tellsInvalid = !reread && left === 0
  const duplicates = reread ? 0 : sifted.repeated + sifted.saved
  const held = { ...before, resumedElsewhere: elsewhere || (before.resumedElsewhere && !isFound) }
  const evidence = ListEnd.withPage(held, {
    length,
    said,
    reread,
    counted: repeats === undefined ? length : 0,
    delivered: items.length,
    // Rows that are known from a checkpoint are no standstill.
    news: isNew || (!reread && fromCheckpoint === 0) ? { isNew, isFull } : undefined
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
    invalid: state.invalid + (tellsInvalid ? read.invalid.length : 0),
    moved: state.moved || movedHere || elsewhere,
    ended: undefined
  }
  const ended =
    left > 0
      ? // Resuming reads this page again and drops the rows that were delivered from it.
        cutAt("maxItems", evidence, {
          ...state.next,
          known: reread ? KnownRows.withDelivered(known, items, identity) : known,
          evidence: { ...held, delivered: evidence.delivered },
          cut: reread ? state.next.cut : [...state.next.cut, ...items.map(identity.key)]
        })
      : endOf(
          rules,
          after,
          ListEnd.judgeRows(evidence, {
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
    tellsInvalid,
    isNew,
    isFull,
    moved: movedHere,
    lastPage: usableLastPage(said, page, evidence.delivered)
  }
}
