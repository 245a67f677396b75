/**
 * What the control routes take, beside a scenario, and what they say of what they do not take.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { maxReferrals, sizeNames } from "./Dataset.ts"
import type { Problem } from "./Invalid.ts"
import * as SchemaProblems from "./SchemaProblems.ts"
import { Seed } from "./Seed.ts"
import * as SessionName from "./SessionName.ts"

/** `POST /__mock/clock` */
const Advance = Schema.Struct({
  /** How far the clock moves ahead. */
  seconds: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 31_536_000 })))
})

const Size = Schema.Union([
  Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: maxReferrals }))),
  Schema.Literals(sizeNames)
])

const wanted = { seed: Schema.optionalKey(Seed), referrals: Schema.optionalKey(Size) }

/** Generates rows although others were loaded. */
const Generated = Schema.Literal("generated")

/** `POST /__mock/reset`; what is absent is as the session was made. */
const Reset = Schema.Struct({ ...wanted, rows: Schema.optionalKey(Generated) })

const rowsMessage = 'takes an array of referrals, or "generated"'

const Name = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text) => {
      const name = SessionName.parse(text)
      return Result.isFailure(name) ? name.failure : undefined
    })
  )
)

/** `POST /__mock/sessions`; what is absent is as in the default session. */
const MakeSession = Schema.Struct({
  ...wanted,
  /** Each row is judged where rows by hand are. */
  rows: Schema.optionalKey(Schema.Union([Generated, Schema.Array(Schema.Unknown)]).annotate({ message: rowsMessage })),
  allowInvalidRows: Schema.optionalKey(Schema.Boolean),
  name: Schema.optionalKey(Name),
  key: Schema.optionalKey(Schema.String),
  /** Judged where scenarios are, in their own words. */
  scenario: Schema.optionalKey(Schema.Unknown),
  clients: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  webhook: Schema.optionalKey(Schema.Struct({ url: Schema.String, secret: Schema.optionalKey(Schema.String) }))
})

type Read<A> = (json: unknown) => Result.Result<A, ReadonlyArray<Problem>>

const reader = <A>(schema: Schema.Codec<A, unknown>, whole: string): Read<A> => {
  const decode = Schema.decodeUnknownResult(schema, { onExcessProperty: "error", errors: "all" })
  const description = Schema.toJsonSchemaDocument(schema).schema
  return (json) =>
    Result.mapError(decode(json), ({ issue }) => SchemaProblems.ofIssue({ description, part: "field", whole }, issue))
}

export const readAdvance = reader(Advance, 'the body is an object, as in {"seconds": 60}')
export const readReset = reader(Reset, 'the body is an object, as in {"seed": 7, "referrals": 101}')
export const readMakeSession = reader(MakeSession, 'the body is an object, as in {"name": "checkout", "referrals": 3}')
