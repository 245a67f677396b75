/**
 * What JSON may hold that harms who handles it: nesting that no printer, comparison or copy survives, and keys named
 * `__proto__`, which become a prototype when an object is copied by assignment.
 */

/** The most levels of a value. */
export const deepest = 500

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null

/** What is odd about a value, looked at level by level and not by recursion; undefined where nothing is. */
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
