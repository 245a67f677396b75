/**
 * Rows that are sent along when a session is made: completed and checked as rows by hand are.
 */
import * as Result from "effect/Result"
import { createHash } from "node:crypto"
import * as Dataset from "./Dataset.ts"
import * as Loaded from "./dataset/Loaded.ts"
import type { Problem } from "./Invalid.ts"
import * as InvalidRow from "./InvalidRow.ts"
import type { Engine } from "./Prism.ts"
import type { Seed } from "./Random.ts"
import type { Referral } from "./Referral.ts"
import * as RowCheck from "./RowCheck.ts"
import * as RowsByHand from "./RowsByHand.ts"
import type { Rows } from "./Rows.ts"

type Fields = Readonly<Record<string, unknown>>
const { isObject } = InvalidRow

export interface Options {
  readonly seed: Seed
  readonly allowInvalidRows: boolean
}

/** The email that each contact is given, where it refers or else where it was referred. */
const emailsOf = (given: ReadonlyArray<Fields>): RowsByHand.EmailOf => {
  const emails = new Map<string, string>()
  for (const place of ["referring_contact", "referred_contact"]) {
    for (const row of given) {
      const contact = row[place]
      const { email, uuid }: Fields = isObject(contact) ? contact : {}
      if (typeof uuid !== "string" || typeof email !== "string") continue
      if (!emails.has(uuid.toLowerCase())) emails.set(uuid.toLowerCase(), email)
    }
  }
  return (uuid) => emails.get(uuid.toLowerCase())
}

const uuidOf = ({ uuid }: Fields): string | undefined => (typeof uuid === "string" ? uuid.toLowerCase() : undefined)

/** Each row as it will be: what was not given is made up, by another seed than that of rows which come later. */
const completed = (given: ReadonlyArray<Fields>, seed: Seed): ReadonlyArray<Fields> => {
  const columns = Loaded.make([], `${seed} given`)
  const taken = new Set(given.map(uuidOf))
  let next = 0
  const base = given.map((): Fields => {
    // A row that was made up for another session may come as one that is given.
    while (taken.has(columns.newcomer(next).uuid)) next++
    const { contact, uuid } = columns.newcomer(next++)
    return { uuid, referring_contact: columns.contact(0), referred_contact: contact, status: "pending" }
  })
  const filled = (emailOf: RowsByHand.EmailOf): ReadonlyArray<Fields> =>
    given.map((fields, row) => RowsByHand.over(emailOf, base[row] ?? {}, fields))
  // Whoever is referred in one row without an email, and refers in another, has the one that was made up.
  return filled(emailsOf(filled(emailsOf(given))))
}

const repeated = (rows: ReadonlyArray<Referral>): ReadonlyArray<Problem> => {
  const seen = new Map<string, number>()
  return rows.flatMap(({ uuid }, position): ReadonlyArray<Problem> => {
    const first = seen.get(uuid.toLowerCase())
    if (first === undefined) seen.set(uuid.toLowerCase(), position)
    const message = `this is already the uuid of row ${first}`
    return first === undefined ? [] : [{ path: `rows.${position}.uuid`, code: "taken", message }]
  })
}

const within = (row: number, problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> =>
  problems.map((problem) => ({ ...problem, path: `rows.${row}${problem.path === "" ? "" : `.${problem.path}`}` }))

/** Rows to serve, or what is wrong with each of them. @internal */
export const make = async (
  engine: Engine,
  given: ReadonlyArray<unknown>,
  { allowInvalidRows, seed }: Options
): Promise<Result.Result<Rows, ReadonlyArray<Problem>>> => {
  const parsed = given.map((row) => RowsByHand.parse(row, allowInvalidRows))
  const unreadable = parsed.flatMap((row, position) => (Result.isFailure(row) ? within(position, row.failure) : []))
  if (unreadable.length > 0) return Result.fail(unreadable)
  const rows = completed(
    parsed.flatMap((row) => (Result.isSuccess(row) ? [row.success] : [])),
    seed
  )
  const complaints = Map.groupBy(await RowCheck.complaints(engine, rows), ({ row }) => row)
  const kept = rows.map(InvalidRow.keepable)
  const problems = kept.flatMap((row, position) =>
    within(position, RowsByHand.problemsOf(row, complaints.get(position) ?? [], allowInvalidRows))
  )
  const whole = kept.filter((row) => row !== undefined)
  const all = [...problems, ...(problems.length === 0 ? repeated(whole) : [])]
  if (all.length > 0) return Result.fail(all)
  return Result.succeed({
    source: Dataset.fromColumns(Loaded.make(whole, seed)),
    seed,
    origin: { data: createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16) }
  })
}
