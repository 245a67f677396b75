/** The name of an unknown error. Its message may hold a secret, so only the name is shown. */
import * as Predicate from "effect/Predicate"

export const errorName = (error: unknown): string | undefined => {
  try {
    const name = Predicate.isObject(error) ? (error["_tag"] ?? error["name"]) : undefined
    return typeof name === "string" && /^[\w/.-]{1,60}$/.test(name) ? name : undefined
  } catch {
    // Reading its name threw.
    return undefined
  }
}
