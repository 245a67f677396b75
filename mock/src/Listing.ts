/**
 * One page of referrals as the endpoint answers it, under the paging that the scenario wants.
 */
import type { Dataset } from "./Dataset.ts"
import * as OddRows from "./OddRows.ts"
import type { ApiRequest } from "./Prism.ts"
import { type Filter, type Referral, statuses } from "./Referral.ts"
import type { Behaviour } from "./Scenario.ts"

export interface Query {
  readonly filter: Filter
  /** Rows per page, 1 to 100; default 30. */
  readonly limit: number
  /** From 1; default 1. */
  readonly page: number
}

/** Laravel's paging object, as the vendor's other list endpoints answer it. */
export interface PagingMeta {
  readonly current_page: number
  readonly from: number | null
  readonly last_page: number
  readonly path: string
  readonly per_page: number
  readonly to: number | null
  readonly total: number
}

export interface Page {
  /** Referrals, unless the scenario wants odd ones among them. */
  readonly data: ReadonlyArray<unknown>
  readonly meta: ReadonlyArray<never> | PagingMeta
}

/** A page, or the status that refuses one past the end; either with what the scenario did to it, in words. */
export type Listed = ({ readonly page: Page } | { readonly refused: 400 | 404 }) & {
  readonly faults: ReadonlyArray<string>
  /** Rows in the whole list. */
  readonly total: number
}

/** A value that is given twice is refused before. */
const text = (value: string | ReadonlyArray<string> | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/** The query of a request that the contract allows; an empty value is none. */
export const queryOf = (request: ApiRequest): Query => {
  const query = new Map(Object.entries(request.url.query ?? {}))
  const contact = text(query.get("referring_contact_uuid"))
  const status = statuses.find((known) => known === text(query.get("status")))
  return {
    filter: {
      ...(contact !== undefined && { referring_contact_uuid: contact }),
      ...(status !== undefined && { status })
    },
    limit: Number(text(query.get("limit")) ?? 30),
    page: Math.min(Number(text(query.get("page")) ?? 1), Number.MAX_SAFE_INTEGER)
  }
}

/** Rows of page `page`, given those that stand there, as the scenario's paging leaves them. */
const select = (
  rows: ReadonlyArray<Referral>,
  paging: Behaviour["paging"],
  page: number,
  lastPage: number
): ReadonlyArray<Referral> => {
  if (paging === "emptyInMiddle" && lastPage > 2 && page === Math.ceil(lastPage / 2)) return []
  if (paging === "shortPage" && page === 2) return rows.slice(0, Math.ceil(rows.length / 2))
  return rows
}

/** How a page differs from the one that was asked for, in words. */
interface Difference {
  readonly query: Query
  readonly behaviour: Behaviour
  /** Rows before and after the scenario's paging. */
  readonly there: number
  readonly left: number
  readonly odd: number
}

const inWords = ({ behaviour, left, odd, query, there }: Difference): ReadonlyArray<string> => {
  const { limitClamp, oddRows, paging } = behaviour
  const faults = [
    limitClamp !== null && query.limit > limitClamp && `limit clamped to ${limitClamp}`,
    paging === "ignored" && query.page > 1 && "page number ignored",
    paging === "overlapping" && query.page > 1 && there > 0 && "overlaps the page before",
    paging === "lyingLastPage" && "last_page too low",
    left < there && (left === 0 ? "page emptied" : "page cut short"),
    oddRows !== null && odd > 0 && `${odd} odd ${odd === 1 ? "row" : "rows"}: ${oddRows.kind}`
  ]
  return faults.filter((fault) => fault !== false)
}

/** @param path where the list is, for `meta` */
export const list = (dataset: Dataset, query: Query, behaviour: Behaviour, path: () => string): Listed => {
  const { paging, pastEnd } = behaviour
  const limit = Math.min(query.limit, behaviour.limitClamp ?? query.limit)
  const page = paging === "ignored" ? 1 : query.page
  const stride = paging === "overlapping" ? Math.max(1, limit - 1) : limit
  const total = dataset.count(query.filter)
  const lastPage = Math.max(1, Math.ceil(total / stride))
  if (page > lastPage && pastEnd !== "empty") {
    return { refused: pastEnd === "notFound" ? 404 : 400, faults: ["past the end"], total }
  }

  const offset = (page - 1) * stride
  const there = dataset.slice(query.filter, offset, limit)
  const rows = select(there, paging, page, lastPage)
  const data = OddRows.apply(rows, behaviour.oddRows, offset)
  const odd = OddRows.count(rows.length, behaviour.oddRows, offset)
  const faults = inWords({ query, behaviour, there: there.length, left: rows.length, odd })
  if (behaviour.meta === "array" && paging !== "lyingLastPage") {
    return { page: { data, meta: [] }, faults, total }
  }
  const meta = {
    current_page: page,
    from: data.length === 0 ? null : offset + 1,
    last_page: paging === "lyingLastPage" ? Math.max(1, lastPage - 1) : lastPage,
    path: path(),
    per_page: limit,
    to: data.length === 0 ? null : offset + data.length,
    total
  }
  return { page: { data, meta }, faults, total }
}
