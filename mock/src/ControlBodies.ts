/**
 * What the control routes take, beside a scenario.
 */
import * as Schema from "effect/Schema"
import { isSize, maxReferrals, sizeNames } from "./Dataset.ts"

/** `POST /__mock/clock` */
export const Advance = Schema.Struct({
  /** How far the clock moves ahead. */
  seconds: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 31_536_000 })))
})

const Size = Schema.declare(isSize, { expected: `a number from 0 to ${maxReferrals}, or one of ${sizeNames}` })

/** `POST /__mock/reset`; what is absent stays as it is. */
export const Reset = Schema.Struct({
  seed: Schema.optionalKey(Schema.Union([Schema.String, Schema.Int])),
  referrals: Schema.optionalKey(Size)
})
