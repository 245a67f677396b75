/**
 * The page of rows that the table shows, and what is done to rows by hand.
 *
 * Read as they are: looking takes no step, no limit and no fault from anybody.
 */
import { effect, signal } from "@preact/signals"
import type { Referral } from "../../src/Referral.ts"
import type { Given } from "../../src/RowsByHand.ts"
import type { RowsQuery } from "./Address.ts"
import * as FieldProblems from "./FieldProblems.ts"
import * as Http from "./Http.ts"
import { say } from "./Notice.ts"
import { address, change } from "./Route.ts"

export const page = signal<Http.Rows | undefined>(undefined)
export const problem = signal<Http.Problem | undefined>(undefined)
export const isLoading = signal(true)
/** The row that is being edited, as it was when that began. */
export const editing = signal<Referral | undefined>(undefined)
export const editProblem = signal<string | undefined>(undefined)

let newest = 0

/** Reads the page that the address asks for. */
export const load = async (): Promise<void> => {
  const mine = ++newest
  isLoading.value = true
  const said = await Http.rows(address.value.rows)
  if (mine !== newest) return
  isLoading.value = false
  problem.value = "problem" in said ? said.problem : undefined
  if ("body" in said) page.value = said.body
}

/** Shows another page, or other rows from their first page on. */
export const show = (by: Partial<RowsQuery>): void =>
  change({ rows: { ...address.value.rows, page: 1, ...by } }, "page" in by ? "step" : "touch")

/** Reads whenever the address asks for other rows while they are in sight. */
export const follow = (): void => {
  let last = ""
  effect(() => {
    const { rows, view } = address.value
    const asked = JSON.stringify(rows)
    if (view !== "rows" || asked === last) return
    last = asked
    void load()
  })
}

/** Reads again where rows are in sight. */
export const refresh = (): void => {
  if (address.value.view === "rows") void load()
}

export const nameOf = ({ referred_contact: referred, uuid }: Referral): string => referred.email ?? uuid.slice(0, 8)

const failed = ({ errors, text }: Http.Problem): void => say(FieldProblems.plain(text, errors))

const givenOf = ({ referred_contact, referring_contact, status }: Referral): Given => ({
  referred_contact,
  referring_contact,
  status
})

/** @returns false if the mock refused it */
export const edit = async (row: Referral, given: Given): Promise<boolean> => {
  const said = await Http.changeRow(row.uuid, given)
  if ("problem" in said) {
    editProblem.value = FieldProblems.plain(said.problem.text, said.problem.errors)
    return false
  }
  editProblem.value = undefined
  say(`${nameOf(said.body)} is changed`, () => void edit(said.body, givenOf(row)))
  await load()
  return true
}

export const remove = async (row: Referral): Promise<void> => {
  const said = await Http.removeRow(row.uuid)
  if ("problem" in said) return failed(said.problem)
  say(`${nameOf(row)} is removed`, () => void restore(row))
  await load()
}

const restore = async (row: Referral): Promise<void> => {
  const said = await Http.restoreRow(row.uuid)
  if ("problem" in said) return failed(said.problem)
  say(`${nameOf(row)} is back where it was`)
  await load()
}

/** A referral in front of all others, open for editing. */
export const add = async (): Promise<void> => {
  const said = await Http.addRow({})
  if ("problem" in said) return failed(said.problem)
  editing.value = said.body
  show({ status: "", contact: "" })
  say(`${nameOf(said.body)} is added in front`, () => void remove(said.body))
  await load()
}
