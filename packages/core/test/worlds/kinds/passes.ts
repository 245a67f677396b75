/**
 * Lists that move while `collect` reads them again and again.
 *
 * `none` means: these rows, in this order, are the list as it stood at some moment between the last two passes. One
 * change cannot be seen by any number of passes, and is excused: that of a page which reads the same at both of its
 * readings and was another one in between.
 */
import * as Schema from "effect/Schema"
import { atMost, between, Latencies } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list } from "../laws.ts"
import * as MovingList from "../MovingList.ts"
import { key, type Row } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  pageSize: between(2, 8),
  concurrency: between(1, 8),
  passes: between(2, 6),
  maxItems: Schema.optionalKey(between(1, 40)),
  length: between(0, 40),
  meta: Spelling,
  moves: atMost(5, MovingList.Move),
  latencies: Latencies
})
type World = typeof World.Type

/** When a page was read, as the index of the list's version. */
interface Reading {
  readonly page: number
  readonly version: number
}

const check = (world: World): Kind.Seen => {
  const { holds, violations } = laws()
  const { length, maxItems = Infinity, meta, moves, pageSize } = world
  const time = VirtualTime.make()
  const moving = MovingList.make(length, moves)
  const readings: Array<Reading> = []
  const pageOf = (version: number, page: number): ReadonlyArray<Row> =>
    (moving.versions[version] ?? []).slice((page - 1) * pageSize, page * pageSize)
  const server = makeServer(time, latenciesInTurn(world.latencies), ({ order, page }) => {
    moving.beforeRequest(order)
    const version = moving.versions.length - 1
    readings.push({ page, version })
    return {
      rows: pageOf(version, page),
      meta: honestMeta(meta, { page, size: pageSize, total: moving.listed().length })
    }
  })
  const begins: Array<number> = []
  const options = { ...world, consumer: "collect" as const, onPass: () => void begins.push(readings.length) }
  const traversed = traverse(time, server, options)
  const readUntil = readings.length
  always({ holds, violations }, time, server, options, traversed)
  const { rows, summary } = traversed
  holds(new Set(rows.map(key)).size === rows.length, "no key twice", list(rows))
  const wereListed = new Set(moving.versions.flat().map(key))
  holds(
    rows.every((one) => wereListed.has(key(one))),
    "delivers only what was listed",
    list(rows)
  )
  if (moving.versions.length === 1 && summary !== undefined) {
    holds(list(rows) === list(moving.listed().slice(0, maxItems)), "the rows of a list that stood still", list(rows))
    holds(summary.complete || maxItems <= length, "complete unless it was cut", summary)
    holds(
      summary.drift === (summary.complete ? "none" : "unknown"),
      "`none` of a list that stood still and was read whole",
      summary
    )
    holds(summary.lateFinds === 0, "nothing found late", summary)
  }
  if (summary?.drift !== "none") return { violations }
  holds(summary.complete, "`none` only where the list was read whole", summary)

  const own = readings.slice(0, readUntil)
  const [before = 0, last = 0] = begins.slice(-2)
  const first = own[last - 1]?.version ?? 0
  const then = own[last]?.version ?? 0
  const moments = moving.versions.slice(first, then + 1)
  const stood = moments.some(
    (version) => list(version.slice(0, rows.length)) === list(rows) && version.length === rows.length
  )
  // A page that changed between its two readings and came back.
  const cameBack = own.slice(before, last).some(({ page, version }) => {
    const again = own.slice(last).findLast((reading) => reading.page === page)?.version ?? version
    const versions = Array.from({ length: Math.max(0, again - version) }, (_, step) => version + step)
    return versions.some((at) => list(pageOf(at, page)) !== list(pageOf(version, page)))
  })
  holds(
    stood || cameBack,
    "`none` means that the list stood so between the passes",
    list(rows),
    "moments",
    moments.map(list)
  )
  return { violations, happened: stood ? ["none"] : ["none, a page came back"] }
}

/** Lists that move while they are read again and again. */
export const passes = Kind.make("passes", World, check, { none: 1, "none, a page came back": 0.01 })
