/**
 * The names and values of a query, in one pass over it.
 */
import type { ApiRequest } from "./Prism.ts"

export type Query = NonNullable<ApiRequest["url"]["query"]>

/** A name that is given once has a text, a name that is given more often all of its texts. */
export const parse = (search: string): Query => {
  const values = new Map<string, string | Array<string>>()
  for (const [name, value] of new URLSearchParams(search)) {
    const before = values.get(name)
    if (before === undefined) values.set(name, value)
    else if (typeof before === "string") values.set(name, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(values)
}
