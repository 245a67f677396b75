/**
 * What the page shows, in its address: the view, the request that is open, filters and page. Reloading keeps it, and a
 * colleague who gets the address sees the same.
 */
import { statuses, type Status } from "../../src/Referral.ts"
import { everything, type Filter, statusGroups } from "./Filter.ts"

export const views = ["journal", "clients", "rows", "scenario", "program", "connect"] as const
export type View = (typeof views)[number]

/** Rows on a page that can be chosen. */
export const sizes: ReadonlyArray<number> = [10, 30, 100]

export interface RowsQuery {
  /** Empty: any. */
  readonly status: Status | ""
  /** Uuid of the referring contact; empty: any. */
  readonly contact: string
  readonly limit: number
  readonly page: number
}

export interface Address {
  readonly view: View
  /** The journal's id of the request that is open. */
  readonly request: number | undefined
  readonly filter: Filter
  readonly rows: RowsQuery
}

export const firstRows: RowsQuery = { status: "", contact: "", limit: 30, page: 1 }

export const start: Address = { view: "journal", request: undefined, filter: everything, rows: firstRows }

const whole = (text: string | null): number | undefined =>
  text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined

/** What it does not understand of an address is as at first. */
export const read = (search: string): Address => {
  const asked = new URLSearchParams(search)
  return {
    view: views.find((view) => view === asked.get("view")) ?? start.view,
    request: whole(asked.get("request")),
    filter: {
      text: asked.get("find") ?? "",
      status: statusGroups.find((group) => group === asked.get("answer")) ?? "any",
      client: asked.get("client") ?? "",
      path: asked.get("path") ?? "",
      preflights: asked.has("preflights")
    },
    rows: {
      status: statuses.find((status) => status === asked.get("status")) ?? firstRows.status,
      contact: asked.get("contact") ?? firstRows.contact,
      limit: sizes.find((size) => String(size) === asked.get("limit")) ?? firstRows.limit,
      page: whole(asked.get("page")) ?? firstRows.page
    }
  }
}

/** What stands behind the path; nothing of what is as at first. */
export const write = ({ filter, request, rows, view }: Address): string => {
  const search = new URLSearchParams({
    ...(view !== start.view && { view }),
    ...(request !== undefined && { request: String(request) }),
    ...(filter.text !== "" && { find: filter.text }),
    ...(filter.status !== "any" && { answer: filter.status }),
    ...(filter.client !== "" && { client: filter.client }),
    ...(filter.path !== "" && { path: filter.path }),
    ...(filter.preflights && { preflights: "" }),
    ...(rows.status !== firstRows.status && { status: rows.status }),
    ...(rows.contact !== firstRows.contact && { contact: rows.contact }),
    ...(rows.limit !== firstRows.limit && { limit: String(rows.limit) }),
    ...(rows.page !== firstRows.page && { page: String(rows.page) })
  }).toString()
  return search === "" ? "" : `?${search}`
}
