/**
 * One page of referrals as the endpoint answers it.
 */
import type { Dataset } from "./Dataset.ts"
import type { ApiRequest } from "./Prism.ts"
import { type Filter, type Referral, statuses } from "./Referral.ts"

export interface Query {
  readonly filter: Filter
  /** Rows per page, 1 to 100; default 30. */
  readonly limit: number
  /** From 1; default 1. */
  readonly page: number
}

export interface Page {
  readonly data: ReadonlyArray<Referral>
  readonly meta: ReadonlyArray<never>
}

const text = (value: string | ReadonlyArray<string> | undefined): string | undefined =>
  typeof value === "string" ? value : value?.at(-1)

/** The query of a request that the contract allows. */
export const queryOf = (request: ApiRequest): Query => {
  const query = request.url.query ?? {}
  const contact = text(query["referring_contact_uuid"])
  const status = statuses.find((known) => known === text(query["status"]))
  return {
    filter: {
      ...(contact !== undefined && { referring_contact_uuid: contact }),
      ...(status !== undefined && { status })
    },
    limit: Number(text(query["limit"]) ?? 30),
    page: Number(text(query["page"]) ?? 1)
  }
}

export const page = (dataset: Dataset, query: Query): Page => ({
  data: dataset.slice(query.filter, (query.page - 1) * query.limit, query.limit),
  meta: []
})
