/**
 * What is wrong with something that was sent, piece by piece, in words that are made of what its schema takes.
 */
import type * as SchemaIssue from "effect/SchemaIssue"
import type { Problem } from "./Invalid.ts"

/** As much of a JSON Schema as the words need. */
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
  readonly additionalProperties?: boolean | Description
  readonly anyOf?: ReadonlyArray<Description>
}

/** What is described, and how it is spoken of. */
export interface Subject {
  readonly description: Description
  /** What one of its parts is called: `setting`. */
  readonly part: string
  /** What it is as a whole, with an example. */
  readonly whole: string
}

const branches = (one: Description): ReadonlyArray<Description> => [one, ...(one.anyOf ?? []).flatMap(branches)]

const hasChoices = (one: Description): boolean => one.enum !== undefined

const partOf = ({ additionalProperties, items, properties }: Description, step: string): Description | undefined => {
  const own = properties?.[step] ?? (/^\d+$/.test(step) ? items : undefined)
  return own ?? (typeof additionalProperties === "object" ? additionalProperties : undefined)
}

/** What is said of a place; nothing where there is none. */
const at = (description: Description, path: ReadonlyArray<string>): Description | undefined => {
  let found: Description | undefined = description
  for (const step of path) {
    const next: ReadonlyArray<Description> = found === undefined ? [] : branches(found)
    found = next.map((one) => partOf(one, step)).find(Boolean)
  }
  return found
}

interface Taken {
  readonly limits: NonNullable<Problem["limits"]>
  /** `a whole number from 0 on`. */
  readonly words: string
}

/** A maximum that no number of JSON reaches is none. */
const numberOf = ({ exclusiveMinimum, minimum, type, ...place }: Description): Taken => {
  const maximum = place.maximum === Number.MAX_SAFE_INTEGER ? undefined : place.maximum
  const what = type === "integer" ? "a whole number" : "a number"
  const from = exclusiveMinimum === undefined ? `from ${minimum ?? 0}` : `over ${exclusiveMinimum}`
  return {
    limits: {
      ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
      ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
      ...(maximum !== undefined && { maximum })
    },
    words: `${what} ${from}${maximum === undefined ? " on" : ` to ${maximum}`}`
  }
}

const choicesOf = (choices: ReadonlyArray<string | number>): Taken => {
  const last = choices.at(-1)
  const words = choices.length === 1 ? `only ${last}` : `${choices.slice(0, -1).join(", ")} or ${last}`
  return { limits: { choices }, words }
}

const shapeOf = (all: ReadonlyArray<Description>): string => {
  const types = new Set(all.map(({ type }) => type))
  if (types.has("boolean")) return "true or false"
  if (types.has("array")) return "an array"
  if (types.has("string")) return "a text"
  const names = all.flatMap(({ properties = {} }) => Object.keys(properties))
  const fields = names.length === 0 ? "" : ` with ${names.join(", ")}`
  return `an object${fields}${types.has("null") ? ", or null" : ""}`
}

/** What a place takes, in figures and words. */
const takes = (place: Description): Taken => {
  const all = branches(place)
  const number = all.find(({ type }) => type === "integer" || (type === "number" && !all.some(hasChoices)))
  const choices = all.find(hasChoices)?.enum
  const found = [
    ...(number === undefined ? [] : [numberOf(number)]),
    ...(choices === undefined ? [] : [choicesOf(choices)])
  ]
  if (found.length === 0) return { limits: {}, words: `takes ${shapeOf(all)}` }
  const limits = Object.assign({}, ...found.map((one) => one.limits))
  return { limits, words: `takes ${found.map(({ words }) => words).join(", or ")}` }
}

const unknown = ({ description, part }: Subject, path: ReadonlyArray<string>): Problem => {
  const around = at(description, path.slice(0, -1)) ?? {}
  const choices = branches(around).flatMap(({ properties = {} }) => Object.keys(properties))
  const message = `there is no ${part} "${path.at(-1)}"; there are ${choices.join(", ")}`
  return { path: path.join("."), code: "unknown", limits: { choices }, message }
}

const wrong = (subject: Subject, path: ReadonlyArray<string>, code: Problem["code"], own?: string): Problem => {
  const place = at(subject.description, path)
  if (place === undefined || path.length === 0) return { path: path.join("."), code, message: own ?? subject.whole }
  const { limits, words } = takes(place)
  return { path: path.join("."), code, limits, message: own ?? (code === "missing" ? `is needed: ${words}` : words) }
}

const kindAt = ({ description }: Subject, path: ReadonlyArray<string>): Problem["code"] =>
  branches(at(description, path) ?? {}).some(hasChoices) ? "choice" : "type"

const messageOf = (annotations: { readonly message?: unknown } | undefined): string | undefined =>
  typeof annotations?.message === "string" ? annotations.message : undefined

const walk = (subject: Subject, issue: SchemaIssue.Issue, path: ReadonlyArray<string>): ReadonlyArray<Problem> => {
  switch (issue._tag) {
    case "Pointer":
      return walk(subject, issue.issue, [...path, ...issue.path.map(String)])
    case "Composite":
      return issue.issues.flatMap((one) => walk(subject, one, path))
    case "Encoding":
      return walk(subject, issue.issue, path)
    case "MissingKey":
      return [wrong(subject, path, "missing")]
    case "UnexpectedKey":
      return [unknown(subject, path)]
    case "AnyOf": {
      if (issue.issues.length > 0) return issue.issues.flatMap((one) => walk(subject, one, path))
      return [wrong(subject, path, kindAt(subject, path), messageOf(issue.ast.annotations))]
    }
    case "Filter": {
      const own = issue.issue._tag === "InvalidValue" ? messageOf(issue.issue.annotations) : undefined
      return [wrong(subject, path, "range", own)]
    }
    default:
      return [wrong(subject, path, kindAt(subject, path))]
  }
}

/** Each place once, with the first thing that is wrong there. */
export const ofIssue = (subject: Subject, issue: SchemaIssue.Issue): ReadonlyArray<Problem> => {
  const found = new Map<string, Problem>()
  for (const problem of walk(subject, issue, [])) if (!found.has(problem.path)) found.set(problem.path, problem)
  return [...found.values()]
}
