/**
 * JSON that is unsafe to handle: nesting so deep that printing, comparing or copying it overflows the stack, and keys
 * named `__proto__`, which set the prototype when an object is copied by assignment.
 */

/** The most levels of a value. */
export const deepest = 500

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null

/** What is unsafe about a value; undefined if nothing is. Goes level by level, so the stack does not overflow here. */
export const oddityOf = (value: unknown): "deep" | "proto" | undefined => {
  let level = [value].filter(isContainer)
  let found: "proto" | undefined
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === deepest) return "deep"
    if (level.some((container) => Object.hasOwn(container, "__proto__"))) found = "proto"
    level = level.flatMap((container) => Object.values(container).filter(isContainer))
  }
  return found
}

/** The same JSON without any key named `__proto__`. */
export const withoutProto = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, part: unknown) => (key === "__proto__" ? undefined : part))
