/**
 * Lists with pages that come empty although rows follow: for good, or a few times.
 *
 * Nobody can tell such a page from the end where no `meta` says that more follows and no later page was seen. Wherever
 * one of the two speaks, the end is never `complete` while rows are missing.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list } from "../laws.ts"
import { key, rows as rowsUpTo } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(1, 60),
  meta: Spelling,
  /** Whether an empty page says so too, or is silent. */
  speaksWhenEmpty: Schema.Boolean,
  /** Pages that come empty the first so many times; 9 is for good. */
  holes: atMost(4, Schema.Struct({ page: between(1, 8), times: Schema.Literals([1, 2, 9]) })),
  /** Pages that come with their rows the first time, and empty or refused from then on. */
  fading: Schema.optionalKey(atMost(3, between(2, 8))),
  fadedIsRefused: Schema.optionalKey(Schema.Boolean),
  requireComplete: Schema.optionalKey(Schema.Literal(false)),
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { holes, length, meta, pageSize, speaksWhenEmpty } = world
  const rows = rowsUpTo(length)
  const pages = Math.ceil(length / pageSize)
  const time = VirtualTime.make()
  const hasFaded = (page: number, nth: number) => nth > 0 && (world.fading ?? []).includes(page)
  const isHole = (page: number, nth: number) =>
    holes.some((hole) => hole.page === page && (hole.times === 9 || nth < hole.times)) || hasFaded(page, nth)
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ nth, page }) => {
    if (world.fadedIsRefused === true && hasFaded(page, nth)) return { refused: "pastEnd" }
    const isEmpty = isHole(page, nth)
    const said = honestMeta(meta, { page, size: pageSize, total: length })
    return {
      rows: isEmpty ? [] : rows.slice((page - 1) * pageSize, page * pageSize),
      meta: isEmpty && !speaksWhenEmpty ? [] : said
    }
  })
  const traversed = traverse(time, server, world)
  const { summary } = traversed
  const { endedAt } = traversed
  always({ holds, violations }, time, server, world, traversed)
  const keys = traversed.rows.map(key)
  holds(new Set(keys).size === keys.length, "no row twice", keys)
  holds(
    list(traversed.rows.toSorted((a, b) => rows.indexOf(a) - rows.indexOf(b))) === list(traversed.rows),
    "in order",
    keys
  )
  const missing = length - traversed.rows.length
  if (summary?.complete !== true || missing === 0) {
    const isHealing =
      (world.fading ?? []).length === 0 &&
      holes.every(({ page, times }, index) => times === 1 && holes.findIndex((other) => other.page === page) === index)
    const isTold = meta !== "silent" && holes.every(({ page }) => page > 1 || speaksWhenEmpty)
    if (isHealing && isTold) holds(missing === 0, "a page that is empty once is asked for again", missing)
    return { violations }
  }
  // The page that was taken for the end: the first hole that no row behind was delivered of.
  const end =
    traversed.rows.reduce((furthest, one) => Math.max(furthest, Math.floor(rows.indexOf(one) / pageSize) + 1), 0) + 1
  const isSaid = meta !== "silent" && (speaksWhenEmpty || traversed.rows.length > 0)
  const hadSeenLater = server.seen.some(
    ({ answer, arrivedAt, page }) =>
      page > end &&
      arrivedAt !== undefined &&
      arrivedAt < endedAt &&
      answer !== undefined &&
      "rows" in answer &&
      answer.rows.length > 0
  )
  holds(!isSaid, "never complete with rows missing where `meta` counts them", missing)
  holds(!hadSeenLater, "never complete with rows missing when a later page had been seen", missing, "of", pages)
  return { violations }
}

/** Lists with empty pages inside. */
export const holes = Kind.make("holes", World, check)
