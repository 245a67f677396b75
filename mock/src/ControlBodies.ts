/**
 * What the control routes take, beside a scenario.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isSize, maxReferrals, sizeNames } from "./Dataset.ts"
import { Seed } from "./Seed.ts"
import * as SessionName from "./SessionName.ts"

/** `POST /__mock/clock` */
export const Advance = Schema.Struct({
  /** How far the clock moves ahead. */
  seconds: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 31_536_000 })))
})

const Size = Schema.declare(isSize, { expected: `a number from 0 to ${maxReferrals}, or one of ${sizeNames}` })

const wanted = {
  seed: Schema.optionalKey(Seed),
  referrals: Schema.optionalKey(Size),
  /** Generates rows although others were loaded. */
  rows: Schema.optionalKey(Schema.Literal("generated"))
}

/** `POST /__mock/reset`; what is absent is as the session was made. */
export const Reset = Schema.Struct(wanted)

const Name = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text) => {
      const name = SessionName.parse(text)
      return Result.isFailure(name) ? name.failure : undefined
    })
  )
)

/** `POST /__mock/sessions`; what is absent is as in the default session. */
export const MakeSession = Schema.Struct({
  ...wanted,
  name: Schema.optionalKey(Name),
  key: Schema.optionalKey(Schema.String),
  /** Judged where scenarios are, in their own words. */
  scenario: Schema.optionalKey(Schema.Unknown),
  clients: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  webhook: Schema.optionalKey(Schema.Struct({ url: Schema.String, secret: Schema.optionalKey(Schema.String) }))
})
