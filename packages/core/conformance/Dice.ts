/**
 * Draws that depend on the seed alone, on every machine.
 */

/** One sequence of draws. */
export interface Dice {
  /** An integer in [0, sides). */
  readonly roll: (sides: number) => number
  /** True with this probability. */
  readonly chance: (probability: number) => boolean
  /** One of them, each as likely. */
  readonly pick: <A>(options: readonly [A, ...Array<A>]) => A
}

/** @see mulberry32, Tommy Ettinger (2017) */
export const make = (seed: number): Dice => {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const roll = (sides: number): number => Math.floor(fraction() * sides)
  return {
    roll,
    chance: (probability) => fraction() < probability,
    pick: (options) => options[roll(options.length)] ?? options[0]
  }
}
