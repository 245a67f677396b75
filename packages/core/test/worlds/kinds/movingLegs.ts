/**
 * Lists that grow while they are read in legs, one request at a time: nothing that was listed throughout is lost or comes
 * twice, as in one leg.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Place, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { laws, list } from "../laws.ts"
import { Cut, readInLegs, rowsOf } from "../legs.ts"
import * as MovingList from "../MovingList.ts"
import { key } from "../Row.ts"
import { make as makeServer } from "../Server.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  consumer: Taking.fields.consumer,
  // As many rows at once as a page holds push it back by a page: it looks like one that comes again.
  pageSize: between(4, 12),
  length: between(0, 50),
  meta: Spelling,
  cuts: atMost(6, Cut),
  inserted: atMost(4, Schema.Struct({ before: between(0, 20), place: Place, count: between(1, 3) }))
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { consumer, cuts, inserted, length, meta, pageSize } = world
  const time = VirtualTime.make()
  const moves = inserted.flatMap(({ before, count, place }) =>
    Array.from({ length: count }, () => ({ before, place, kind: "insert" as const }))
  )
  const moving = MovingList.make(length, moves)
  const server = makeServer(
    time,
    () => ({ up: 1, down: 1 }),
    ({ order, page }) => {
      moving.beforeRequest(order)
      const rows = moving.listed()
      return {
        rows: rows.slice((page - 1) * pageSize, page * pageSize),
        meta: honestMeta(meta, { page, size: pageSize, total: rows.length })
      }
    }
  )
  const options = { consumer, pageSize, concurrency: 1 }
  // Two rounds of the rows, should every insertion show them again.
  const most = 2 * (length + moves.length) + 10
  const legs = readInLegs(time, server, options, cuts, most)
  holds(legs.length < most, "ends", legs.length, "legs")
  for (const { defect } of legs) holds(defect === undefined, "never a defect", defect)
  const rows = rowsOf(legs, consumer)
  const keys = new Set(rows.map(key))
  // No row is pushed further than to the next page.
  if (moves.length <= pageSize) holds(keys.size === rows.length, "no row comes twice, over legs", list(rows))
  const lost = [...moving.throughout()].filter((one) => !keys.has(one))
  const { failure, summary } = legs.at(-1) ?? {}
  if (summary !== undefined) holds(lost.length === 0, "nothing is lost over legs when rows are only added", lost)
  return { violations, happened: failure === undefined ? [] : ["fails by default"] }
}

/** Lists that grow while they are read in legs. */
export const movingLegs = Kind.make("movingLegs", World, check, { "fails by default": 0.001 })
