/**
 * Which schemas of a contract cannot be checked against: a misspelt type, a pattern that is none.
 *
 * Prism passes over such a schema in silence, and everything would be valid.
 */
import type { Operations } from "./Contract.ts"
import { validateAgainstSchema, ValidationContext } from "./PrismEngine.ts"

type Operation = Operations[number]
type Schema = Parameters<typeof validateAgainstSchema>[1]

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null

/** Nothing is valid under the schema and its opposite; if Prism finds no fault even so, it could not read it. */
const isUnreadable = (schema: unknown, bundle: unknown): boolean => {
  if (!isSchema(schema)) return false
  const { $schema, ...rest } = schema
  const impossible: Schema = { ...($schema !== undefined && { $schema }), allOf: [rest, { not: {} }] }
  return validateAgainstSchema(null, impossible, false, ValidationContext.Input, undefined, bundle)._tag === "None"
}

interface Named {
  readonly where: string
  readonly schema: unknown
}

const named = (kind: string, list: ReadonlyArray<{ readonly name: string; readonly schema?: unknown }> = []) =>
  list.map(({ name, schema }): Named => ({ where: `${kind} "${name}"`, schema }))

const bodies = (whose: string, list: ReadonlyArray<{ readonly mediaType: string; readonly schema?: unknown }> = []) =>
  list.map(({ mediaType, schema }): Named => ({ where: `the ${whose}'s ${mediaType} body`, schema }))

const schemasOf = ({ request, responses }: Operation): ReadonlyArray<Named> => [
  ...named("the path parameter", request?.path),
  ...named("the query parameter", request?.query),
  ...named("the header", request?.headers),
  ...bodies("request", request?.body?.contents),
  ...responses.flatMap(({ code, contents, headers }) => [
    ...bodies(code, contents),
    ...named(`the ${code}'s header`, headers)
  ])
]

/** @returns where the first unreadable schema is, or `undefined` if all can be checked against */
export const firstUnreadable = (operations: Operations): string | undefined => {
  for (const operation of operations) {
    // Where Prism keeps what a `$ref` refers to.
    const bundle: unknown = Reflect.get(operation, "__bundled__")
    const found = schemasOf(operation).find(({ schema }) => isUnreadable(schema, bundle))
    if (found !== undefined) return `${found.where} of ${operation.method.toUpperCase()} ${operation.path}`
  }
  return undefined
}
