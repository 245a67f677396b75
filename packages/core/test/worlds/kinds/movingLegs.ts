/**
 * Lists that grow while they are read in legs, one request at a time: nothing that was listed throughout is lost, as in
 * one leg.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Place, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { laws } from "../laws.ts"
import { Cut, readInLegs, rowsOf } from "../legs.ts"
import * as MovingList from "../MovingList.ts"
import { key } from "../Row.ts"
import { make as makeServer } from "../Server.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  consumer: Taking.fields.consumer,
  pageSize: between(2, 12),
  length: between(0, 50),
  meta: Spelling,
  cuts: atMost(6, Cut),
  inserted: atMost(8, Schema.Struct({ before: between(0, 40), place: Place }))
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { consumer, cuts, inserted, length, meta, pageSize } = world
  const time = VirtualTime.make()
  const moving = MovingList.make(
    length,
    inserted.map((move) => ({ ...move, kind: "insert" as const }))
  )
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
  const most = 2 * (length + inserted.length) + 10
  const legs = readInLegs(time, server, options, cuts, most)
  holds(legs.length < most, "ends", legs.length, "legs")
  for (const { defect } of legs) holds(defect === undefined, "never a defect", defect)
  const keys = new Set(rowsOf(legs, consumer).map(key))
  const lost = [...moving.throughout()].filter((one) => !keys.has(one))
  const { failure, summary } = legs.at(-1) ?? {}
  if (summary !== undefined) holds(lost.length === 0, "nothing is lost over legs when rows are only added", lost)
  return { violations, happened: failure === undefined ? [] : ["fails by default"] }
}

/** Lists that grow while they are read in legs. */
export const movingLegs = Kind.make("movingLegs", World, check, { "fails by default": 0.001 })
