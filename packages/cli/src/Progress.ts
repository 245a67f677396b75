/**
 * One line on how a list is being read: pages, referrals, rate, and what is waited for.
 *
 * Pure but for `show`, which draws it on a terminal and leaves nothing behind.
 */
import { Telemetry } from "@effect-piggy/core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Numbers from "./Numbers.ts"
import * as Screen from "./Screen.ts"
import { Surroundings } from "./Surroundings.ts"

/** How far it has come. Times are milliseconds. */
export interface Progress {
  readonly began: number
  readonly pages: number
  /** Rows on the pages that were read, before duplicates are dropped. */
  readonly rows: number
  /** How many requests a second the server allows, where that is known. */
  readonly perSecond: number | undefined
  /** What is waited for, and until when. */
  readonly waiting: { readonly until: number; readonly why: string } | undefined
}

/** Nothing read yet. */
export const start = (now: number): Progress => ({
  began: now,
  pages: 0,
  rows: 0,
  perSecond: undefined,
  waiting: undefined
})

const limit = (perSecond: number | undefined): string =>
  perSecond === undefined ? "the server limits requests" : `the server allows ${Number(perSecond.toPrecision(2))}/s`

const words: Readonly<Record<string, string>> = {
  Maintenance: "the API is in maintenance",
  ServerFailure: "the server failed, trying again",
  TimedOut: "no answer came in time, trying again",
  Unreachable: "no answer, trying again"
}

const waitingFor = (progress: Progress, until: number, why: string): Progress =>
  until > (progress.waiting?.until ?? 0) ? { ...progress, waiting: { until, why } } : progress

/** Takes in what the SDK did. */
export const after = (progress: Progress, event: Telemetry.Event, now: number): Progress => {
  switch (event._tag) {
    case "PageRead":
      return { ...progress, pages: progress.pages + 1, rows: progress.rows + event.items }
    case "Narrowed":
    case "Widened": {
      const { opensIn, perSecond = progress.perSecond } = event
      return waitingFor({ ...progress, perSecond }, now + opensIn, limit(perSecond))
    }
    case "Retrying": {
      const why = event.reason === "RateLimited" ? limit(progress.perSecond) : words[event.reason]
      return waitingFor(progress, now + event.wait, why ?? `${event.reason}, trying again`)
    }
    case "Waiting":
      return waitingFor(progress, now + (event.wait ?? 0), limit(progress.perSecond))
    default:
      return progress
  }
}

/** The line, cut to a terminal's width. */
export const line = ({ began, pages, rows, waiting }: Progress, now: number, width: number): string => {
  const elapsed = now - began
  const rate = elapsed < 500 ? "" : `  ${Numbers.count(Math.round((1000 * rows) / elapsed))}/s`
  const wait =
    waiting === undefined || waiting.until <= now
      ? ""
      : `  waiting ${Math.ceil((waiting.until - now) / 1000)} s: ${waiting.why}`
  return `${Numbers.of(pages, "page")}  ${Numbers.of(rows, "referral")}${rate}${wait}`.slice(0, Math.max(1, width - 1))
}

const erase = "\r\u001b[2K"

// Not waited for: a line that a slow terminal has not taken is no reason to read slower.
const draw = (text: string): Effect.Effect<void> =>
  Effect.map(Surroundings, ({ stderr }) => void stderr.write(`${erase}${text}`))

/** Draws the line on stderr until the scope ends, if that is a terminal. @returns who has to hear what the SDK does */
export const show: Effect.Effect<Telemetry.Listen, never, Scope.Scope> = Effect.gen(function* () {
  const screen = yield* Screen.stderr
  const clock = yield* Clock.Clock
  if (!screen.isTerminal) return (): Effect.Effect<void> => Effect.void
  let progress = start(clock.currentTimeMillisUnsafe())
  const redraw = Effect.flatMap(Screen.stderr, ({ width }) =>
    draw(line(progress, clock.currentTimeMillisUnsafe(), width))
  )
  yield* Effect.addFinalizer(() => draw(""))
  yield* Effect.forkScoped(Effect.repeat(redraw, Schedule.spaced(Duration.millis(100))))
  return (event: Telemetry.Event): Effect.Effect<void> =>
    Effect.sync(() => {
      progress = after(progress, event, clock.currentTimeMillisUnsafe())
    })
})

/** Runs what reads a list with somebody more to hear of it. */
export const heardBy =
  (listen: Telemetry.Listen) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Telemetry.Listener, (others) =>
      Effect.provideService(effect, Telemetry.Listener, (event) => Effect.andThen(others(event), listen(event)))
    )
