/**
 * What worlds are drawn from.
 */
import * as Schema from "effect/Schema"

export const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

export const atMost = <S extends Schema.Constraint>(length: number, item: S) =>
  Schema.Array(item).check(Schema.isMaxLength(length))

/** How a list is taken. */
export const Taking = Schema.Struct({
  consumer: Schema.Literals(["rows", "pages", "collect"]),
  pageSize: between(1, 12),
  concurrency: between(1, 16)
})

/** Times of requests, in turn: to the server, and of the answer back. Different ones let answers overtake each other. */
export const Latencies = atMost(5, Schema.Struct({ up: between(0, 9), down: between(0, 9) }))

/** Where a list is cut and what an end must prove. */
export const Bounds = Schema.Struct({
  maxItems: Schema.optionalKey(between(1, 60)),
  maxPages: Schema.optionalKey(between(1, 12)),
  requireComplete: Schema.optionalKey(Schema.Boolean)
})

/** A place in a list, whatever its length. */
export const Place = Schema.Struct({ from: Schema.Literals(["head", "middle", "tail"]), offset: between(0, 12) })

/** The index of a place, 0 to `length`. */
export const indexOf = ({ from, offset }: typeof Place.Type, length: number): number => {
  const index = from === "head" ? offset : from === "tail" ? length - offset : Math.floor(length / 2) + offset
  return Math.min(length, Math.max(0, index))
}
