/**
 * Ids that are computed: a number becomes a UUID under a seed, and the UUID gives the number back.
 *
 * A million contacts need no table of ids, and looking one up costs the same for ten.
 */
import { gather, keyOf, scatter, type Seed } from "../Random.ts"

export interface Identity {
  /** The UUID (version 4, lower case) of a number in [0, 2^32). */
  readonly uuid: (index: number) => string
  /** The number of a UUID in any case; `undefined` for one that was not made here. */
  readonly index: (uuid: string) => number | undefined
}

/** Every 16 bits in hexadecimal: eight look-ups make a UUID. */
const words = Array.from({ length: 0x1_0000 }, (_, word) => word.toString(16).padStart(4, "0"))
const high = (word: number): string => words[word >>> 16] ?? ""
const low = (word: number): string => words[word & 0xffff] ?? ""

export const make = (seed: Seed, kind: string): Identity => {
  const key = keyOf(seed, `${kind} id`)
  const uuid = (index: number): string => {
    const first = scatter(index ^ key)
    const second = scatter(first ^ 0x85ebca6b)
    const third = scatter(second ^ key)
    const fourth = scatter(third + first)
    const version = (second & 0xffff_0fff) | 0x4000
    const variant = (third & 0x3fff_ffff) | 0x8000_0000
    return (
      `${high(first)}${low(first)}-${high(version)}-${low(version)}` +
      `-${high(variant)}-${low(variant)}${high(fourth)}${low(fourth)}`
    )
  }
  return {
    uuid,
    index: (text) => {
      const lower = text.toLowerCase()
      const index = (gather(Number.parseInt(lower.slice(0, 8), 16)) ^ key) >>> 0
      return uuid(index) === lower ? index : undefined
    }
  }
}
