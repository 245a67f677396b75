/**
 * Rows that somebody adds, changes or takes out: completed from what the program would bring next, and checked against
 * the contract.
 */
import * as Result from "effect/Result"
import type { MovingDataset } from "./Dataset.ts"
import type { Problem } from "./Invalid.ts"
import * as InvalidRow from "./InvalidRow.ts"
import type { Engine } from "./Prism.ts"
import type { Referral, Status } from "./Referral.ts"
import * as RowCheck from "./RowCheck.ts"
import type { Session } from "./Session.ts"

/** What a row is made of; what is absent is made up, or stays as it is. */
export interface Given {
  readonly uuid?: string
  /** Without an email it is the one that the program knows the contact by, or null. */
  readonly referring_contact?: { readonly uuid: string; readonly email?: string | null }
  /** Without a uuid it is a new contact. */
  readonly referred_contact?: { readonly uuid?: string; readonly email?: string | null }
  /** Another text breaks the contract: it needs `allowInvalidRows`. */
  readonly status?: Status | (string & {})
}

const fieldNames = ["uuid", "referring_contact", "referred_contact", "status"]

type Fields = Readonly<Record<string, unknown>>
const { isObject } = InvalidRow

/** A row, and what the contract says against it, which nobody minds where rows may break it. */
export interface Row {
  readonly row: Referral
  readonly complaints: ReadonlyArray<RowCheck.Complaint>
}
type Judged<A> = Result.Result<A, ReadonlyArray<Problem>>

/** The email that the contact of a uuid is known by; nothing of one that is not known. */
export type EmailOf = (uuid: string) => string | null | undefined

const emailsOf =
  (dataset: MovingDataset): EmailOf =>
  (uuid) =>
    dataset.contact(uuid)?.email

/** A contact as it was given, and its email if that was left out. */
const overContact = (emailOf: EmailOf, base: unknown, given: unknown): unknown => {
  if (!isObject(given)) return given
  const before: Fields = isObject(base) ? base : {}
  const { uuid } = given
  const email = typeof uuid === "string" && uuid !== before["uuid"] ? emailOf(uuid) : undefined
  return { ...before, ...(email !== undefined && { email }), ...given }
}

/** What was given, over a row that is complete. @internal */
export const over = (emailOf: EmailOf, base: Fields, given: Fields): Fields => {
  const { referred_contact: referred, referring_contact: referring } = given
  return {
    ...base,
    ...given,
    ...("referring_contact" in given && { referring_contact: overContact(emailOf, { email: null }, referring) }),
    ...("referred_contact" in given && { referred_contact: overContact(emailOf, base["referred_contact"], referred) })
  }
}

/** What is wrong with a row that cannot be kept, or not without breaking the contract. @internal */
export const problemsOf = (
  row: Referral | undefined,
  complaints: ReadonlyArray<RowCheck.Complaint>,
  allowInvalidRows: boolean
): ReadonlyArray<Problem> => {
  if (complaints.length > 0 && !allowInvalidRows) {
    return complaints.map(({ message, path }) => ({ path, code: "contract", message }))
  }
  if (row !== undefined) return []
  return [{ path: "uuid", code: "type", message: "even a row that breaks the contract has a text as uuid" }]
}

const judge = async (engine: Engine, session: Session, given: Fields): Promise<Judged<Row>> => {
  const complaints = await RowCheck.complaints(engine, [given])
  const row = InvalidRow.keepable(given)
  const problems = problemsOf(row, complaints, session.setup().allowInvalidRows)
  return row === undefined || problems.length > 0 ? Result.fail(problems) : Result.succeed({ row, complaints })
}

/** What was sent, if it names nothing that a referral does not have, or if it may. @internal */
export const parse = (input: unknown, allowInvalidRows: boolean): Judged<Fields> => {
  if (!isObject(input)) return Result.fail([{ path: "", code: "type", message: "a referral is an object" }])
  const unknown = allowInvalidRows ? [] : Object.keys(input).filter((name) => !fieldNames.includes(name))
  return unknown.length === 0
    ? Result.succeed(input)
    : Result.fail(
        unknown.map((path) => ({
          path,
          code: "unknown",
          limits: { choices: fieldNames },
          message: `a referral has no such field; it has ${fieldNames.join(", ")}`
        }))
      )
}

const taken = (uuid: string): ReadonlyArray<Problem> => [
  {
    path: "uuid",
    code: "taken",
    message: `there is a referral ${uuid} already; PATCH /__mock/referrals/${uuid} changes it`
  }
]

const datasetOf = (session: Session): MovingDataset => session.snapshot().run.movingDataset()

/** A row as somebody writes it down. */
const fieldsOf = (row: Referral): Fields => ({ ...InvalidRow.written(row) })

/** Adds a referral in front of all others. @internal */
export const add = async (engine: Engine, session: Session, input: unknown): Promise<Judged<Row>> => {
  const given = parse(input, session.setup().allowInvalidRows)
  if (Result.isFailure(given)) return Result.fail(given.failure)
  const completed = (): Fields => {
    const dataset = datasetOf(session)
    return over(emailsOf(dataset), fieldsOf(dataset.draft()), given.success)
  }
  const judged = await judge(engine, session, completed())
  if (Result.isFailure(judged)) return judged
  // Somebody else may have added the referral that was made up.
  const row = InvalidRow.keepable(completed())
  return row !== undefined && session.edit({ do: "add", referral: row })
    ? Result.succeed({ ...judged.success, row })
    : Result.fail(taken(judged.success.row.uuid))
}

/** Changes a referral. @returns `undefined` if there is none of this uuid @internal */
export const change = async (
  engine: Engine,
  session: Session,
  uuid: string,
  input: unknown
): Promise<Judged<Row> | undefined> => {
  const given = parse(input, session.setup().allowInvalidRows)
  if (Result.isFailure(given)) return Result.fail(given.failure)
  const dataset = datasetOf(session)
  const current = dataset.find(uuid)
  if (current === undefined) return undefined
  const wanted = given.success["uuid"]
  const isSame = typeof wanted === "string" && wanted.toLowerCase() === current.uuid.toLowerCase()
  if (wanted !== undefined && !isSame) {
    const message = "a referral keeps its uuid; DELETE this one and POST another"
    return Result.fail([{ path: "uuid", code: "taken", message }])
  }
  const changed = (row: Referral): Fields => ({
    ...over(emailsOf(dataset), fieldsOf(row), given.success),
    uuid: row.uuid
  })
  const judged = await judge(engine, session, changed(current))
  if (Result.isFailure(judged)) return judged
  // Somebody else may have changed other fields of it meanwhile.
  const latest = datasetOf(session).find(uuid)
  const row = latest === undefined ? undefined : InvalidRow.keepable(changed(latest))
  return row !== undefined && session.edit({ do: "replace", referral: row })
    ? Result.succeed({ ...judged.success, row })
    : undefined
}

/** Takes a referral out. @returns false if there is none of this uuid @internal */
export const remove = (session: Session, uuid: string): boolean => session.edit({ do: "take", uuid })
