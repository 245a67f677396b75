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

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))
const hex = (word: number, firstByte: number, count: number): string => {
  let text = ""
  for (let byte = firstByte; byte < firstByte + count; byte++) text += bytes[(word >>> (24 - 8 * byte)) & 0xff] ?? ""
  return text
}

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
      `${hex(first, 0, 4)}-${hex(version, 0, 2)}-${hex(version, 2, 2)}` +
      `-${hex(variant, 0, 2)}-${hex(variant, 2, 2)}${hex(fourth, 0, 4)}`
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
