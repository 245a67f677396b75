/**
 * What a list is, and the check of such a description: a wrong one is a mistake in the program that no call can mend.
 */
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import type { Identity } from "../paging/knownRows.ts"
import { pathProblem } from "../plainPath.ts"
import type { PlainFields, QueryFields } from "./query.ts"

/** What a list is. */
export interface Description<Noun extends string, Fields extends PlainFields, Row> {
  /** What the rows are called, one word in the plural, e.g. `referrals`: in messages, spans, metrics and the result of `collect`. */
  readonly noun: Noun
  /** Under the base URL, with a leading slash; no query, no dot segments, and nothing that needs escaping. */
  readonly path: string
  /**
   * The fields of the filter beside `page` and `limit`, and what each must be: strings, finite numbers or booleans, sent
   * as they are. No value of theirs is in a trace.
   */
  readonly query: QueryFields<Fields>
  /** A row. One that is of its type already is handed on as it came; `openStruct` keeps fields that are not named. */
  readonly row: Schema.Codec<Row, unknown>
  /** What tells rows apart. */
  readonly identity: Identity<Row>
  /** The most rows that the server grants for one page, 1 or more; default 100. */
  readonly maxLimit?: number
}

type Given = Omit<Description<string, PlainFields, never>, "row">

// It begins the names of operations, and is a field beside `summary` in what `collect` gives.
const isNoun = (noun: unknown): boolean => Predicate.isString(noun) && /^[a-z]\w*$/i.test(noun) && noun !== "summary"

// Whether a value of the schema is what is sent. One that decodes to another value is checked as another than it is sent.
const isSentAsItIs = (ast: SchemaAST.AST): boolean =>
  ast.encoding === undefined && (!SchemaAST.isUnion(ast) || ast.types.every(isSentAsItIs))

const problemsOf = ({ identity, maxLimit = 100, noun, path, query }: Given): ReadonlyArray<string | undefined> => [
  isNoun(noun) ? undefined : "noun must be a word such as contacts, and not summary",
  pathProblem(path),
  Number.isSafeInteger(maxLimit) && maxLimit >= 1 ? undefined : "maxLimit must be an integer, 1 or more",
  Predicate.isFunction(identity.key) && Predicate.isFunction(identity.id)
    ? undefined
    : "identity must have the functions key and id",
  ...Object.entries(query.fields).map(([field, { ast }]) => {
    if (field === "page" || field === "limit") return `the filter cannot have ${field}, which every list has`
    return isSentAsItIs(ast)
      ? undefined
      : `the filter's ${field} decodes to another value: describe what is sent, such as Schema.String with a check`
  })
]

/** Throws what is wrong with a description. */
export const check = (description: Given): void => {
  const problems = problemsOf(description).filter((problem) => problem !== undefined)
  if (problems.length > 0) throw new TypeError(`ListEndpoint.make: ${problems.join("; ")}`)
}
