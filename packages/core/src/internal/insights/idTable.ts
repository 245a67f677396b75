/**
 * Ids as small numbers: each distinct id gets the next one, and is found again by it.
 *
 * A UUID costs 16 bytes and its place in the hash table, whatever its case. Any other id is kept as the text that it is.
 */
import * as UuidWords from "./uuidWords.ts"

/** The ids so far. */
export interface IdTable {
  count: number
  /** Four words for each number; zeros where the id is no UUID. */
  words: Uint32Array
  /** Numbers plus one by the hash of their words (open addressing, linear probing); 0 where the slot is free. */
  slots: Int32Array
  /** The ids that are no UUIDs. */
  readonly numbers: Map<string, number>
  readonly texts: Map<number, string>
}

export const make = (): IdTable => ({
  count: 0,
  words: new Uint32Array(4 * 256),
  slots: new Int32Array(512),
  numbers: new Map(),
  texts: new Map()
})

/** The same array, or one of twice the size or more with the same beginning. */
export const withRoom = (array: Uint32Array, length: number): Uint32Array => {
  if (array.length >= length) return array
  const longer = new Uint32Array(Math.max(2 * array.length, length))
  longer.set(array)
  return longer
}

// Another one in each process, so that nobody can choose ids that all fall on one slot.
const seed = Math.floor(Math.random() * 2 ** 32)

// The words one after the other through the mixer of MurmurHash3.
const hash = (words: Uint32Array, at: number): number => {
  let mixed = seed
  for (let word = 0; word < 4; word++) {
    let part = Math.imul(words[at + word] ?? 0, 0xcc9e2d51)
    part = Math.imul((part << 15) | (part >>> 17), 0x1b873593)
    mixed ^= part
    mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
  }
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const isSame = (a: Uint32Array, at: number, b: Uint32Array, from: number): boolean =>
  a[at] === b[from] && a[at + 1] === b[from + 1] && a[at + 2] === b[from + 2] && a[at + 3] === b[from + 3]

/** The slot of the words at a place, or the free one that they belong in. Some slot must be free. */
export const slotOf = (table: Pick<IdTable, "slots" | "words">, words: Uint32Array, at: number): number => {
  const mask = table.slots.length - 1
  let slot = hash(words, at) & mask
  for (;;) {
    const taken = table.slots[slot] ?? 0
    if (taken === 0 || isSame(table.words, 4 * (taken - 1), words, at)) return slot
    slot = (slot + 1) & mask
  }
}

const next = (table: IdTable): number => {
  const number = table.count++
  table.words = withRoom(table.words, 4 * table.count)
  return number
}

const rehash = (table: IdTable): void => {
  table.slots = new Int32Array(2 * table.slots.length)
  for (let number = 0; number < table.count; number++) {
    if (table.texts.has(number)) continue
    table.slots[slotOf(table, table.words, 4 * number)] = number + 1
  }
}

/** The number of the UUID whose words begin at a place. */
export const ofWords = (table: IdTable, words: Uint32Array, at: number): number => {
  const slot = slotOf(table, words, at)
  const taken = table.slots[slot] ?? 0
  if (taken !== 0) return taken - 1
  const number = next(table)
  table.words.set(words.subarray(at, at + 4), 4 * number)
  table.slots[slot] = number + 1
  if (3 * table.count > 2 * table.slots.length) rehash(table)
  return number
}

/** The number of an id that is no UUID. */
const ofText = (table: IdTable, text: string): number => {
  const known = table.numbers.get(text)
  if (known !== undefined) return known
  const number = next(table)
  table.numbers.set(text, number)
  table.texts.set(number, text)
  return number
}

const scratch = new Uint32Array(4)

/** The number of an id. */
export const of = (table: IdTable, id: string): number =>
  UuidWords.read(id, scratch) ? ofWords(table, scratch, 0) : ofText(table, id)

/** The number that an id of another table has in this one. */
export const ofOther = (table: IdTable, other: IdTable, number: number): number => {
  const text = other.texts.get(number)
  return text === undefined ? ofWords(table, other.words, 4 * number) : ofText(table, text)
}

/** The id of a number, in lower case where it is a UUID. */
export const idOf = (table: IdTable, number: number): string =>
  table.texts.get(number) ?? UuidWords.write(table.words, 4 * number)
