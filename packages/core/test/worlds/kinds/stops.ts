/**
 * Traversals that are stopped: by a consumer that has enough, by an interruption, or by a failure. Whenever it happens,
 * the rows until then are delivered, nothing stays in flight and nothing more is asked for.
 */
import * as Schema from "effect/Schema"
import { between, Latencies, Taking } from "../draw.ts"
import { honestMeta, Spelling } from "../honestMeta.ts"
import * as Kind from "../Kind.ts"
import { always, laws, list, neverFarAhead } from "../laws.ts"
import { row } from "../Row.ts"
import { latenciesInTurn, make as makeServer } from "../Server.ts"
import { traverse } from "../traverse.ts"
import * as VirtualTime from "../VirtualTime.ts"

const World = Schema.Struct({
  ...Taking.fields,
  length: between(0, 60),
  meta: Spelling,
  stop: Schema.Union([
    Schema.Struct({ by: Schema.Literal("consumer"), take: between(1, 60) }),
    Schema.Struct({ by: Schema.Literal("interruption"), at: between(0, 150) }),
    Schema.Struct({ by: Schema.Literal("refusal"), page: between(1, 10) }),
    Schema.Struct({ by: Schema.Literal("brokenRow"), number: between(0, 59) })
  ]),
  pause: Schema.optionalKey(between(1, 20)),
  latencies: Latencies
})

const check = (world: typeof World.Type): Kind.Seen => {
  const { holds, violations } = laws()
  const { concurrency, consumer, latencies, length, meta, pageSize, pause, stop } = world
  const broken = stop.by === "brokenRow" ? stop.number : undefined
  const rows = Array.from({ length }, (_, number) => row(number, { isBroken: number === broken }))
  const time = VirtualTime.make()
  const server = makeServer(time, latenciesInTurn(latencies), ({ page }) =>
    stop.by === "refusal" && stop.page === page
      ? { refused: "other" }
      : {
          rows: rows.slice((page - 1) * pageSize, page * pageSize),
          meta: honestMeta(meta, { page, size: pageSize, total: length })
        }
  )
  const options = {
    consumer,
    pageSize,
    concurrency,
    pause,
    take: stop.by === "consumer" ? stop.take : undefined,
    interruptAt: stop.by === "interruption" ? stop.at : undefined
  }
  const traversed = traverse(time, server, options)
  const { failure, summary } = traversed
  const asked = server.seen.length
  always({ holds, violations }, time, server, options, traversed)
  neverFarAhead({ holds, violations }, options, traversed)
  holds(list(traversed.rows) === list(rows.slice(0, traversed.rows.length)), "the rows, in order", list(traversed.rows))

  const stoppedBefore = (page: number) => Math.min(length, (page - 1) * pageSize)
  if (stop.by === "consumer" && consumer !== "collect") {
    const wanted = consumer === "rows" ? stop.take : stop.take * pageSize
    holds(traversed.rows.length === Math.min(length, wanted), "as many as were taken", traversed.rows.length)
    if (consumer === "rows" && stop.take <= Math.min(pageSize, length))
      holds(asked === 1, "`take` within page 1 costs one request", asked)
  }
  if (stop.by === "refusal" || stop.by === "brokenRow") {
    const page = stop.by === "refusal" ? stop.page : Math.floor(stop.number / pageSize) + 1
    if (failure !== undefined) {
      holds(
        traversed.rows.length === stoppedBefore(page),
        "a failure comes after every earlier page",
        traversed.rows.length
      )
      if (consumer !== "collect")
        holds(failure.checkpoint?.page === page, "and its checkpoint is where it failed", failure.checkpoint?.page)
    } else {
      const ends = stop.by === "refusal" ? page * pageSize > length : (broken ?? length) >= length
      holds(ends && summary?.complete === true, "a failure is not hidden", summary)
    }
  }
  return { violations }
}

/** Traversals that are stopped. */
export const stops = Kind.make("stops", World, check)
