/**
 * `openapi.yaml` as a judge: its schemas with every reference resolved, and what it says of an answer.
 *
 * A complaint names the place and the rule, never the value: answers hold people's emails.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js"
import * as formats from "ajv-formats"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { readFileSync } from "node:fs"
import { parse } from "yaml"

/** A JSON Schema, as the contract has it. */
export type JsonSchema = Readonly<Record<string, unknown>>

const JsonSchema = Schema.Record(Schema.String, Schema.Unknown)
const Parameter = Schema.Struct({ name: Schema.String, in: Schema.String, schema: JsonSchema })
const Media = Schema.Struct({
  schema: JsonSchema,
  examples: Schema.optionalKey(Schema.Record(Schema.String, Schema.Struct({ value: Schema.Unknown })))
})
const Answers = Schema.Struct({
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.Struct({ schema: JsonSchema }))),
  content: Schema.Record(Schema.String, Media)
})
const Operation = Schema.Struct({
  operationId: Schema.String,
  parameters: Schema.optionalKey(Schema.Array(Parameter)),
  requestBody: Schema.optionalKey(Schema.Struct({ content: Schema.Record(Schema.String, Media) })),
  responses: Schema.Record(Schema.String, Answers)
})
const Document = Schema.Struct({
  servers: Schema.Array(Schema.Struct({ url: Schema.String })),
  paths: Schema.Record(Schema.String, Schema.Record(Schema.String, Operation)),
  components: Schema.Struct({ schemas: Schema.Record(Schema.String, JsonSchema) })
})

/** Where the contract is. */
export const location = new URL("../../../openapi.yaml", import.meta.url)

const at = (document: unknown, reference: string): unknown =>
  reference
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((node, name) => (Predicate.isObject(node) ? node[name] : undefined), document)

const resolve = (document: unknown, node: unknown): unknown => {
  if (Array.isArray(node)) return node.map((item) => resolve(document, item))
  if (!Predicate.isObject(node)) return node
  const reference = node["$ref"]
  if (typeof reference === "string") return resolve(document, at(document, reference))
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolve(document, value)]))
}

const raw: unknown = parse(readFileSync(location, "utf8"))

/** The contract, without references. */
export const document = Schema.decodeUnknownSync(Document)(resolve(raw, raw))

/** The two operations of the contract. */
export type OperationId = "listReferrals" | "createAccessToken"

const operations = new Map(
  Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .map((operation) => [operation.operationId, operation])
)

/** An operation by its id. */
export const operation = (id: OperationId): typeof Operation.Type => {
  const found = operations.get(id)
  if (found === undefined) throw new Error(`openapi.yaml has no operation ${id}`)
  return found
}

/** The schema of a query parameter of the list. */
export const parameter = (name: string): JsonSchema => {
  const found = operation("listReferrals").parameters?.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`openapi.yaml has no parameter ${name}`)
  return found.schema
}

/** The schema of a component. */
export const component = (name: string): JsonSchema => {
  const found = document.components.schemas[name]
  if (found === undefined) throw new Error(`openapi.yaml has no schema ${name}`)
  return found
}

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
formats.default.default(ajv)

const compiled = new WeakMap<JsonSchema, ValidateFunction>()

const validatorOf = (schema: JsonSchema): ValidateFunction => {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const validate = ajv.compile(schema)
  compiled.set(schema, validate)
  return validate
}

const complaintOf = ({ instancePath, message }: ErrorObject): string =>
  `${instancePath === "" ? "" : `${instancePath} `}${message ?? "is not valid"}`

/** What a schema of the contract has against a value; nothing if it is valid. */
export const complaints = (schema: JsonSchema, value: unknown): ReadonlyArray<string> => {
  const validate = validatorOf(schema)
  return validate(value) ? [] : (validate.errors ?? []).map(complaintOf)
}

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
}

/** The body of an answer, if it is JSON. */
export const bodyOf = ({ text }: Answer): unknown => Result.getOrUndefined(Result.try((): unknown => JSON.parse(text)))

// On the wire a header is text.
const headerValue = (schema: JsonSchema, text: string): unknown =>
  schema["type"] === "integer" && /^-?\d+$/.test(text) ? Number(text) : text

/** What the contract has against an answer of an operation: its status, its content type, its body, its headers. */
export const judge = (id: OperationId, answer: Answer): ReadonlyArray<string> => {
  const declared = operation(id).responses[String(answer.status)]
  if (declared === undefined) return [`status ${answer.status} is not in the contract`]
  const type = answer.headers["content-type"] ?? "none"
  const media = declared.content[type.split(";", 1)[0]?.trim().toLowerCase() ?? ""]
  if (media === undefined) return [`the content type of a ${answer.status} is ${type}`]
  const body = bodyOf(answer)
  if (body === undefined) return [`the body of a ${answer.status} is not JSON`]
  const headers = Object.entries(declared.headers ?? {}).flatMap(([name, { schema }]) => {
    const text = answer.headers[name.toLowerCase()]
    return text === undefined
      ? []
      : complaints(schema, headerValue(schema, text)).map((complaint) => `header ${name} ${complaint}`)
  })
  return [...complaints(media.schema, body).map((complaint) => `body ${complaint}`), ...headers]
}
