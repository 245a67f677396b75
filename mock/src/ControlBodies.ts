/**
 * What the control routes take, beside a scenario.
 */
import * as Schema from "effect/Schema"
import { maxReferrals, type SizeName } from "./Dataset.ts"

/** `POST /__mock/clock` */
export const Advance = Schema.Struct({
  /** How far the clock moves ahead. */
  seconds: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 31_536_000 })))
})

const sizeNames = ["none", "one", "page", "page-and-one", "many"] as const satisfies ReadonlyArray<SizeName>
const size = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: maxReferrals })))

/** `POST /__mock/reset`; what is absent stays as it is. */
export const Reset = Schema.Struct({
  seed: Schema.optionalKey(Schema.Union([Schema.String, Schema.Int])),
  referrals: Schema.optionalKey(Schema.Union([size, Schema.Literals(sizeNames)]))
})
