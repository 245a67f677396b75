/**
 * Whether two values of JSON are the same, whatever the order of their keys and however deep they nest.
 */
import * as Predicate from "effect/Predicate"

/** Whether two values of JSON are the same. Nesting costs memory, not stack. */
export const isSameValue = (a: unknown, b: unknown): boolean => {
  const pairs: Array<readonly [unknown, unknown]> = [[a, b]]
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [left, right] = pair
    if (Object.is(left, right)) continue
    if (!Predicate.isObjectKeyword(left) || !Predicate.isObjectKeyword(right)) return false
    if (Array.isArray(left) !== Array.isArray(right)) return false
    const entries = Object.entries(left)
    if (entries.length !== Object.keys(right).length) return false
    for (const [key, value] of entries) {
      if (!Object.hasOwn(right, key)) return false
      pairs.push([value, Reflect.get(right, key)])
    }
  }
  return true
}
