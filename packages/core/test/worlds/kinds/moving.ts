/**
 * Lists that move while one pass reads them.
 *
 * What a single pass can promise: it delivers nothing that was not listed, delivers no key twice within its memory, and
 * says `moved` or `unknown`. It loses no row that was listed throughout when rows are only added or exchanged at the
 * head, one request at a time; a removal can hide one, and so can a change that meets pages in flight. How often it does,
 * and how often an honest list fails by default, is bounded over all worlds.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list, neverFarAhead } from "../laws.ts"
import * as MovingList from "../MovingList.ts"
import { key } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 60),
  meta: Spelling,
  moves: atMost(8, MovingList.Move),
  latencies: Latencies
})
type World = typeof World.Type

const check = (world: World): Kind.Seen => {
  const { holds, violations } = laws()
  const { concurrency, consumer, length, meta, moves, pageSize } = world
  const time = VirtualTime.make()
  const moving = MovingList.make(length, moves)
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ order, page }) => {
    moving.beforeRequest(order)
    const rows = moving.listed()
    return {
      rows: rows.slice((page - 1) * pageSize, page * pageSize),
      meta: honestMeta(meta, { page, size: pageSize, total: rows.length })
    }
  })
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  neverFarAhead({ holds, violations }, world, traversed)
  const { rows, summary } = traversed

  const wereListed = new Set(moving.versions.flat().map(key))
  holds(
    rows.every((one) => wereListed.has(key(one))),
    "delivers only what was listed",
    list(rows)
  )
  if (consumer === "collect") {
    holds(new Set(rows.map(key)).size === rows.length, "`collect` delivers no key twice", list(rows))
  }
  const keys = new Set(rows.map(key))
  const lost = [...moving.throughout()].filter((one) => !keys.has(one))
  const isWhole = summary !== undefined && lost.length === 0
  const isOnlyAdded =
    moving.versions.length === 1 || moves.every(({ kind }) => kind === "insert" || kind === "reuse" || kind === "touch")
  if (isOnlyAdded && moves.length <= pageSize) holds(keys.size === rows.length, "no row comes twice", list(rows))
  if (summary !== undefined && isOnlyAdded && (concurrency === 1 || meta !== "silent")) {
    holds(isWhole, "nothing is lost when rows are only added, one request at a time or where `total` tells", lost)
  }
  if (summary?.complete === true && moving.versions.length === 1)
    holds(isWhole, "complete on a list that stood still", lost)
  const happened = isOnlyAdded && lost.length > 0 ? ["loses a row though rows were only added"] : []
  return { violations, happened }
}

/** Lists that move while one pass reads them. */
export const moving = Kind.make("moving", World, check, { "loses a row though rows were only added": 0.003 })
