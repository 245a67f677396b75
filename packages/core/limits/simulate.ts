/**
 * One list read from one server in virtual time, by a minimal reader that asks the pace before each request.
 *
 * The reader takes pages in order, has at most `concurrency` of them going, and lets refused pages go first.
 */
import * as Pace from "../src/internal/http/pace.ts"
import * as PaceState from "../src/internal/http/paceState.ts"
import * as Dice from "../conformance/Dice.ts"
import type { HintKind, Limiter } from "./limiters.ts"

/** A server, and what is read from it. */
export interface World {
  readonly pages: number
  readonly concurrency: number
  readonly limiter: (dice: Dice.Dice) => Limiter
  readonly hints: HintKind
  /** Milliseconds of one request; `inFlight` counts it too. */
  readonly latency: (inFlight: number, dice: Dice.Dice) => number
  /** Requests beyond this number at once are refused. Default: no bound. */
  readonly mostInFlight?: number
  /** The requests, by their number from 1, that are refused for no reason. */
  readonly stray?: number
  /** Milliseconds between two requests of another client on the same key. */
  readonly other?: number
}

/** What became of it. Times in milliseconds. */
export interface Outcome {
  readonly finished: boolean
  readonly time: number
  readonly sent: number
  readonly refused: number
}

interface Event {
  readonly at: number
  readonly run: () => void
}

const hourAndMore = 4 * 3_600_000

export const simulate = (world: World, seed: number): Outcome => {
  const dice = Dice.make(seed)
  const limiter = world.limiter(dice)
  const pace = PaceState.make()
  const events: Array<Event> = []
  // Pages that wait for the gate, refused ones in front.
  const waiting: Array<{ readonly page: number; readonly wasRefused: boolean }> = []
  let now = 0
  let next = 1
  let done = 0
  // Opens from 2 by one a page that came: twice as wide a round.
  let window = Math.min(2, world.concurrency)
  let inFlight = 0
  let atServer = 0
  let sent = 0
  let refused = 0
  let wakeAt = Infinity
  const client = { hasGivenUp: false }

  const schedule = (at: number, run: () => void) => {
    let index = events.length
    while (index > 0 && (events[index - 1]?.at ?? 0) <= at) index--
    events.splice(index, 0, { at, run })
  }

  // Whole seconds, rounded up, as servers write them.
  const seconds = (until: number) => Math.max(1, Math.ceil((until - now) / 1000)) * 1000

  const send = (page: number) => {
    const token = Pace.send(pace, now)
    sent++
    inFlight++
    const number = sent
    const latency = world.latency(inFlight, dice)
    schedule(now + latency / 2, () => {
      atServer++
      const verdict = limiter(now)
      const isAllowed = verdict.isAllowed && atServer <= (world.mostInFlight ?? Infinity) && number !== world.stray
      const isTold =
        world.hints === "X-RateLimit" ? verdict.remaining === 0 : world.hints === "Retry-After" && !isAllowed
      const wait = isTold ? seconds(verdict.nextAt) : undefined
      // Judged on arrival; under work until it is answered.
      schedule(now + (isAllowed ? latency / 2 : 0), () => {
        atServer--
      })
      schedule(now + latency / 2, () => {
        inFlight--
        if (isAllowed) {
          done++
          window = Math.min(world.concurrency, window + 1)
          Pace.accept(pace, token, now, wait)
        } else {
          refused++
          Pace.refuse(pace, token, now, wait)
          if (Pace.givesUp(pace, now)) client.hasGivenUp = true
          waiting.push({ page, wasRefused: true })
          waiting.sort((a, b) => Number(b.wasRefused) - Number(a.wasRefused) || a.page - b.page)
        }
        pump()
      })
    })
  }

  const pump = () => {
    if (wakeAt <= now) wakeAt = Infinity
    while (true) {
      if (next <= world.pages && inFlight + waiting.length < window) {
        waiting.push({ page: next++, wasRefused: false })
        continue
      }
      const first = waiting[0]
      if (first === undefined) return
      const verdict = Pace.mayStart(pace, now)
      if (verdict === "answer") return
      if (verdict > now) {
        if (verdict < wakeAt) {
          wakeAt = verdict
          schedule(verdict, pump)
        }
        return
      }
      waiting.shift()
      send(first.page)
    }
  }

  if (world.other !== undefined) {
    const every = world.other
    const ask = () => {
      limiter(now)
      schedule(now + every * (0.8 + dice.roll(1000) / 2500), ask)
    }
    schedule(dice.roll(every), ask)
  }

  pump()
  while (done < world.pages && !client.hasGivenUp && now < hourAndMore) {
    const event = events.pop()
    if (event === undefined) break
    now = event.at
    event.run()
  }
  return { finished: done === world.pages, time: now, sent, refused }
}
