/**
 * What a runtime says of the cases that it ran.
 */
import * as Schema from "effect/Schema"

export const Report = Schema.Struct({
  /** Whether code may not be made from strings there. */
  forbidsEval: Schema.Boolean,
  results: Schema.Array(Schema.Struct({ name: Schema.String, problem: Schema.NullOr(Schema.String) }))
})

/** What a runtime says of the cases that it ran; `problem` is null where a case holds. */
export interface Report extends Schema.Schema.Type<typeof Report> {}
