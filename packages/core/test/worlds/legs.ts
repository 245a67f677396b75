/**
 * A list that is read in legs: each is cut, or fails, and the next one resumes from its checkpoint as it was saved.
 */
import * as Schema from "effect/Schema"
import { Checkpoint } from "../../src/Checkpoint.ts"
import { between } from "./draw.ts"
import type { Row } from "./Row.ts"
import { type Options, traverse, type Traversed } from "./traverse.ts"
import type { Server } from "./Server.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** What cuts a leg. `stop` is a consumer of `pages` that leaves after this many pages and keeps the last checkpoint. */
export const Cut = Schema.Union([
  Schema.Struct({ by: Schema.Literal("maxItems"), after: between(1, 9) }),
  Schema.Struct({ by: Schema.Literal("maxPages"), after: between(1, 4) }),
  Schema.Struct({ by: Schema.Literal("stop"), after: between(1, 4) }),
  Schema.Struct({ by: Schema.Literal("nothing") })
])
export type Cut = typeof Cut.Type

export interface Leg extends Traversed {
  readonly from: Checkpoint | undefined
}

const optionsOf = (options: Options, cut: Cut): Options => {
  if (cut.by === "nothing") return options
  if (cut.by === "stop") return options.consumer === "pages" ? { ...options, take: cut.after } : options
  return { ...options, [cut.by]: cut.after }
}

// As it comes back from a file.
const saved = (checkpoint: Checkpoint): Checkpoint =>
  Schema.decodeUnknownSync(Checkpoint)(JSON.parse(JSON.stringify(checkpoint)))

/**
 * Reads leg after leg until one ends by itself, fails for good, or `most` have been read.
 *
 * @param cuts what cuts each leg; the last one cuts all that follow
 * @param meanwhile called before each leg but the first
 */
export const readInLegs = (
  time: VirtualTime,
  server: Server,
  options: Options,
  cuts: ReadonlyArray<Cut>,
  most: number,
  meanwhile: () => void = () => undefined
): ReadonlyArray<Leg> => {
  const legs: Array<Leg> = []
  let { from } = options
  for (let number = 0; number < most; number++) {
    if (number > 0) meanwhile()
    const cut = cuts[Math.min(number, cuts.length - 1)] ?? { by: "nothing" }
    const leg = traverse(time, server, { ...optionsOf(options, cut), from })
    legs.push({ ...leg, from })
    const isOver = leg.failure?.why === "stalled" || leg.failure?.why === "incomplete" || leg.failure?.why === "broken"
    // A collect that failed has no checkpoint: it is read again from where it began.
    const isLost = leg.failure !== undefined && options.consumer === "collect"
    const next = isLost ? undefined : (leg.summary ?? leg.failure ?? leg).checkpoint
    if (isOver || (leg.summary !== undefined && next === undefined)) break
    from = next === undefined ? from : saved(next)
  }
  return legs
}

/** The rows that a program holds in the end. A `collect` that failed is read again, so its rows count only if it is the last. */
export const rowsOf = (legs: ReadonlyArray<Leg>, consumer: Options["consumer"]): ReadonlyArray<Row> =>
  legs.flatMap((leg, index) =>
    consumer === "collect" && leg.failure !== undefined && index < legs.length - 1 ? [] : leg.rows
  )
