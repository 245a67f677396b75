import type * as Clock from "effect/Clock"

/** Milliseconds of a clock that never goes back, from a start of its own. */
export const monotonicNow = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000
