/**
 * JSON as people write it: a name that stands twice in one object is a mistake, though `JSON.parse` takes the last.
 */
import * as Result from "effect/Result"

export interface Duplicate {
  readonly name: string
  /** Where it stands first and where again; lines count from 1. */
  readonly first: number
  readonly line: number
}

/** The names that stand twice in one object of a text that is JSON. */
export const duplicates = (text: string): ReadonlyArray<Duplicate> => {
  const found: Array<Duplicate> = []
  /** The names of each object that is open, and where they stand; `undefined` for an array. */
  const open: Array<Map<string, number> | undefined> = []
  let line = 1
  let isName = false
  for (let position = 0; position < text.length; position++) {
    const character = text[position]
    if (character === "\n") line++
    else if (character === "{") {
      open.push(new Map())
      isName = true
    } else if (character === "[") {
      open.push(undefined)
      isName = false
    } else if (character === "}" || character === "]") {
      open.pop()
      isName = false
    } else if (character === ",") isName = open.at(-1) !== undefined
    else if (character === ":") isName = false
    else if (character === '"') {
      const start = position
      for (position++; position < text.length && text[position] !== '"'; position++) {
        if (text[position] === "\\") position++
      }
      const names = open.at(-1)
      if (!isName || names === undefined) continue
      const name = String(JSON.parse(text.slice(start, position + 1)))
      const first = names.get(name)
      if (first === undefined) names.set(name, line)
      else found.push({ name, first, line })
    }
  }
  return found
}

export const inWords = ({ first, line, name }: Duplicate): string =>
  first === line
    ? `line ${line}: "${name}" stands twice in one object`
    : `line ${line}: "${name}" stands twice in one object, first in line ${first}`

/** Reads JSON, or says what is wrong with it. */
export const parse = (text: string): Result.Result<unknown, string> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return Result.fail(`no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const [duplicate] = duplicates(text)
  return duplicate === undefined ? Result.succeed(value) : Result.fail(inWords(duplicate))
}
