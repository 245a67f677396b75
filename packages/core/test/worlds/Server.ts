/**
 * The server of a world: answers pages after a while, and remembers what was asked of it and when.
 *
 * What a page holds is the world's business. When a request is read and when its answer arrives are drawn apart, so that
 * answers overtake each other and a list moves between the two.
 */
import * as Effect from "effect/Effect"
import type { Row } from "./Row.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** How a server refuses: as past the end, perhaps so (a 404 in JSON), or for any other reason. */
export type Refusal = "pastEnd" | "perhapsPastEnd" | "other"

/** A page as it is served. */
export interface Served {
  readonly rows: ReadonlyArray<Row>
  readonly meta?: unknown
}

/** What a page is answered with. */
export type Answer = Served | { readonly refused: Refusal }

/** A request, as the world may depend on it. */
export interface Ask {
  readonly page: number
  /** How often this page was asked for before. */
  readonly nth: number
  /** How many requests the server had read before. */
  readonly order: number
}

/** A request and what became of it. */
export interface Seen {
  readonly page: number
  readonly sentAt: number
  /** Undefined until the server reads it. */
  readAt: number | undefined
  answer: Answer | undefined
  /** Undefined until the answer arrives; never for one that was interrupted. */
  arrivedAt: number | undefined
  /** Whether the client gave it up. */
  isInterrupted: boolean
}

/** How long a request takes to the server, and its answer back. */
export interface Latency {
  readonly up: number
  readonly down: number
}

export interface Server {
  readonly ask: (page: number) => Effect.Effect<Answer>
  readonly seen: ReadonlyArray<Seen>
  readonly inFlight: () => number
  readonly mostInFlight: () => number
}

// No world needs as many: a traversal that asks for more has gone astray.
const mostRequests = 5000

/** Latencies in turn, over and over; no time at all where there are none. */
export const latenciesInTurn =
  (latencies: ReadonlyArray<Latency>) =>
  (order: number): Latency =>
    latencies[order % Math.max(1, latencies.length)] ?? { up: 0, down: 0 }

export const make = (
  time: VirtualTime,
  latencyOf: (order: number) => Latency,
  answerTo: (ask: Ask) => Answer
): Server => {
  const seen: Array<Seen> = []
  const readOf = new Map<number, number>()
  let reads = 0
  let inFlight = 0
  let mostInFlight = 0

  const read = (page: number): Answer => {
    const nth = readOf.get(page) ?? 0
    readOf.set(page, nth + 1)
    return answerTo({ page, nth, order: reads++ })
  }

  const ask = (page: number): Effect.Effect<Answer> =>
    Effect.callback<Answer>((resume) => {
      const request: Seen = {
        page,
        sentAt: time.now(),
        readAt: undefined,
        answer: undefined,
        arrivedAt: undefined,
        isInterrupted: false
      }
      const { down, up } = latencyOf(seen.length)
      seen.push(request)
      if (seen.length > mostRequests) return resume(Effect.die(`more than ${mostRequests} requests`))
      mostInFlight = Math.max(mostInFlight, ++inFlight)
      let cancel = time.after(up, () => {
        request.readAt = time.now()
        const answer = read(page)
        request.answer = answer
        cancel = time.after(down, () => {
          request.arrivedAt = time.now()
          inFlight--
          resume(Effect.succeed(answer))
        })
      })
      return Effect.sync(() => {
        if (request.arrivedAt !== undefined) return
        cancel()
        request.isInterrupted = true
        inFlight--
      })
    })

  return { ask, seen, inFlight: () => inFlight, mostInFlight: () => mostInFlight }
}
