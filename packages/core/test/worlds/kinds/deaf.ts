/**
 * Servers that do not listen: they ignore the page, or the page and the limit, or start over behind the end. Read at once
 * or in legs, such a list ends soon, and never `complete` where rows are missing.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { laws, list } from "../laws.ts"
import { Cut, readInLegs, rowsOf } from "../legs.ts"
import { rows as rowsUpTo } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(1, 40),
  /** `firstPage` ignores the page; `wholeList` the limit too; `lastPage` repeats the last page behind the end. */
  does: Schema.Literals(["firstPage", "wholeList", "lastPage"]),
  meta: Spelling,
  /** Whether `meta` echoes the page that was asked for, or the one that is served. */
  echoesAsked: Schema.Boolean,
  cuts: atMost(4, Cut),
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { cuts, does, echoesAsked, length, meta, pageSize } = world
  const rows = rowsUpTo(length)
  const pages = Math.ceil(length / pageSize)
  const size = does === "wholeList" ? length : pageSize
  const servedOf = (page: number) => (does === "lastPage" ? Math.min(page, pages) : 1)
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ page }) => {
    const served = servedOf(page)
    return {
      rows: rows.slice((served - 1) * size, served * size),
      meta: honestMeta(meta, { page: echoesAsked ? page : served, size, total: length })
    }
  })
  // Every cut moves on, and a standstill is over after three pages.
  const most = length + pages + 12
  const legs = readInLegs(time, server, world, cuts, most)
  const last = legs.at(-1)
  holds(legs.length < most, "ends", legs.length, "legs")
  for (const { defect } of legs) holds(defect === undefined, "never a defect", defect)
  const held = rowsOf(legs, world.consumer)
  const served = does === "firstPage" ? rows.slice(0, pageSize) : rows
  holds(list(held) === list(served), "every row that is served, once", list(held), "of", list(served))
  if (last?.summary?.complete === true)
    holds(held.length === length, "never complete with rows missing", held.length, "of", length)
  return { violations }
}

/** Servers that ignore what they are asked. */
export const deaf = Kind.make("deaf", World, check)
