/**
 * What the control routes take, beside a scenario.
 */
import * as Schema from "effect/Schema"
import { maxReferrals, type SizeName, sizes } from "./Dataset.ts"

/** `POST /__mock/clock` */
export const Advance = Schema.Struct({
  /** How far the clock moves ahead. */
  seconds: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 31_536_000 })))
})

const isSize = (input: unknown): input is number | SizeName =>
  typeof input === "string"
    ? Object.hasOwn(sizes, input)
    : Number.isInteger(input) && Number(input) >= 0 && Number(input) <= maxReferrals

const Size = Schema.declare(isSize, {
  expected: `a number from 0 to ${maxReferrals}, or one of ${Object.keys(sizes).join(", ")}`
})

/** `POST /__mock/reset`; what is absent stays as it is. */
export const Reset = Schema.Struct({
  seed: Schema.optionalKey(Schema.Union([Schema.String, Schema.Int])),
  referrals: Schema.optionalKey(Size)
})
