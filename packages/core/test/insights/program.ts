/**
 * A made-up program of some size: a few contacts bring many, chains go deep, and everything odd happens now and then.
 */
import type { Referral } from "@effect-piggy/core"

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const random = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const uuid = (kind: string, number: number): string => `${kind}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`

export const program = (total: number, seed: number): ReadonlyArray<Referral.Referral> => {
  const draw = random(seed)
  let contacts = 50
  // Low numbers are drawn more often.
  const someone = () => Math.floor(contacts * draw() ** 3)
  const idOf = (number: number) => {
    if (number % 97 === 0) return `customer-${number}`
    const id = uuid("a0000000", number)
    return draw() < 0.1 ? id.toUpperCase() : id
  }
  return Array.from({ length: total }, (_, row) => {
    const by = draw() < 0.3 ? contacts - 1 : someone()
    const odd = draw()
    const whom = odd < 0.02 ? by : odd < 0.06 ? someone() : contacts++
    const word = draw()
    return {
      uuid: uuid("b0000000", draw() < 0.01 ? row - 1 : row),
      referring_contact: { uuid: idOf(by), email: null },
      referred_contact: { uuid: idOf(whom), email: null },
      status: word < 0.5 ? "completed" : word < 0.8 ? "pending" : word < 0.99 ? "failed" : "in_progress"
    }
  })
}
