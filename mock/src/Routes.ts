/**
 * Which operations of the contract are at a path, by its template and in any spelling.
 */
import type { Operations } from "./Contract.ts"
import * as Target from "./Target.ts"

export type Operation = Operations[number]

export interface Place {
  /** The operations by method, in lower case. */
  readonly operations: ReadonlyMap<string, Operation>
  readonly path: string
}

export interface Routes {
  /** @param path in its canonical spelling, see {@link Target.canonicalPath} */
  readonly at: (path: string) => Place | undefined
}

const parameter = /\{[^}]*\}/g
const standIn = "~parameter~"

/** Matches a template's paths; a parameter is within one segment and never empty. */
const patternOf = (template: string): RegExp => {
  const literal = Target.canonicalPath(template.replaceAll(parameter, standIn))
  const escaped = literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll(standIn, "[^/]+")}$`)
}

export const make = (operations: Operations): Routes => {
  const fixed = Map.groupBy(
    operations.filter(({ path }) => !path.includes("{")),
    ({ path }) => Target.canonicalPath(path)
  )
  const templated = operations
    .filter(({ path }) => path.includes("{"))
    .map((operation) => ({ operation, pattern: patternOf(operation.path) }))

  const matching = (path: string): Place | undefined => {
    // A fixed path comes last and wins over a template that matches it, too.
    const found = [
      ...templated.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation),
      ...(fixed.get(path) ?? [])
    ]
    if (found.length === 0) return undefined
    return { operations: new Map(found.map((operation) => [operation.method, operation])), path }
  }
  const places = new Map([...fixed.keys()].map((path) => [path, matching(path)]))
  return { at: (path) => places.get(path) ?? (templated.length === 0 ? undefined : matching(path)) }
}
