/**
 * A journal as server-sent events: what it remembers, and then every request as it is answered.
 *
 * @see WHATWG HTML, "Server-sent events", for the format, and for the comments that keep a proxy from hanging up
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Journal, News } from "./Journal.ts"

const encoder = new TextEncoder()

/** Waiting requests and marks have no id: after a break they are told again. */
const written = (news: News): string => {
  if (typeof news === "string") return `event: ${news}\ndata: {}\n\n`
  const data = JSON.stringify(news)
  if ("id" in news) return `id: ${news.id}\nevent: request\ndata: ${data}\n\n`
  return `event: ${"mark" in news ? "mark" : "waiting"}\ndata: ${data}\n\n`
}
const events = (news: ReadonlyArray<News>): Uint8Array => encoder.encode(news.map(written).join(""))

/** News that waits for a reader who does not read; the oldest goes first, and the ids show the gap. */
const waiting = { bufferSize: 2000, strategy: "sliding" } as const

/** Headers that keep a proxy from holding events back, or from packing them. */
export const headers = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" }

/** Proxies hang up on a connection that says nothing, many after 30 or 60 seconds. */
const silence = "15 seconds"

const comment = encoder.encode(":\n\n")

/** The remembered entries after `id`, and then every new one until the reader leaves or the session ends. */
export const after = (journal: Journal, id: number): Stream.Stream<Uint8Array> =>
  Stream.callback<ReadonlyArray<News>>(
    (queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const remembered = [...journal.marks(), ...journal.waiting(), ...journal.after(id)]
          // In one piece: it may be more than may wait.
          if (remembered.length > 0) Queue.offerUnsafe(queue, remembered)
          return journal.listen((news) => {
            Queue.offerUnsafe(queue, [news])
            if (news === "ended") Queue.endUnsafe(queue)
          })
        }),
        (stop) => Effect.sync(stop)
      ),
    waiting
  ).pipe(
    Stream.map(events),
    (entries) =>
      Stream.merge(
        entries,
        Stream.map(Stream.drop(Stream.tick(silence), 1), () => comment),
        { haltStrategy: "left" }
      ),
    // Told at once that it is connected, a page does not wait for the first request.
    (entries) => Stream.concat(Stream.succeed(encoder.encode("retry: 1000\n\n")), entries)
  )
