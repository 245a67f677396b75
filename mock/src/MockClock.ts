/**
 * The clock of the limiter, the tokens, the journal and the retries of webhooks: the machine's own, and as far ahead of it
 * as it was advanced.
 *
 * Latency passes in real time; only what is measured against a clock can be skipped.
 */
// Bound when this module is loaded: a test's fake timers replace the global functions.
import { clearTimeout, setTimeout } from "node:timers"

export interface MockClock {
  /** Milliseconds since 1970, and their fractions: a request may follow the answer before it in less than one. */
  readonly now: () => number
  /** Moves the clock ahead by so many milliseconds, 0 or more. */
  readonly advance: (milliseconds: number) => void
  /** Back to the machine's own time; what waits for a time is called at once. */
  readonly reset: () => void
  /** Calls `act` once this clock has reached `time`. @returns stops it */
  readonly at: (time: number, act: () => void) => () => void
}

/** The longest wait of a timer, in milliseconds. */
const longestTimer = 2 ** 31 - 1

/** How far the machine's two clocks may be apart, in milliseconds, before it has been asleep or was set anew. */
const tolerance = 1000

export const make = (): MockClock => {
  let ahead = 0
  let origin = performance.timeOrigin
  const now = (): number => {
    const passed = performance.now()
    if (Math.abs(origin + passed - Date.now()) > tolerance) origin = Date.now() - passed
    return origin + passed + ahead
  }
  /** What waits for a time, each with a look at whether that has come. */
  const waiting = new Set<(isOver: boolean) => void>()
  const wake = (isOver: boolean): void => {
    for (const look of waiting) look(isOver)
  }
  return {
    now,
    advance: (milliseconds) => {
      ahead += milliseconds
      wake(false)
    },
    reset: () => {
      ahead = 0
      wake(true)
    },
    at: (time, act) => {
      let timer: NodeJS.Timeout | undefined
      const stop = (): void => {
        waiting.delete(look)
        clearTimeout(timer)
      }
      const look = (isOver: boolean): void => {
        const rest = time - now()
        clearTimeout(timer)
        if (isOver || rest <= 0) {
          stop()
          act()
        } else timer = setTimeout(() => look(false), Math.min(rest, longestTimer))
      }
      waiting.add(look)
      look(false)
      return stop
    }
  }
}
