/**
 * Whether something is a row of the list, as far as the mock itself reads rows.
 */
import * as Schema from "effect/Schema"
import { statuses } from "./Referral.ts"

const Contact = Schema.Struct({ uuid: Schema.String, email: Schema.NullOr(Schema.String) })

/** Whether a row has every field that the mock itself reads. */
export const isReferral = Schema.is(
  Schema.Struct({
    uuid: Schema.String,
    referring_contact: Contact,
    referred_contact: Contact,
    status: Schema.Literals(statuses)
  })
)
