/**
 * Lists that stand still, behind a cache or a replica that now and then answers wrongly: no rows, too few, the page
 * before, or page 1. `meta` tells the truth, where it speaks.
 *
 * Where it speaks, `complete` means that no row is missing. Rows that come again are excused: they count as read, and
 * `drift` is `moved` where they are recognised, which a stream does for two pages.
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

const Fault = Schema.Struct({
  /** The request that is answered so; requests are counted from 0. */
  request: between(0, 24),
  answers: Schema.Literals(["nothing", "half", "pageBefore", "page1"])
})

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 60),
  meta: Spelling,
  faults: atMost(3, Fault),
  requireComplete: Schema.optionalKey(Schema.Literal(false)),
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { consumer, faults, length, meta, pageSize } = world
  const rows = rowsUpTo(length)
  const pageOf = (page: number) => rows.slice((page - 1) * pageSize, page * pageSize)
  let isFarOff = false
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ order, page }) => {
    const fault = faults.find(({ request }) => request === order)?.answers
    const whole = pageOf(page)
    const said = honestMeta(meta, { page, size: pageSize, total: length })
    if (fault === "nothing") return { rows: [], meta: said }
    if (fault === "half") return { rows: whole.slice(0, Math.ceil(whole.length / 2)), meta: said }
    if (fault === "pageBefore") return { rows: pageOf(Math.max(1, page - 1)), meta: said }
    if (fault === "page1") {
      isFarOff ||= page > 3
      return { rows: pageOf(1), meta: said }
    }
    return { rows: whole, meta: said }
  })
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  const { failure, summary } = traversed
  const keys = new Set(traversed.rows.map(key))
  const missing = length - keys.size
  holds(
    traversed.rows.every((one) => rows.includes(one)),
    "delivers only what is listed",
    list(traversed.rows)
  )
  if (consumer === "collect" || !isFarOff)
    holds(keys.size === traversed.rows.length, "no row twice", list(traversed.rows))
  if (meta !== "silent" && summary?.complete === true) {
    holds(
      missing === 0 || isFarOff || summary.drift === "moved",
      "complete means every row, where `meta` counts them",
      missing,
      summary
    )
  }
  // A list that is served whole after all, within one second asking.
  const isHealed = faults.length === 1 && faults.every(({ answers }) => answers === "nothing")
  if (isHealed && meta !== "silent") {
    holds(failure === undefined && missing === 0, "a page that is empty once costs nothing", failure, missing)
  }
  return { violations }
}

/** Lists behind a cache that now and then answers wrongly. */
export const stale = Kind.make("stale", World, check)
