/**
 * Which operations of the contract are at a path: by its template, below the base path of its servers, in any spelling.
 */
import type { Operations } from "./Contract.ts"
import * as Target from "./Target.ts"

export type Operation = Operations[number]

export interface Place {
  /** The operations by method, in lower case. */
  readonly operations: ReadonlyMap<string, Operation>
  /** The path below the servers' base path. */
  readonly path: string
}

export interface Routes {
  /** @param path in its canonical spelling, see {@link Target.canonicalPath} */
  readonly at: (path: string) => Place | undefined
}

/** Where a server's paths begin, without a slash at the end: empty, or `/base`. */
const basePath = ({ url, variables = {} }: NonNullable<Operation["servers"]>[number]): string => {
  const filledIn = url.replaceAll(/\{([^}]*)\}/g, (_, name: string) => variables[name]?.default ?? name)
  return URL.canParse(filledIn, "http://mock") ? new URL(filledIn, "http://mock").pathname.replace(/\/+$/, "") : ""
}

/** Paths may also be asked for without the base path: clients are told the mock's address, not that of a server. */
const basesOf = (operations: Operations): ReadonlyArray<string> => [
  ...new Set(["", ...operations.flatMap(({ servers = [] }) => servers.map(basePath))])
]

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
  const bases = basesOf(operations)

  const below = (path: string): Place | undefined => {
    // A fixed path comes last and wins over a template that matches it, too.
    const found = [
      ...templated.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation),
      ...(fixed.get(path) ?? [])
    ]
    if (found.length === 0) return undefined
    return { operations: new Map(found.map((operation) => [operation.method, operation])), path }
  }
  const places = new Map([...fixed.keys()].map((path) => [path, below(path)]))
  return {
    at: (path) => {
      for (const base of bases) {
        if (!path.startsWith(`${base}/`)) continue
        const rest = path.slice(base.length)
        const place = places.get(rest) ?? (templated.length === 0 ? undefined : below(rest))
        if (place !== undefined) return place
      }
      return undefined
    }
  }
}
