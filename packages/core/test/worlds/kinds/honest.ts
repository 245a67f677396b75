/**
 * Honest lists that move now and then, with `meta` as Laravel writes it: a rule that cries wolf is no proof either.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Place, Taking } from "../draw.ts"
import { honestMeta } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws } from "../laws.ts"
import * as MovingList from "../MovingList.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  // On pages of one row, a row that moves by one place looks like a page that comes again.
  pageSize: between(2, 12),
  pages: between(1, 60),
  /** Rows on the last page, up to the page size. */
  rest: between(1, 12),
  spelling: Schema.Literals(["laravel", "page", "strings"]),
  /** One change in so many requests. */
  every: between(10, 100),
  moves: atMost(6, Schema.Struct({ kind: MovingList.Move.fields.kind, place: Place, on: between(0, 60) })),
  latencies: atMost(5, Schema.Struct({ up: between(0, 9), down: between(0, 9) }))
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { every, pages, pageSize, rest, spelling } = world
  const time = VirtualTime.make()
  const moves = world.moves.map(({ kind, on, place }, index) => ({ kind, place, before: index * every + (on % every) }))
  const list = MovingList.make((pages - 1) * pageSize + Math.min(rest, pageSize), moves)
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ order, page }) => {
    list.beforeRequest(order)
    const rows = list.listed()
    return {
      rows: rows.slice((page - 1) * pageSize, page * pageSize),
      meta: honestMeta(spelling, { page, size: pageSize, total: rows.length })
    }
  })
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  return { violations, happened: traversed.failure === undefined ? [] : ["fails by default"] }
}

/** Honest lists that move now and then. */
export const honest = Kind.make("honest", World, check, { "fails by default": 0.001 })
