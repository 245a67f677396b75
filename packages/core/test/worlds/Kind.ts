/**
 * A kind of worlds: how to draw one, and what must hold in each.
 *
 * Worlds are plain JSON, so that one which fails can be kept as a case. A search that finds one makes it as small as it
 * can.
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** What was seen in a world. */
export interface Seen {
  /** What breaks a law; empty where nothing does. */
  readonly violations: ReadonlyArray<string>
  /** What may happen, but seldom: counted over all worlds. */
  readonly happened?: ReadonlyArray<string> | undefined
}

/** How a search went. */
export interface Report {
  readonly kind: string
  readonly worlds: number
  /** How often each thing happened that may happen seldom. */
  readonly counts: ReadonlyMap<string, number>
  /** What is wrong, in words, with the smallest world that shows it; undefined where nothing is. */
  readonly failure: string | undefined
}

export interface Kind {
  readonly name: string
  /** How many worlds of this kind to draw for one of a kind that costs little, 0 to 1. */
  readonly share: number
  /** Draws this many worlds and checks each. */
  readonly search: (worlds: number, seed: string) => Effect.Effect<Report>
  /** Checks one world, given as JSON. @returns what breaks a law */
  readonly replay: (world: unknown) => Effect.Effect<ReadonlyArray<string>>
}

/** The most that may happen, as a share of worlds. */
export type Bounds = Readonly<Record<string, number>>

/** A kind whose worlds run in virtual time, on the caller's stack. */
export const make = <A>(
  name: string,
  schema: Schema.Codec<A, unknown>,
  check: (world: A) => Seen,
  bounds: Bounds = {}
): Kind => build(name, schema, (world) => Effect.sync(() => check(world)), bounds, 1)

/** A kind whose worlds need the event loop, and ten times as long. */
export const makeSlow = <A>(
  name: string,
  schema: Schema.Codec<A, unknown>,
  check: (world: A) => Effect.Effect<Seen>
): Kind => build(name, schema, check, {}, 0.1)

const build = <A>(
  name: string,
  schema: Schema.Codec<A, unknown>,
  check: (world: A) => Effect.Effect<Seen>,
  bounds: Bounds,
  share: number
): Kind => {
  const arbitrary = Arbitrary.schema(schema)
  const search: Kind["search"] = (worlds, seed) =>
    Effect.gen(function* () {
      const counts = new Map(Object.keys(bounds).map((event) => [event, 0]))
      const firsts = new Map<string, A>()
      const result = yield* Arbitrary.checkEffect(
        arbitrary,
        (world) =>
          Effect.map(check(world), ({ happened = [], violations }) => {
            for (const event of happened) {
              counts.set(event, (counts.get(event) ?? 0) + 1)
              if (!firsts.has(event)) firsts.set(event, world)
            }
            return violations.length === 0
          }),
        { runs: worlds, seed, size: 30, maxShrinks: 2000 }
      )
      const failures: Array<string> = []
      if (result._tag === "Falsified") {
        failures.push(...(yield* check(result.shrunkInput)).violations, ready(name, result.shrunkInput))
      } else if (result._tag === "Exhausted") {
        failures.push(`only ${result.runs} of ${worlds} worlds could be drawn`)
      } else {
        for (const [event, most] of Object.entries(bounds)) {
          const count = counts.get(event) ?? 0
          if (count > most * worlds) {
            failures.push(
              `${event}: ${count} of ${worlds} worlds, at most ${most * 100} % may`,
              ready(name, firsts.get(event))
            )
          }
        }
      }
      const failure = failures.length === 0 ? undefined : [`${name} (seed ${seed})`, ...failures].join("\n  ")
      return { kind: name, worlds, counts, failure }
    })
  return {
    name,
    share,
    search,
    replay: (world) => Effect.map(check(Schema.decodeUnknownSync(schema)(world)), ({ violations }) => violations)
  }
}

const ready = (kind: string, world: unknown): string => `case: ${JSON.stringify({ kind, world })}`
