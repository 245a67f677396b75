/**
 * Servers whose page size changes on the way: a page starts where its own size puts it, so a size that grows hides rows,
 * and one that shrinks shows some again.
 *
 * `complete` with rows missing is excused only where nothing speaks against it: no page was longer than an earlier one,
 * and no `meta` counts more rows than were read. Rows that are shown again count as read: then the list has `moved`, or
 * a stream delivers them again from further back than two pages.
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

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 60),
  meta: Spelling,
  /** The sizes of pages in turn; the last one is that of all pages behind. */
  sizes: atMost(6, between(1, 12)).check(Schema.isMinLength(1)),
  /** Whether a page starts where the one before ended; otherwise where its own size puts it. */
  isSeamless: Schema.Boolean,
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { consumer, isSeamless, length, meta, sizes } = world
  const rows = rowsUpTo(length)
  const sizeOf = (page: number) => sizes[Math.min(page, sizes.length) - 1] ?? 1
  const startOf = (page: number): number =>
    isSeamless
      ? Array.from({ length: page - 1 }, (_, index) => sizeOf(index + 1)).reduce((sum, size) => sum + size, 0)
      : (page - 1) * sizeOf(page)
  const pageOf = (page: number) => rows.slice(startOf(page), startOf(page) + sizeOf(page))
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ page }) => ({
    rows: pageOf(page),
    meta: honestMeta(meta, { page, size: sizeOf(page), total: length })
  }))
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  const { failure, summary } = traversed
  const keys = new Set(traversed.rows.map(key))
  if (consumer === "collect") holds(keys.size === traversed.rows.length, "no row twice", list(traversed.rows))
  const isWhole = keys.size === length
  if (isSeamless && failure === undefined)
    holds(isWhole, "a size that changes hides nothing where pages join", keys.size, "of", length)
  if (summary?.complete !== true || isWhole) return { violations }
  const lengths = Array.from({ length: summary.pages }, (_, index) => pageOf(index + 1).length)
  const isUneven = lengths.some((one, index) => lengths.slice(0, index).some((earlier) => one > earlier))
  holds(
    !isUneven || summary.endedBy === "lastPage",
    "never complete with rows missing after a page longer than an earlier one",
    lengths
  )
  holds(
    meta === "silent" || summary.drift === "moved" || keys.size < traversed.rows.length,
    "never complete with rows missing where `total` counts them",
    keys.size,
    "of",
    length
  )
  return { violations }
}

/** Servers whose page size changes on the way. */
export const sizes = Kind.make("sizes", World, check)
