/**
 * A count as JSON, for another machine to go on with or to merge.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as IdTable from "./idTable.ts"
import * as States from "./state.ts"

const Index = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Ids = Schema.Array(Schema.NonEmptyString)

const Encoded = Schema.Struct({
  version: Schema.Literal(1),
  statuses: Ids,
  contacts: Ids,
  /** By contact, by its place in `contacts`; absent where emails were not kept. */
  emails: Schema.optionalKey(Schema.Array(Schema.Tuple([Index, Schema.String]))),
  /** Column by column: ids of rows, then places in `contacts`, `contacts` and `statuses`. */
  ids: Ids,
  referring: Schema.Array(Index),
  referred: Schema.Array(Index),
  status: Schema.Array(Index)
})

type Encoded = typeof Encoded.Type

const encode = (state: States.State): Encoded => {
  const { contacts, emails, referred, referring, status, statuses, total } = state
  return {
    version: 1,
    statuses: [...statuses],
    contacts: Array.from({ length: contacts.count }, (_, number) => IdTable.idOf(contacts, number)),
    ...(emails !== undefined && { emails: [...emails] }),
    ids: Array.from({ length: total }, (_, row) => States.idOf(state, row)),
    referring: [...referring.subarray(0, total)],
    referred: [...referred.subarray(0, total)],
    status: [...status.subarray(0, total)]
  }
}

const problemOf = ({ contacts, emails = [], ids, referred, referring, status, statuses }: Encoded) => {
  if ([referring, referred, status].some((column) => column.length !== ids.length)) return "columns of one length"
  const isWithin = (length: number) => (index: number) => index < length
  return [referring, referred].every((column) => column.every(isWithin(contacts.length))) &&
    status.every(isWithin(statuses.length)) &&
    emails.every(([contact]) => contact < contacts.length)
    ? undefined
    : "places within `contacts` and `statuses`"
}

const decode = (encoded: Encoded): States.State => {
  const { contacts, emails, ids, referred, referring, status, statuses } = encoded
  const state = States.empty({ emails: emails !== undefined })
  const emailOf = new Map(emails)
  const contact = (index: number) => ({ uuid: contacts[index] ?? "", email: emailOf.get(index) ?? null })
  ids.forEach((uuid, row) =>
    States.add(state, [
      {
        uuid,
        referring_contact: contact(referring[row] ?? 0),
        referred_contact: contact(referred[row] ?? 0),
        status: statuses[status[row] ?? 0] ?? ""
      }
    ])
  )
  return state
}

/** A count that goes on. Its JSON grows with the rows, by about 110 bytes each. */
export const State = /* #__PURE__ */ Encoded.pipe(
  Schema.decodeTo(
    Schema.declare(States.isState, { expected: "a state of Insights" }),
    SchemaTransformation.transformEffect({
      decode: (encoded) => {
        const problem = problemOf(encoded)
        return problem === undefined
          ? Effect.succeed(decode(encoded))
          : Effect.fail(new SchemaIssue.InvalidValue({ message: `expected ${problem}` }))
      },
      encode: (state) => Effect.succeed(encode(state))
    })
  )
)

/** A count that goes on. */
export type State = States.State
