/**
 * Servers that serve every row of a list that stands still, and lie about it in `meta`.
 *
 * `complete` with a row missing is excused by one lie only, which nothing contradicts: a last page that names itself, is
 * about itself, and counts no more and no fewer rows than were read.
 */
import * as Schema from "effect/Schema"
import { between, Bounds, Latencies, Taking } from "../draw.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list } from "../laws.ts"
import { rows as rowsUpTo } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

/** What a field says: the truth, the truth and so many more, the page's own number and so many more, or a value. */
const Lie = Schema.Union([
  Schema.Struct({ says: Schema.Literals(["nothing", "truth", "text", "fraction"]) }),
  Schema.Struct({ says: Schema.Literals(["truthAnd", "pageAnd", "value"]), by: between(-12, 12) })
])
type Lie = typeof Lie.Type

const World = Schema.Struct({
  ...Taking.fields,
  requireComplete: Bounds.fields.requireComplete,
  length: between(0, 60),
  granted: Schema.optionalKey(between(1, 12)),
  echo: Schema.Literals(["current_page", "page"]),
  current: Lie,
  last: Lie,
  total: Lie,
  /** The page on which it lies; on the others it tells the truth. Without it, it lies on all. */
  only: Schema.optionalKey(between(1, 6)),
  latencies: Latencies
})

const tell = (lie: Lie, truth: number, page: number): unknown => {
  switch (lie.says) {
    case "nothing":
      return undefined
    case "truth":
      return truth
    case "text":
      return String(truth)
    case "fraction":
      return truth + 0.5
    case "truthAnd":
      return truth + lie.by
    case "pageAnd":
      return page + lie.by
    case "value":
      return lie.by
  }
}

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { current, echo, last, length, only, pageSize, total } = world
  const size = Math.min(pageSize, world.granted ?? pageSize)
  const rows = rowsUpTo(length)
  const truth: Lie = { says: "truth" }
  const metaOf = (page: number): Readonly<Record<string, unknown>> => {
    const isLying = only === undefined || only === page
    return {
      [echo]: tell(isLying ? current : truth, page, page),
      last_page: tell(isLying ? last : truth, Math.max(1, Math.ceil(length / size)), page),
      total: tell(isLying ? total : truth, length, page)
    }
  }
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ page }) => ({
    rows: rows.slice((page - 1) * size, page * size),
    meta: metaOf(page)
  }))
  const traversed = traverse(time, server, world)
  const { failure, summary } = traversed
  always({ holds, violations }, time, server, world, traversed)
  holds(list(traversed.rows) === list(rows.slice(0, traversed.rows.length)), "the rows, in order", list(traversed.rows))
  const isWhole = traversed.rows.length === length
  if (summary?.endedBy === "lastPage") {
    const page = traversed.rows.length === 0 ? 1 : Math.ceil(traversed.rows.length / size)
    const said = metaOf(page)
    const isConsistent = [said[echo], said["last_page"]].every((value) => Number(value) === page)
    holds(
      isWhole || (isConsistent && Number(said["total"]) === traversed.rows.length),
      "an end by `meta` is what it says",
      said
    )
  } else {
    holds(isWhole, "every row, whatever `meta` says", traversed.rows.length, "of", length)
  }
  holds(failure === undefined || failure.why === "incomplete", "fails by doubt only", failure)
  if (world.requireComplete === false) holds(failure === undefined, "`requireComplete: false` fails no end", failure)
  return { violations }
}

/** Servers that lie in `meta`. */
export const hostileMeta = Kind.make("hostileMeta", World, check)
