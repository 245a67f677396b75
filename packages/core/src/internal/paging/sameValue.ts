/**
 * Whether two rows hold the same: what JSON has, and what a row's schema may decode it to.
 */
import * as Equal from "effect/Equal"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"

type Pair = readonly [unknown, unknown]

/**
 * Whether two values are the same, whatever the order of their keys. Nesting costs memory, not stack.
 *
 * A `Redacted`, a `Map`, a `Set`, a value with Effect's `Equal` and one with `toJSON` (a `Date`, a `URL`) are compared by
 * what they hold, any other object by its own enumerable fields. What shows none is the same as itself only.
 */
export const isSameValue = (a: unknown, b: unknown): boolean => {
  const pairs: Array<Pair> = [[a, b]]
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair
    if (Object.is(left, right)) continue
    if (!Predicate.isObjectOrArray(left) || !Predicate.isObjectOrArray(right)) return false
    if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false
    const within = isPlain(left) ? fieldsOf(left, right) : partsOf(left, right)
    if (within === undefined) return false
    for (const part of within) pairs.push(part)
  }
  return true
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}

// What must be the same for two objects to be; undefined where they cannot be.
const partsOf = (left: object, right: object): ReadonlyArray<Pair> | undefined => {
  if (left instanceof Map && right instanceof Map) return entriesOf(left, right)
  if (left instanceof Set && right instanceof Set) return entriesOf(asMap(left), asMap(right))
  if (Redacted.isRedacted(left) && Redacted.isRedacted(right)) return revealed(left, right)
  if (Equal.isEqual(left) && Equal.isEqual(right)) return Equal.equals(left, right) ? [] : undefined
  if ("toJSON" in left) return asTexts(left, right)
  return Object.keys(left).length === 0 ? undefined : fieldsOf(left, right)
}

const fieldsOf = (left: object, right: object): ReadonlyArray<Pair> | undefined => {
  const entries = Object.entries(left)
  if (entries.length !== Object.keys(right).length) return undefined
  const pairs: Array<Pair> = []
  for (const [key, value] of entries) {
    if (!Object.hasOwn(right, key)) return undefined
    pairs.push([value, Reflect.get(right, key)])
  }
  return pairs
}

const asMap = (set: ReadonlySet<unknown>): ReadonlyMap<unknown, true> => new Map([...set].map((value) => [value, true]))

// Keys that are objects are never the same ones in two passes: these are compared in their order.
const entriesOf = (
  left: ReadonlyMap<unknown, unknown>,
  right: ReadonlyMap<unknown, unknown>
): ReadonlyArray<Pair> | undefined => {
  if (left.size !== right.size) return undefined
  const pairs: Array<Pair> = []
  for (const [key, value] of left) {
    if (Predicate.isObjectOrArray(key)) continue
    if (!right.has(key)) return undefined
    pairs.push([value, right.get(key)])
  }
  const byObject = (map: ReadonlyMap<unknown, unknown>) => [...map].filter(([key]) => Predicate.isObjectOrArray(key))
  return [...pairs, [byObject(left), byObject(right)]]
}

// A value that was wiped cannot be compared.
const revealed = (
  left: Redacted.Redacted<unknown>,
  right: Redacted.Redacted<unknown>
): ReadonlyArray<Pair> | undefined => {
  try {
    return [[Redacted.value(left), Redacted.value(right)]]
  } catch {
    return undefined
  }
}

const asTexts = (left: object, right: object): ReadonlyArray<Pair> | undefined => {
  try {
    return [[JSON.stringify(left), JSON.stringify(right)]]
  } catch {
    return undefined
  }
}
