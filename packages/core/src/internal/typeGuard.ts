/**
 * Type guards for the plain schemas that a row is made of.
 *
 * `Schema.is` interprets the schema again for each value, which would take most of the time of a page. A guard made here
 * interprets it once, and then only tests the types and runs the schema's own checks. For a schema that it does not
 * know, it uses the schema's parser, which the rows need anyway.
 */
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaParser from "effect/SchemaParser"

type Guard = (input: unknown) => boolean

const options: SchemaAST.ParseOptions = {}

const known = new WeakMap<SchemaAST.AST, Guard>()

/** Registers the guard of a schema, so that guards of structs with this schema use it. */
export const remember = (schema: Schema.Constraint, guard: Guard): void => {
  known.set(SchemaAST.toType(schema.ast), guard)
}

const guardOfType = (ast: SchemaAST.AST): Guard | undefined => {
  if (SchemaAST.isString(ast)) return (input) => typeof input === "string"
  if (SchemaAST.isNull(ast)) return (input) => input === null
  if (SchemaAST.isUnion(ast)) {
    const members = ast.types.map(plainGuard)
    if (!members.every((member) => member !== undefined)) return undefined
    return members.reduce((some, fits) => (input) => some(input) || fits(input))
  }
  return undefined
}

const plainGuard = (ast: SchemaAST.AST): Guard | undefined => {
  const remembered = known.get(ast)
  if (remembered !== undefined) return remembered
  const isType = ast.encoding === undefined ? guardOfType(ast) : undefined
  if (isType === undefined || ast.checks === undefined) return isType
  const filters = ast.checks.filter((check) => check._tag === "Filter")
  if (filters.length < ast.checks.length) return undefined
  return filters.reduce<Guard>(
    (fits, filter) => (input) => fits(input) && filter.run(input, ast, options) === undefined,
    isType
  )
}

const parsed = (schema: Schema.Constraint): Guard => {
  const parse = SchemaParser.decodeUnknownExit(Schema.toType(schema))
  return (input) => Exit.isSuccess(parse(input))
}

/** Whether a guard of its own exists for a schema: then its values are texts, null, or what `remember` has a guard of. */
export const isPlain = (schema: Schema.Constraint): boolean => plainGuard(SchemaAST.toType(schema.ast)) !== undefined

/** Whether a value has the schema's type: like `Schema.is`, but faster. */
export const test = (schema: Schema.Constraint): Guard => plainGuard(SchemaAST.toType(schema.ast)) ?? parsed(schema)

/** The same as a type guard. */
export const typeGuard = <S extends Schema.Constraint>(schema: S): ((input: unknown) => input is S["Type"]) => {
  const fits = test(schema)
  return (input): input is S["Type"] => fits(input)
}
