/**
 * Lists that nobody changes, cut anywhere and resumed, however often.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { laws, list } from "../laws.ts"
import { Cut, readInLegs, rowsOf } from "../legs.ts"
import { row } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { hasIdlePage, isDelivered } from "../twins.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 50),
  granted: Schema.optionalKey(between(1, 12)),
  meta: Spelling,
  /** Rows that stand in the list again, a few places on. */
  twins: atMost(4, Schema.Struct({ at: between(0, 49), on: between(1, 12), isSame: Schema.Boolean })),
  cuts: atMost(6, Cut),
  /** Requests that fail, counted over all legs. */
  failing: atMost(3, between(0, 20)),
  latencies: Latencies
})
type World = typeof World.Type

const check = (world: World): Kind.Seen => {
  const { holds, violations } = laws()
  const { consumer, cuts, failing, latencies, length, pageSize, twins } = world
  const size = Math.min(pageSize, world.granted ?? pageSize)
  const rows = Array.from({ length }, (_, number) => row(number))
  for (const { at, isSame, on } of twins) {
    const twin = rows[at]
    // Within two pages, where a stream and a collect recognise the same rows.
    if (twin !== undefined) rows.splice(at + Math.min(on, size), 0, isSame ? twin : { ...twin, contacts: "others" })
  }
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(latencies), ({ order, page }) =>
    failing.includes(order)
      ? { refused: "other" }
      : {
          rows: rows.slice((page - 1) * size, page * size),
          meta: honestMeta(world.meta, { page, size, total: rows.length })
        }
  )
  const delivered = isDelivered(rows, size, false)
  const all = rows.filter((_, index) => delivered[index])
  const pages = Math.ceil(rows.length / size)
  const most = rows.length + pages + failing.length + 3
  const legs = readInLegs(time, server, { ...world, reportsBroken: true }, cuts, most)
  const last = legs.at(-1)

  for (const { defect } of legs) holds(defect === undefined, "never a defect", defect)
  if (hasIdlePage(delivered, size)) {
    holds(legs.length < most, "ends", legs.length, "legs")
    return { violations }
  }
  const held = rowsOf(legs, consumer)
  holds(list(held) === list(all), "prefix ++ resumed = the whole", list(held), "of", list(all))
  holds(
    last?.summary?.complete === true,
    "complete in the end",
    last?.summary ?? last?.failure,
    `after ${legs.length} legs`
  )
  if (twins.length === 0) {
    for (const { summary } of legs) {
      holds((summary?.duplicates ?? 0) === 0, "nothing is a duplicate on a list that stands still", summary)
      holds(summary?.drift !== "moved", "nothing moved", summary)
    }
  }
  return { violations }
}

/** Lists that nobody changes, read in legs. */
export const resumed = Kind.make("resumed", World, check)
