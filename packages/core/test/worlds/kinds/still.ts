/**
 * Lists that nobody changes, from servers that hide nothing: any length, granted size, `meta`, latency and option.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Bounds, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list, neverFarAhead } from "../laws.ts"
import { type Row, row } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import { hasIdlePage, isDelivered } from "../twins.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  ...Bounds.fields,
  length: between(0, 70),
  /** Rows on a page at the most, whatever was asked for. */
  granted: Schema.optionalKey(between(1, 12)),
  meta: Spelling,
  /** Rows that stand in the list again, so many places on, with the same contacts or others. */
  twins: atMost(3, Schema.Struct({ at: between(0, 69), on: between(1, 30), isSame: Schema.Boolean })),
  broken: atMost(2, between(0, 69)),
  latencies: Latencies,
  pause: Schema.optionalKey(between(1, 30))
})
type World = typeof World.Type

const listOf = ({ broken, length, twins }: World): ReadonlyArray<Row> => {
  const rows = Array.from({ length }, (_, number) => row(number, { isBroken: broken.includes(number) }))
  for (const { at, isSame, on } of twins) {
    const twin = rows[at]
    if (twin !== undefined) rows.splice(at + on, 0, isSame ? twin : { ...twin, contacts: "others" })
  }
  return rows
}

const check = (world: World): Kind.Seen => {
  const { holds, violations } = laws()
  const { concurrency, consumer, latencies, maxItems, maxPages, pageSize, pause } = world
  const rows = listOf(world)
  const size = Math.min(pageSize, world.granted ?? pageSize)
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(latencies), ({ page }) => ({
    rows: rows.slice((page - 1) * size, page * size),
    meta: honestMeta(world.meta, { page, size, total: rows.length })
  }))
  const traversed = traverse(time, server, { ...world, reportsBroken: true })
  const { endedAt, failure, summary } = traversed
  always({ holds, violations }, time, server, world, traversed)
  neverFarAhead({ holds, violations }, world, traversed)

  const delivered = isDelivered(rows, size, consumer === "collect")
  const all = rows.filter((_, index) => delivered[index])
  const pages = Math.ceil(rows.length / size)
  const whole = world.meta === "silent" || pages === 0 ? pages + 1 : pages
  const isBounded = maxItems !== undefined || maxPages !== undefined
  holds(
    list(traversed.rows) === list(all.slice(0, traversed.rows.length)),
    "the rows, in order",
    list(traversed.rows),
    "of",
    list(all)
  )
  if (hasIdlePage(delivered, size)) return { violations }
  if (!isBounded) {
    holds(failure === undefined, "no failure", failure)
    holds(summary?.complete === true, "complete", summary)
    holds(traversed.rows.length === all.length, "every row", traversed.rows.length, "of", all.length)
  } else if (summary !== undefined && summary.complete) {
    holds(traversed.rows.length === all.length, "complete means every row", traversed.rows.length, "of", all.length)
  } else {
    holds(world.requireComplete === true || failure === undefined, "a cut is no failure", failure)
    if (summary?.endedBy === "maxItems")
      holds(traversed.rows.length === maxItems, "`maxItems` rows", traversed.rows.length)
    if (summary?.endedBy === "maxPages") holds(summary.pages === maxPages, "`maxPages` pages", summary.pages)
    const asked = Math.max(...server.seen.map(({ page }) => page))
    if (maxItems !== undefined && maxItems <= all.length && all.length === rows.length) {
      holds(asked <= Math.ceil(maxItems / size), "nothing asked beyond what `maxItems` can need", asked)
    }
    holds(asked <= (maxPages ?? Infinity), "nothing asked beyond `maxPages`", asked)
  }
  const isQuiet = summary?.drift === "unknown"
  if (isQuiet && !isBounded) {
    // `collect` asks for page 2 before it has heard of the last page.
    const unheard = consumer === "collect" && concurrency > 1 && whole === 1 ? 1 : 0
    const most = whole + (world.meta === "silent" ? concurrency - 1 : unheard)
    const sent = server.seen.length
    holds(whole <= sent && sent <= most, "R to R + concurrency - 1 requests", sent, "R", whole)
  }
  // Round trips, where all are equally long.
  const [{ down, up } = { down: 0, up: 0 }, ...others] = latencies
  const isEqual = others.length === 0 && up + down > 0
  if (isQuiet && !isBounded && isEqual && pause === undefined && rows.every(({ isBroken }) => !isBroken)) {
    const trips = endedAt / (up + down)
    // A first page shorter than asked looks like the whole list: the next one is asked for alone.
    const alone = size < pageSize ? 1 : 0
    const most =
      world.meta === "silent"
        ? Math.ceil((pages + 1) / concurrency) + (consumer === "collect" ? 1 : 2) + alone
        : 1 + Math.max(0, Math.ceil((pages - 1) / concurrency))
    const isExact = world.meta !== "silent" && consumer !== "collect"
    holds(isExact ? trips === most : trips <= most, "round trips", trips, "at most", most)
  }
  return { violations }
}

/** Lists that nobody changes. */
export const still = Kind.make("still", World, check)
