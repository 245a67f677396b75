/**
 * What the contract says of rows: the engine answers with them and is asked for its complaints.
 */
import type { ApiRequest, Engine } from "./Prism.ts"

export interface Complaint {
  /** Which of the rows, from 0. */
  readonly row: number
  /** Where in the row, `referred_contact.email`; empty for the row itself. */
  readonly path: string
  readonly message: string
}

const question: ApiRequest = {
  method: "get",
  url: { path: "/api/v3/oauth/clients/referrals", query: {} },
  headers: { authorization: "Bearer data" }
}

/** Rows that are shown to the engine at once: a page of the contract. */
const pageSize = 100

const complaintsOf = async (engine: Engine, rows: ReadonlyArray<unknown>): Promise<ReadonlyArray<Complaint>> => {
  const answer = await engine.answer(
    { ...question },
    {},
    { refuse: () => undefined, respond: () => ({ body: { data: rows, meta: [] } }) }
  )
  return answer.violations
    .filter(({ severity }) => severity === "error")
    .map(({ location, message }) => {
      const [, , row, ...path] = location
      return {
        row: Number(row ?? 0),
        path: path.join("."),
        message: message.replace(/^Response body (property \S+ )?/, "")
      }
    })
}

/** What the contract says against rows; empty where they keep to it. @internal */
export const complaints = async (engine: Engine, rows: ReadonlyArray<unknown>): Promise<ReadonlyArray<Complaint>> => {
  const pages = Array.from({ length: Math.ceil(rows.length / pageSize) }, (_, page) =>
    rows.slice(page * pageSize, (page + 1) * pageSize)
  )
  const found: Array<Complaint> = []
  for (const [page, some] of pages.entries()) {
    // One page after the other: the engine has a lot to do with each.
    // oxlint-disable-next-line no-await-in-loop
    for (const one of await complaintsOf(engine, some)) found.push({ ...one, row: one.row + page * pageSize })
  }
  return found
}
