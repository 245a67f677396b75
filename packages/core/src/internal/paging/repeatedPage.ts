/**
 * Recognises a page that came before, because the server ignores `page` or a cache answers with an earlier page.
 */
import * as Arr from "effect/Array"
import type { Identity, KnownRows, RememberedPage, Sifted } from "./knownRows.ts"

/** Whether a page, which has rows, repeats row for row one of the last two pages that were read in this leg. */
export const repeatOf = <Row>(
  { newer, older }: KnownRows<Row>,
  { page }: Sifted<Row>,
  identity: Identity<Row>
): "pageBefore" | "earlierPage" | undefined => {
  if (isSamePage(newer, page, identity)) return "pageBefore"
  return isSamePage(older, page, identity) ? "earlierPage" : undefined
}

const isSamePage = <Row>(a: RememberedPage<Row>, b: RememberedPage<Row>, { id, key }: Identity<Row>): boolean => {
  if (a.unread.size !== b.unread.size) return false
  for (const text of a.unread) if (!b.unread.has(text)) return false
  const isSameRow = (row: Row, other: Row) => id(row) === id(other) && key(row) === key(other)
  return Arr.makeEquivalence(isSameRow)(a.rows, b.rows)
}
