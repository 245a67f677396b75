/**
 * The clock of the limiter, the tokens and the journal: the machine's own, and as far ahead of it as it was advanced.
 *
 * Latency passes in real time; only what is measured against a clock can be skipped.
 */

export interface MockClock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Moves the clock ahead by so many milliseconds, 0 or more. */
  readonly advance: (milliseconds: number) => void
  /** Back to the machine's own time. */
  readonly reset: () => void
}

export const make = (): MockClock => {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance: (milliseconds) => {
      ahead += milliseconds
    },
    reset: () => {
      ahead = 0
    }
  }
}
