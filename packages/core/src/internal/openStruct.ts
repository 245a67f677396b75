/**
 * Structs that keep undeclared keys, and copy nothing that needs no change.
 *
 * `Schema.Struct` copies every value and drops undeclared keys; `Schema.StructWithRest` parses each of those as well.
 * Here a value that already has the declared type is passed on as it is, with its undeclared keys. Any other value is
 * decoded as a struct, which fills in defaults or says what is wrong, and its undeclared keys are added to the result.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { deepest, oddityOf, withoutProto } from "./unsafeJson.ts"
import { redactText } from "./redact.ts"
import { isPlain, remember, test } from "./typeGuard.ts"

// `__proto__` is left out: assigned, it would become the prototype of the row.
const keepUndeclared = (from: unknown, into: unknown): void => {
  if (!Predicate.isObject(from) || !Predicate.isObject(into)) return
  for (const key of Object.keys(from)) {
    const value = from[key]
    if (Object.hasOwn(into, key)) {
      if (into[key] !== value) keepUndeclared(value, into[key])
    } else if (key !== "__proto__") {
      into[key] = value
    }
  }
}

/**
 * A struct whose undeclared keys survive decoding and encoding; the type shows the declared ones.
 *
 * Decoding a field must leave a value of its type as it is, as plain types and decoding defaults do.
 */
export const openStruct = <const Fields extends Schema.Struct.Fields>(fields: Fields) =>
  openOf(Schema.Struct(fields), fields)

const openOf = <S extends Schema.Struct<Schema.Struct.Fields>>(struct: S, fields: Schema.Struct.Fields) => {
  const tests = Object.entries(fields).map(([name, field]) => ({
    name,
    fits: test(field),
    isOptional: SchemaAST.isOptional(SchemaAST.toType(field.ast)),
    // Only values of these need no look at what they hold.
    isPlain: isPlain(field)
  }))
  const plain = new Set(tests.flatMap(({ isPlain: known, name }) => (known ? [name] : [])))
  const hidden = tests.filter(({ isPlain: known }) => !known)
  // Fields that fit without being there, so that the number of keys does not tell which they are. Found at the first
  // row, since a schema may be recursive, and is not whole before.
  let found: typeof tests | undefined
  const mayBeAbsent = () => (found ??= tests.filter(({ fits }) => fits(undefined)))
  const oddKeys = (input: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
    Object.keys(input).filter((key) => !plain.has(key) && isOdd(key, input[key]))
  const isWhole = (input: unknown): input is S["Type"] => {
    if (!Predicate.isObject(input)) return false
    // Before their tests: a parser follows a value as deep as it goes.
    for (const { name } of hidden) if (isOdd(name, input[name])) return false
    for (const { fits, name } of tests) if (!fits(input[name])) return false
    const absent = mayBeAbsent()
    for (const { isOptional, name } of absent) if (!isOptional && !Object.hasOwn(input, name)) return false
    // With as many keys as are declared, none is undeclared. Counting them is faster than listing them.
    let keys = 0
    for (const _ in input) keys++
    return (keys === tests.length && absent.length === 0) || oddKeys(input).length === 0
  }
  const schema = Schema.declareConstructor<S["Type"], S["Encoded"]>()(
    [struct],
    ([codec]) => {
      const decode = SchemaParser.decodeUnknownEffect(codec)
      return (input, _, options) => {
        if (isWhole(input)) return Effect.succeed(input)
        if (!Predicate.isObject(input)) return decode(input, options)
        const odd = oddKeys(input)
        const deep = odd.find((key) => oddityOf(input[key]) === "deep")
        if (deep !== undefined) return Effect.fail(tooDeep(deep))
        const clean = odd.length === 0 ? input : withoutProto(input)
        return Effect.mapEager(decode(clean, options), (row) => {
          keepUndeclared(clean, row)
          return row
        })
      }
    },
    { toCodec: ([codec]) => Schema.link<S["Type"]>()(codec, SchemaTransformation.passthrough()) }
  )
  remember(schema, isWhole)
  return schema
}

const isOdd = (key: string, value: unknown): boolean => key === "__proto__" || oddityOf(value) !== undefined

// The server may have chosen the name of the key, so it is redacted.
const tooDeep = (key: string): SchemaIssue.Issue =>
  new SchemaIssue.Pointer(
    [redactText(key, [])],
    new SchemaIssue.InvalidValue({ message: `nested more than ${deepest} levels deep` })
  )
