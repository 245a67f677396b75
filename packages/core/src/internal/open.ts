/**
 * Structs that keep what they do not know.
 *
 * `Schema.Struct` drops undeclared keys, and `Schema.StructWithRest` parses each of them again (more than twice the
 * time for a page of referrals). Here the declared fields are decoded as a struct, and the keys that the struct left
 * behind are then laid beside them.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"

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
 * The same schema, with undeclared keys surviving decoding and encoding, in nested structs too. Their values are
 * handed on unread; the type shows the declared keys only.
 */
export const open = <S extends Schema.Struct<Schema.Struct.Fields>>(struct: S) =>
  Schema.declareConstructor<S["Type"], S["Encoded"]>()(
    [struct],
    ([codec]) => {
      const decode = SchemaParser.decodeUnknownEffect(codec)
      return (input, _, options) =>
        Effect.mapEager(decode(input, options), (row) => {
          keepUndeclared(input, row)
          return row
        })
    },
    { toCodec: ([codec]) => Schema.link<S["Type"]>()(codec, SchemaTransformation.passthrough()) }
  )
