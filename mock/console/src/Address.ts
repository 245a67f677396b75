/**
 * The filter and the page size in the page's address, so that reloading keeps them.
 */
import { statuses } from "../../src/Referral.ts"
import { first, type Query } from "./Query.ts"

/** Rows on a page that can be chosen. */
export const sizes: ReadonlyArray<number> = [10, 30, 100]

/** Page 1 of the list that an address asks for; what it does not understand of it is as at first. */
export const read = (search: string): Query => {
  const asked = new URLSearchParams(search)
  return {
    status: statuses.find((status) => status === asked.get("status")) ?? first.status,
    contact: asked.get("contact") ?? first.contact,
    limit: sizes.find((size) => String(size) === asked.get("limit")) ?? first.limit,
    page: 1
  }
}

/** What stands behind the path for a query; nothing of what is as at first. */
export const write = ({ contact, limit, status }: Query): string => {
  const search = new URLSearchParams({
    ...(status !== first.status && { status }),
    ...(contact !== first.contact && { contact }),
    ...(limit !== first.limit && { limit: String(limit) })
  }).toString()
  return search === "" ? "" : `?${search}`
}
