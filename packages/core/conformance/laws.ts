/**
 * What must hold of the answers of a case, beyond the contract's own schemas.
 *
 * Pure. A law speaks of rows by number and never shows one.
 */
import * as Predicate from "effect/Predicate"
import { type Answer, bodyOf } from "./contract.ts"
import { broken, claim, kept, unshown, type Verdict } from "./Verdict.ts"

/** The answers of a case, in the order of its requests. */
export type Law = (answers: ReadonlyArray<Answer>) => Verdict

/** The rows of an answer; none where it is no page. */
export const rowsOf = (answer: Answer | undefined): ReadonlyArray<unknown> => {
  const body = answer === undefined ? undefined : bodyOf(answer)
  return Predicate.isObject(body) && Array.isArray(body["data"]) ? body["data"] : []
}

const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((node, name) => (Predicate.isObject(node) ? node[name] : undefined), value)

/** The uuid of the contact who made the first referral of an answer. */
export const contactOf = (answer: Answer): string | undefined => {
  const uuid = at(rowsOf(answer)[0], "referring_contact", "uuid")
  return typeof uuid === "string" ? uuid : undefined
}

// A row's identity is its uuid with both contacts' uuids.
const identity = (row: unknown): string =>
  JSON.stringify([at(row, "uuid"), at(row, "referring_contact", "uuid"), at(row, "referred_contact", "uuid")])

const text = (row: unknown): string => JSON.stringify(row)

/** All laws, of which the first that is not kept speaks. */
export const all =
  (...laws: ReadonlyArray<Law>): Law =>
  (answers) =>
    laws.reduce<Verdict>((verdict, law) => (verdict._tag === "Kept" ? law(answers) : verdict), kept)

const last = (answers: ReadonlyArray<Answer>): Answer | undefined => answers.at(-1)

/** The last answer has so many rows at most. */
export const atMost =
  (most: number): Law =>
  (answers) => {
    const { length } = rowsOf(last(answers))
    return claim(length <= most, `${length} rows on a page of at most ${most}`)
  }

/** Every answer has the rows of the first, in its order. */
export const sameRows: Law = (answers) => {
  const [first, ...others] = answers.map((answer) => rowsOf(answer).map(text))
  if (first === undefined || first.length === 0) return unshown("the list is empty")
  const index = others.findIndex((rows) => rows.join() !== first.join())
  return claim(index < 0, `answer ${index + 2} has other rows than answer 1`)
}

/** The rows of the second and later answers, one after the other, are the list that the first begins. */
export const followsOn: Law = (answers) => {
  const [whole, ...pages] = answers
  const list = rowsOf(whole).map(text)
  const parts = pages.flatMap((page) => rowsOf(page)).map(text)
  if (rowsOf(pages[0]).length === 0 || rowsOf(pages[1]).length === 0) return unshown("the list has no two pages")
  const common = Math.min(list.length, parts.length)
  const wrong = parts.slice(0, common).findIndex((row, index) => row !== list[index])
  return claim(wrong < 0, `row ${wrong + 1} of the pages is not row ${wrong + 1} of the list`)
}

/** The last answer is the beginning of the first. */
export const begins: Law = (answers) => {
  const list = rowsOf(answers[0]).map(text)
  const rows = rowsOf(last(answers)).map(text)
  if (rows.length === 0) return unshown("the list is empty")
  return claim(
    rows.every((row, index) => row === list[index]),
    "a shorter page is not the beginning of a longer one"
  )
}

/** No row is on two of the answers. */
export const disjoint: Law = (answers) => {
  const pages = answers.map((answer) => rowsOf(answer).map(identity))
  if (pages.some((page) => page.length === 0)) return unshown("the list has no two pages")
  const sizes = pages.reduce((sum, page) => sum + new Set(page).size, 0)
  return claim(new Set(pages.flat()).size === sizes, "a row is on two pages")
}

/** The last answer is an empty page, or a refusal. */
export const emptyOrRefused: Law = (answers) => {
  const answer = last(answers)
  const { length } = rowsOf(answer)
  return claim(answer?.status !== 200 || length === 0, `${length} rows where none can be`)
}

/** Every row of the last answer has this status. */
export const allOfStatus =
  (status: string): Law =>
  (answers) => {
    const rows = rowsOf(last(answers))
    if (rows.length === 0) return unshown(`no referral is ${status}`)
    const wrong = rows.findIndex((row) => at(row, "status") !== status)
    return claim(wrong < 0, `row ${wrong + 1} has another status`)
  }

/** Every row of the last answer was made by the contact of the first answer's first row, and there is one. */
export const allOfContact: Law = (answers) => {
  const [first] = answers
  const contact = first === undefined ? undefined : contactOf(first)
  if (contact === undefined) return unshown("the list is empty")
  const rows = rowsOf(last(answers))
  if (rows.length === 0) return broken("no row of a contact who has made a referral")
  const wrong = rows.findIndex((row) => at(row, "referring_contact", "uuid") !== contact)
  return claim(wrong < 0, `row ${wrong + 1} was made by another contact`)
}

/** The filtered list (last) begins with those rows of the whole list (first) that have the status. */
export const keepsOrder =
  (status: string): Law =>
  (answers) => {
    const expected = rowsOf(answers[0])
      .filter((row) => at(row, "status") === status)
      .map(text)
    const rows = rowsOf(last(answers)).map(text)
    if (expected.length === 0) return unshown(`no referral of the first page is ${status}`)
    const common = Math.min(expected.length, rows.length)
    const wrong = expected.slice(0, common).findIndex((row, index) => row !== rows[index])
    return claim(common > 0 && wrong < 0, "the filtered list is not the list without the other rows")
  }

/** Every answer's body carries this code, and the status that it came with. */
export const code =
  (wanted: number): Law =>
  (answers) => {
    const wrong = answers.findIndex((answer) => at(bodyOf(answer), "code") !== wanted)
    if (wrong >= 0) return broken(`answer ${wrong + 1} does not carry the code ${wanted}`)
    const other = answers.findIndex((answer) => at(bodyOf(answer), "status_code") !== answer.status)
    return claim(other < 0, `answer ${other + 1} says another status_code than its own`)
  }

/** Every answer has this header. */
export const header =
  (name: string): Law =>
  (answers) => {
    const missing = answers.findIndex((answer) => answer.headers[name.toLowerCase()] === undefined)
    return claim(missing < 0, `answer ${missing + 1} has no ${name}`)
  }

/** `meta`, where it is filled, tells the page that was asked for (first to last: 1, 2, …) and agrees with the rows. */
export const metaTells: Law = (answers) => {
  const metas = answers.map((answer) => at(bodyOf(answer), "meta"))
  if (metas.some((meta) => Array.isArray(meta))) return unshown("meta is an empty array")
  const wrong = metas.findIndex((meta, index) => at(meta, "current_page") !== index + 1)
  if (wrong >= 0) return broken(`meta of page ${wrong + 1} tells another current_page`)
  const long = answers.findIndex((answer, index) => rowsOf(answer).length > Number(at(metas[index], "per_page")))
  if (long >= 0) return broken(`page ${long + 1} has more rows than its meta's per_page`)
  const totals = new Set(metas.map((meta) => at(meta, "total")))
  return claim(totals.size === 1, "two pages tell two totals")
}
