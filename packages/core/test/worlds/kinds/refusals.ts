/**
 * Lists that stand still, with a page that is refused: past the end, at a depth that the server does not serve, or for
 * a reason that has nothing to do with the page.
 */
import * as Schema from "effect/Schema"
import { between, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list } from "../laws.ts"
import { rows as rowsUpTo } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 60),
  granted: Schema.optionalKey(between(1, 12)),
  meta: Spelling,
  /** What the server does from a page on; `pastEnd` on the page where the list ends. */
  refusedFrom: Schema.Union([between(1, 10), Schema.Literal("pastEnd")]),
  does: Schema.Literals(["pastEnd", "perhapsPastEnd", "other", "empty", "lastPageAgain"]),
  /** Whether the first request for such a page only is answered so. */
  isPassing: Schema.Boolean,
  requireComplete: Schema.optionalKey(Schema.Literal(false)),
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { does, isPassing, length, meta, pageSize } = world
  const size = Math.min(pageSize, world.granted ?? pageSize)
  const rows = rowsUpTo(length)
  const pages = Math.ceil(length / size)
  const from = world.refusedFrom === "pastEnd" ? pages + 1 : world.refusedFrom
  const time = VirtualTime.make()
  const pageOf = (page: number) => rows.slice((page - 1) * size, page * size)
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ nth, page }) => {
    const said = honestMeta(meta, { page, size, total: length })
    if (page < from || (isPassing && nth > 0)) return { rows: pageOf(page), meta: said }
    if (does === "empty") return { rows: [], meta: said }
    if (does === "lastPageAgain") return { rows: pageOf(Math.max(1, from - 1)), meta: said }
    return { refused: does }
  })
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  const { failure, summary } = traversed
  holds(list(traversed.rows) === list(rows.slice(0, traversed.rows.length)), "the rows, in order", list(traversed.rows))
  const served =
    from > 1 && isPassing && (does === "perhapsPastEnd" || (does === "empty" && meta !== "silent"))
      ? length
      : Math.min(length, (from - 1) * size)
  const isRead = failure?.why !== "other" || from > 1
  if (isRead && does !== "empty")
    holds(traversed.rows.length >= served, "every row before the refusal", traversed.rows.length, "of", served)
  const isReached = from <= pages || (from === pages + 1 && (meta === "silent" || pages === 0))
  if (does === "other" && isReached && !(isPassing && server.seen.filter(({ page }) => page === from).length > 1)) {
    holds(failure?.why === "other", "another refusal is no end", summary)
  }
  if (from === 1 && (does === "pastEnd" || (does === "perhapsPastEnd" && !isPassing))) {
    holds(failure?.why === does, "page 1 that is refused is a failure", summary)
  }
  if (summary?.complete !== true) return { violations }
  const missing = length - traversed.rows.length
  // Without `meta`, an end in the middle looks like one where the page before is shorter than an earlier one, or the
  // page is empty.
  const canBeTheEnd = meta === "silent" && (does === "empty" || (from === 2 && size < pageSize))
  holds(missing === 0 || canBeTheEnd, "never complete with rows missing", missing, summary)
  return { violations }
}

/** Lists with a page that is refused. */
export const refusals = Kind.make("refusals", World, check)
