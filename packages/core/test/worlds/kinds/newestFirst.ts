/**
 * Lists whose newest row comes first, with a new one every 300 ms while they are read.
 *
 * At most one traversal in a hundred may lose a row that was there throughout, at any concurrency; none where `total`
 * tells, and none that asks for one page at a time.
 */
import * as Schema from "effect/Schema"
import { between, Latencies } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws } from "../laws.ts"
import { key, row, rows } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const concurrencies = [1, 2, 4, 8, 16] as const
const insertedEvery = 300

const World = Schema.Struct({
  consumer: Schema.Literals(["rows", "pages", "collect"]),
  concurrency: Schema.Literals(concurrencies),
  pageSize: between(4, 12),
  length: between(40, 240),
  meta: Spelling,
  /** In tens of milliseconds, on top of 10 ms each way. */
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { concurrency, length, meta, pageSize } = world
  const old = rows(length)
  const time = VirtualTime.make()
  const latencyOf = latenciesInTurn(world.latencies)
  const server = makeServer(
    time,
    (order) => {
      const { down, up } = latencyOf(order)
      return { up: 10 + 10 * up, down: 10 + 10 * down }
    },
    ({ page }) => {
      const added = Math.floor(time.now() / insertedEvery)
      const total = length + added
      const start = (page - 1) * pageSize
      const listed = Array.from({ length: Math.max(0, Math.min(pageSize, total - start)) }, (_, index) => {
        const place = start + index
        return place < added ? row(1000 + added - place) : (old[place - added] ?? row(place))
      })
      return { rows: listed, meta: honestMeta(meta, { page, size: pageSize, total }) }
    }
  )
  const traversed = traverse(time, server, world)
  always({ holds, violations }, time, server, world, traversed)
  const keys = new Set(traversed.rows.map(key))
  const lost = old.filter((one) => !keys.has(key(one))).map(key)
  holds(traversed.failure === undefined, "a growing list is no failure", traversed.failure)
  const isTold = concurrency === 1 || meta !== "silent"
  holds(!isTold || lost.length === 0, "nothing is lost one page at a time, or where `total` tells", lost)
  return { violations, happened: lost.length > 0 && !isTold ? [`loses a row at concurrency ${concurrency}`] : [] }
}

// A fifth of the worlds has each concurrency, and a quarter of those no `meta`.
const bounds = Object.fromEntries(
  concurrencies.slice(1).map((concurrency) => [`loses a row at concurrency ${concurrency}`, 0.01 / 5 / 4])
)

/** Lists whose newest row comes first. */
export const newestFirst = Kind.make("newestFirst", World, check, bounds)
