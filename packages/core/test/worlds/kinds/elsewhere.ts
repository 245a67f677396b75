/**
 * Lists that changed between two legs: rows came in front, rows left or changed, or it is another list altogether.
 *
 * A resumed traversal loses no more than one that was not cut: rows that were only pushed back are all delivered, and such
 * an end is no failure. On another list it is: `resumedElsewhere`.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Latencies, Place, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { laws, list } from "../laws.ts"
import { Cut, readInLegs, rowsOf } from "../legs.ts"
import * as MovingList from "../MovingList.ts"
import { key, row } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(1, 50),
  meta: Spelling,
  /** One cut; the second leg reads to the end. */
  cut: Cut,
  change: Schema.Union([
    Schema.Struct({ what: Schema.Literal("rowsInFront"), count: between(0, 60) }),
    Schema.Struct({
      what: Schema.Literal("moves"),
      moves: atMost(6, Schema.Struct({ kind: MovingList.Move.fields.kind, place: Place }))
    }),
    Schema.Struct({ what: Schema.Literal("anotherList"), length: between(0, 60) })
  ]),
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { change, consumer, cut, length, meta, pageSize } = world
  const time = VirtualTime.make()
  const moving = MovingList.make(length, [])
  let another: ReadonlyArray<ReturnType<typeof row>> | undefined
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ page }) => {
    const rows = another ?? moving.listed()
    return {
      rows: rows.slice((page - 1) * pageSize, page * pageSize),
      meta: honestMeta(meta, { page, size: pageSize, total: rows.length })
    }
  })
  let hasChanged = false
  const legs = readInLegs(time, server, world, [cut, { by: "nothing" }], 2, () => {
    hasChanged = true
    if (change.what === "rowsInFront") {
      for (let count = 0; count < change.count; count++) {
        moving.apply({ kind: "insert", place: { from: "head", offset: 0 } })
      }
    } else if (change.what === "moves") {
      for (const move of change.moves) moving.apply(move)
    } else {
      another = Array.from({ length: change.length }, (_, number) => row(5000 + number))
    }
  })
  const [first, second] = legs
  for (const { defect } of legs) holds(defect === undefined, "never a defect", defect)
  if (!hasChanged || first === undefined || second === undefined) return { violations }
  const { failure, from, summary } = second
  const held = rowsOf(legs, consumer)

  // Page 1 is read again in any case: other rows there are new ones.
  const isTelling = from !== undefined && from.page >= 3 && from.keys.some((keys) => keys.length > 0)

  if (change.what === "rowsInFront") {
    holds(failure === undefined, "rows in front are no failure", failure)
    const keys = new Set(held.map(key))
    const lost = [...moving.throughout()].filter((one) => !keys.has(one))
    holds(lost.length === 0, "rows that were pushed back are not lost", lost)
    const remembered = new Set(from?.keys.flat())
    const doubled = isTelling ? second.rows.filter((one) => remembered.has(key(one))) : []
    holds(doubled.length === 0, "nor are those of the checkpoint delivered again", list(doubled))
  }
  if (change.what === "anotherList" && isTelling) {
    holds(failure?.doubts.includes("resumedElsewhere") === true, "another list is a failure", failure, summary)
  }
  const isCalm = change.what !== "moves" || change.moves.length <= 1
  return {
    violations,
    happened: change.what === "moves" && isCalm && failure !== undefined ? ["fails by default after one change"] : []
  }
}

/** Lists that changed between two legs. */
export const elsewhere = Kind.make("elsewhere", World, check, { "fails by default after one change": 0.001 })
