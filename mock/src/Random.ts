/**
 * Randomness that is a function: the same seed and the same position give the same number, on every machine.
 *
 * Nothing here keeps state, so that any row, and any fault, can be computed without the ones before it.
 */

/** Any text or number; two seeds that print alike are the same seed. */
export type Seed = number | string

const firstFactor = 0x21f0aaad
const secondFactor = 0x735a2d97

/** The number that undoes a multiplication by `odd` modulo 2^32, by Newton's iteration. */
const inverseOf = (odd: number): number => {
  let inverse = odd
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse))
  return inverse
}
const firstInverse = inverseOf(firstFactor)
const secondInverse = inverseOf(secondFactor)

/**
 * Scatters 32 bits, one to one.
 *
 * @see Chris Wellons, "Prospecting for Hash Functions" (2018), `lowbias32` with the constants of its follow-up
 */
export const scatter = (word: number): number => {
  let mixed = word ^ (word >>> 16)
  mixed = Math.imul(mixed, firstFactor)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, secondFactor)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** Undoes {@link scatter}. */
export const gather = (word: number): number => {
  let mixed = word ^ (word >>> 15) ^ (word >>> 30)
  mixed = Math.imul(mixed, secondInverse)
  mixed ^= (mixed >>> 15) ^ (mixed >>> 30)
  mixed = Math.imul(mixed, firstInverse)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** One 32-bit key from a seed and the name of what it is for (FNV-1a, then scattered). */
export const keyOf = (seed: Seed, purpose: string): number => {
  let hash = 0x811c9dc5
  const text = `${purpose}\u0000${seed}`
  for (let position = 0; position < text.length; position++) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193)
  }
  return scatter(hash)
}

/** A number in [0, 1) for a position under a key. */
export const fraction = (key: number, position: number): number =>
  scatter(scatter(key ^ position) + 0x9e3779b9) / 0x1_0000_0000

/** An integer in [0, bound) for a position under a key. */
export const below = (key: number, position: number, bound: number): number =>
  Math.floor(fraction(key, position) * bound)
