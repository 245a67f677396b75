/**
 * Rows that somebody adds, changes or takes out: completed from what the program would bring next, and checked against
 * the contract.
 */
import * as Result from "effect/Result"
import type { Dataset } from "./Dataset.ts"
import type { Problem } from "./Invalid.ts"
import type { Engine } from "./Prism.ts"
import { type Contact, isReferral, type Referral } from "./Referral.ts"
import * as RowCheck from "./RowCheck.ts"
import type { Session } from "./Session.ts"

/** What a row is made of; what is absent is made up, or stays as it is. */
export interface Given {
  readonly uuid?: string
  /** Without an email it is the one that the program knows the contact by, or null. */
  readonly referring_contact?: { readonly uuid: string; readonly email?: string | null }
  /** Without a uuid it is a new contact. */
  readonly referred_contact?: { readonly uuid?: string; readonly email?: string | null }
  readonly status?: Referral["status"]
}

const fieldNames = ["uuid", "referring_contact", "referred_contact", "status"]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const emailOf = (dataset: Dataset, uuid: unknown): string | null =>
  typeof uuid === "string"
    ? (dataset.slice({ referring_contact_uuid: uuid }, 0, 1)[0]?.referring_contact.email ?? null)
    : null

const overContact = (given: unknown, base: Partial<Contact>): unknown =>
  isObject(given) ? { ...base, ...given } : given

/** What was given, over a row that is complete. */
const over = (dataset: Dataset, base: Referral, given: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { referred_contact: referred, referring_contact: referring } = given
  return {
    ...base,
    ...given,
    ...("referring_contact" in given && {
      referring_contact: overContact(referring, {
        email: emailOf(dataset, isObject(referring) ? referring["uuid"] : undefined)
      })
    }),
    ...("referred_contact" in given && { referred_contact: overContact(referred, base.referred_contact) })
  }
}

type Judged = Result.Result<Referral, ReadonlyArray<Problem>>

const judge = async (engine: Engine, row: unknown): Promise<Judged> => {
  const complaints = await RowCheck.complaints(engine, [row])
  if (complaints.length === 0 && isReferral(row)) return Result.succeed(row)
  const problems = complaints.map(({ message, path }): Problem => ({ path, code: "format", message }))
  const other: Problem = { path: "", code: "type", message: "the contract allows it, but the mock cannot serve it" }
  return Result.fail(problems.length > 0 ? problems : [other])
}

const parse = (input: unknown): Result.Result<Readonly<Record<string, unknown>>, ReadonlyArray<Problem>> => {
  if (!isObject(input)) return Result.fail([{ path: "", code: "type", message: "a referral is an object" }])
  const unknown = Object.keys(input).filter((name) => !fieldNames.includes(name))
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

const datasetOf = (session: Session): Dataset => session.snapshot().run.dataset()

/** Adds a referral in front of all others. @internal */
export const add = async (engine: Engine, session: Session, input: unknown): Promise<Judged> => {
  const given = parse(input)
  if (Result.isFailure(given)) return Result.fail(given.failure)
  const dataset = session.snapshot().run.movingDataset()
  const referral = await judge(engine, over(dataset, dataset.draft(), given.success))
  if (Result.isFailure(referral)) return referral
  return session.edit({ do: "add", referral: referral.success }) ? referral : Result.fail(taken(referral.success.uuid))
}

/** Changes a referral. @returns `undefined` if there is none of this uuid @internal */
export const change = async (
  engine: Engine,
  session: Session,
  uuid: string,
  input: unknown
): Promise<Judged | undefined> => {
  const given = parse(input)
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
  const referral = await judge(engine, { ...over(dataset, current, given.success), uuid: current.uuid })
  if (Result.isFailure(referral)) return referral
  // Somebody else may have changed other fields of it meanwhile.
  const latest = datasetOf(session).find(uuid)
  const changed = latest === undefined ? undefined : { ...over(dataset, latest, given.success), uuid: latest.uuid }
  return isReferral(changed) && session.edit({ do: "replace", referral: changed }) ? Result.succeed(changed) : undefined
}

/** Takes a referral out. @returns false if there is none of this uuid @internal */
export const remove = (session: Session, uuid: string): boolean => session.edit({ do: "take", uuid })
