/**
 * What happened between requests and changes how the next ones are answered: somebody played a scenario, changed a row,
 * moved the clock.
 */
import * as Schema from "effect/Schema"
import { Settings } from "./Settings.ts"

const common = {
  /** Counts from 1 while the session lives. */
  mark: Schema.Int,
  /** The journal's id of the request before it; 0 if there was none. */
  after: Schema.Int,
  /** By the mock's clock: milliseconds since 1970. */
  at: Schema.Finite
}

export const Mark = Schema.Union([
  Schema.Struct({ ...common, kind: Schema.Literal("scenario"), settings: Settings }),
  Schema.Struct({
    ...common,
    kind: Schema.Literal("row"),
    did: Schema.Literals(["added", "changed", "removed", "restored"]),
    uuid: Schema.String
  }),
  Schema.Struct({ ...common, kind: Schema.Literal("rows") }),
  Schema.Struct({ ...common, kind: Schema.Literal("clock"), seconds: Schema.Finite })
])
export type Mark = typeof Mark.Type

type WithoutPlace<One> = One extends unknown ? Omit<One, "mark" | "after"> : never

/** A mark before it has its place in the journal. */
export type Event = WithoutPlace<Mark>
