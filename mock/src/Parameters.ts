/**
 * The query by the contract's words, where Prism's own check is laxer.
 *
 * Prism takes a parameter's name in any case, and for a number whatever JavaScript takes for one: `0x10`, `1e1`, a line
 * break and a digit. Names are case-sensitive, and an integer is a row of digits. A name that the contract does not know is
 * ignored by the API, and most often a client's mistake: it is told of in a warning.
 */
import { distance } from "fastest-levenshtein"
import type { Violation } from "./Prism.ts"
import type { Query } from "./QueryString.ts"
import type { Operation } from "./Routes.ts"

type Parameter = NonNullable<NonNullable<Operation["request"]>["query"]>[number]

/** A value as JSON says it. */
const spellings: Readonly<Record<string, RegExp>> = {
  integer: /^-?(?:0|[1-9]\d*)$/,
  number: /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a reference within the operation refers to, itself if it is none; `undefined` for one into nothing or in a circle. */
const resolved = (schema: unknown, operation: Operation): unknown => {
  let here = schema
  for (let step = 0; step < 32; step++) {
    if (!isRecord(here) || typeof here["$ref"] !== "string") return here
    let target: unknown = operation
    for (const part of here["$ref"].replace(/^#\//, "").split("/")) {
      const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")
      target = typeof target === "object" && target !== null ? Reflect.get(target, key) : undefined
    }
    here = target
  }
  return undefined
}

/** How a value has to be spelt, if the schema takes numbers only. */
const spellingOf = (parameter: Parameter, operation: Operation): RegExp | undefined => {
  const schema = resolved(parameter.schema, operation)
  if (!isRecord(schema)) return undefined
  const types = [schema["type"]].flat().filter((type) => type !== "null")
  if (types.includes("number"))
    return types.every((type) => type === "number" || type === "integer") ? spellings["number"] : undefined
  return types.length === 1 && types[0] === "integer" ? spellings["integer"] : undefined
}

/** Names that an object's properties have in a query (`style: form`, exploded). */
const propertyNames = (parameter: Parameter, operation: Operation): ReadonlyArray<string> => {
  const schema = resolved(parameter.schema, operation)
  const properties = isRecord(schema) ? schema["properties"] : undefined
  return parameter.explode === true && isRecord(properties) ? Object.keys(properties) : []
}

const isDeepObject = ({ style }: { readonly style: string }): boolean => style === "deepObject"

interface Known {
  readonly names: ReadonlySet<string>
  /** Beginnings of names, `filter[` of `filter[status]`. */
  readonly prefixes: ReadonlyArray<string>
  readonly spellings: ReadonlyMap<string, RegExp>
}

/** Where a key is sent in the query instead of a header. */
const keysOf = ({ security = [] }: Operation): ReadonlyArray<string> =>
  security.flat().flatMap((scheme) => (scheme.type === "apiKey" && scheme.in === "query" ? [scheme.name] : []))

const remembered = new WeakMap<Operation, Known>()

const knownOf = (operation: Operation): Known => {
  const before = remembered.get(operation)
  if (before !== undefined) return before
  const parameters = operation.request?.query ?? []
  const known: Known = {
    names: new Set([
      ...parameters.flatMap((parameter) => [parameter.name, ...propertyNames(parameter, operation)]),
      ...keysOf(operation)
    ]),
    prefixes: parameters.filter(isDeepObject).map(({ name }) => `${name}[`),
    spellings: new Map(
      parameters.flatMap((parameter) => {
        const spelling = spellingOf(parameter, operation)
        return spelling === undefined ? [] : [[parameter.name, spelling] as const]
      })
    )
  }
  remembered.set(operation, known)
  return known
}

const isKnown = ({ names, prefixes }: Known, name: string): boolean =>
  names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))

/** No number in JavaScript either, so that Prism refuses it in its own words. */
const refusable = (value: string): string => `${value} is no number`

/** What of a query the contract speaks of, for Prism to check. */
export const exact = (operation: Operation, query: Query): Query => {
  const known = knownOf(operation)
  const kept = Object.entries(query).filter(([name]) => isKnown(known, name))
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const spelling = known.spellings.get(name)
      const isMisspelt = typeof value === "string" && value !== "" && spelling?.test(value) === false
      return [name, isMisspelt ? refusable(value) : value]
    })
  )
}

/** Names that are told of, and how much of each: a query can have thousands, of any length. */
const atMost = { names: 10, characters: 60 }

/** Prism's own, of preferences that a query brings. */
const isPreference = (name: string): boolean => name.startsWith("__")

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "")

/** The known name that was probably meant: the same but for its case and separators, or a slip of the finger. */
const meant = (name: string, known: Known): string | undefined => {
  const near = [...known.names]
    .map((one) => ({ one, edits: distance(bare(one), bare(name)) }))
    .filter(({ edits, one }) => edits <= Math.max(1, Math.floor(one.length / 3)))
    .toSorted((left, right) => left.edits - right.edits)
  return near[0]?.one
}

const shortened = (name: string): string =>
  name.length > atMost.characters ? `${name.slice(0, atMost.characters)}…` : name

/** A warning for each name in a query that the contract does not know. */
export const warnings = (operation: Operation, query: Query): ReadonlyArray<Violation> => {
  const known = knownOf(operation)
  const unknown = Object.keys(query).filter((name) => !isKnown(known, name) && !isPreference(name))
  return unknown.slice(0, atMost.names).map((name): Violation => {
    const short = shortened(name)
    const suggestion = short === name ? meant(name, known) : undefined
    const wayOut =
      suggestion === undefined
        ? `the contract has ${known.names.size === 0 ? "none here" : [...known.names].join(", ")}`
        : `did you mean "${suggestion}"?`
    return {
      side: "request",
      location: ["query", short],
      severity: "warning",
      message: `Request query parameter ${short} is not known and was ignored: ${wayOut}`
    }
  })
}
