/**
 * Structs that keep what they do not know, and hand on what they need not change.
 *
 * `Schema.Struct` copies every value and drops undeclared keys; `Schema.StructWithRest` parses each of those as well.
 * Here a value that already is of the declared type is handed on as it came, undeclared keys and all. Anything else is
 * decoded as a struct, which fills in defaults or says what is wrong, and the keys it left behind are laid beside.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { remember, test } from "./typeGuard.ts"

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
  const tests = Object.entries(fields).map(([name, field]) => ({ name, fits: test(field) }))
  const isWhole = (input: unknown): input is S["Type"] => {
    if (!Predicate.isObject(input)) return false
    for (const { fits, name } of tests) if (!fits(input[name])) return false
    return true
  }
  const schema = Schema.declareConstructor<S["Type"], S["Encoded"]>()(
    [struct],
    ([codec]) => {
      const decode = SchemaParser.decodeUnknownEffect(codec)
      return (input, _, options) =>
        isWhole(input)
          ? Effect.succeed(input)
          : Effect.mapEager(decode(input, options), (row) => {
              keepUndeclared(input, row)
              return row
            })
    },
    { toCodec: ([codec]) => Schema.link<S["Type"]>()(codec, SchemaTransformation.passthrough()) }
  )
  remember(schema, isWhole)
  return schema
}
