/**
 * The clock of the limiter, the tokens and the journal: the machine's own, and as far ahead of it as it was advanced.
 *
 * Latency passes in real time; only what is measured against a clock can be skipped.
 */

export interface MockClock {
  /** Milliseconds since 1970, and their fractions: a request may follow the answer before it in less than one. */
  readonly now: () => number
  /** Moves the clock ahead by so many milliseconds, 0 or more. */
  readonly advance: (milliseconds: number) => void
  /** Back to the machine's own time. */
  readonly reset: () => void
}

/** How far the machine's two clocks may be apart, in milliseconds, before it has been asleep or was set anew. */
const tolerance = 1000

export const make = (): MockClock => {
  let ahead = 0
  let origin = performance.timeOrigin
  return {
    now: () => {
      const passed = performance.now()
      if (Math.abs(origin + passed - Date.now()) > tolerance) origin = Date.now() - passed
      return origin + passed + ahead
    },
    advance: (milliseconds) => {
      ahead += milliseconds
    },
    reset: () => {
      ahead = 0
    }
  }
}
