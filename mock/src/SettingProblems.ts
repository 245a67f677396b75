/**
 * What is wrong with settings, piece by piece, in words that are made of what the settings take.
 */
import * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import type { Problem } from "./Invalid.ts"
import { Settings } from "./Settings.ts"

/** As much of a JSON Schema as a setting needs. */
export interface Description {
  readonly type?: string
  readonly description?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly enum?: ReadonlyArray<string | number>
  readonly properties?: Readonly<Record<string, Description>>
  readonly items?: Description
  readonly anyOf?: ReadonlyArray<Description>
}

/** The settings as a JSON Schema: what is generated from it and checked against it. */
export const description: Description = Schema.toJsonSchemaDocument(Settings).schema

const branches = (one: Description): ReadonlyArray<Description> => [one, ...(one.anyOf ?? []).flatMap(branches)]

/** What the settings say of a place; nothing where there is none. */
const at = (path: ReadonlyArray<string>): Description | undefined => {
  let found: Description | undefined = description
  for (const step of path) {
    const next: ReadonlyArray<Description> = found === undefined ? [] : branches(found)
    found = next
      .map(({ items, properties }) => properties?.[step] ?? (/^\d+$/.test(step) ? items : undefined))
      .find(Boolean)
  }
  return found
}

/** What a place takes, in figures and words. A maximum that no number of JSON reaches is none. */
const takes = (place: Description): { readonly limits: NonNullable<Problem["limits"]>; readonly words: string } => {
  const all = branches(place)
  const choices = all.find((one) => one.enum !== undefined)?.enum
  if (choices !== undefined) {
    return { limits: { choices }, words: `takes ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}` }
  }
  const number = all.find(({ type }) => type === "integer" || type === "number")
  if (number === undefined) {
    if (all.some(({ type }) => type === "boolean")) return { limits: {}, words: "takes true or false" }
    if (all.some(({ type }) => type === "array")) return { limits: {}, words: "takes an array" }
    const names = all.flatMap(({ properties = {} }) => Object.keys(properties))
    const orNull = all.some(({ type }) => type === "null") ? ", or null" : ""
    return { limits: {}, words: `takes an object with ${names.join(", ")}${orNull}` }
  }
  const { exclusiveMinimum, minimum, type } = number
  const maximum = number.maximum === Number.MAX_SAFE_INTEGER ? undefined : number.maximum
  const what = type === "integer" ? "a whole number" : "a number"
  const from = exclusiveMinimum === undefined ? `from ${minimum ?? 0}` : `over ${exclusiveMinimum}`
  const words = `takes ${what} ${from}${maximum === undefined ? " on" : ` to ${maximum}`}`
  return {
    limits: {
      ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
      ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
      ...(maximum !== undefined && { maximum })
    },
    words
  }
}

const unknown = (path: ReadonlyArray<string>): Problem => {
  const choices = branches(at(path.slice(0, -1)) ?? {}).flatMap(({ properties = {} }) => Object.keys(properties))
  const message = `there is no setting "${path.at(-1)}"; there are ${choices.join(", ")}`
  return { path: path.join("."), code: "unknown", limits: { choices }, message }
}

const wrong = (path: ReadonlyArray<string>, code: Problem["code"], own?: string): Problem => {
  const place = at(path)
  if (place === undefined || path.length === 0) {
    return { path: path.join("."), code, message: own ?? 'settings are an object, as in {"latency": 200}' }
  }
  const { limits, words } = takes(place)
  return { path: path.join("."), code, limits, message: own ?? (code === "missing" ? `is needed: ${words}` : words) }
}

const messageOf = (annotations: { readonly message?: unknown } | undefined): string | undefined =>
  typeof annotations?.message === "string" ? annotations.message : undefined

const walk = (issue: SchemaIssue.Issue, path: ReadonlyArray<string>): ReadonlyArray<Problem> => {
  switch (issue._tag) {
    case "Pointer":
      return walk(issue.issue, [...path, ...issue.path.map(String)])
    case "Composite":
      return issue.issues.flatMap((one) => walk(one, path))
    case "Encoding":
      return walk(issue.issue, path)
    case "MissingKey":
      return [wrong(path, "missing")]
    case "UnexpectedKey":
      return [unknown(path)]
    case "AnyOf":
      if (issue.issues.length > 0) return issue.issues.flatMap((one) => walk(one, path))
      return [
        wrong(
          path,
          takes(at(path) ?? {}).limits.choices === undefined ? "type" : "choice",
          messageOf(issue.ast.annotations)
        )
      ]
    case "Filter": {
      const own = issue.issue._tag === "InvalidValue" ? messageOf(issue.issue.annotations) : undefined
      return [wrong(path, "range", own)]
    }
    default:
      return [wrong(path, "type")]
  }
}

/** Each place once, with the first thing that is wrong there. */
export const ofIssue = (issue: SchemaIssue.Issue): ReadonlyArray<Problem> => {
  const found = new Map<string, Problem>()
  for (const problem of walk(issue, [])) if (!found.has(problem.path)) found.set(problem.path, problem)
  return [...found.values()]
}
