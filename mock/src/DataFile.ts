/**
 * One's own rows, from a JSON array or from NDJSON, each checked against the contract before the first request.
 */
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import * as Dataset from "./Dataset.ts"
import * as Loaded from "./dataset/Loaded.ts"
import * as InvalidRow from "./InvalidRow.ts"
import * as JsonText from "./JsonText.ts"
import type { Engine } from "./Prism.ts"
import type { Seed } from "./Random.ts"
import type { Referral } from "./Referral.ts"
import { isReferral } from "./ReferralSchema.ts"
import * as RowCheck from "./RowCheck.ts"
import type { Rows } from "./Rows.ts"
import * as TextFile from "./TextFile.ts"
import { DataError, unreadable } from "./StartError.ts"

interface Line {
  /** `line 3`, or of an array, which may stand on one line, `row 3 (line 1)`; both count from 1. */
  readonly where: string
  readonly value: unknown
}

/** Mistakes that are told one by one; the rest are counted. */
const shownMistakes = 20

const placeOf = (mistake: string): number => Number(/^(?:row|line) (\d+)/.exec(mistake)?.[1] ?? 0)

const list = (mistakes: ReadonlyArray<string>): string => {
  const shown = mistakes
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .slice(0, shownMistakes)
    .map((mistake) => `\n  ${mistake}`)
  const more = mistakes.length - shown.length
  return `${shown.join("")}${more > 0 ? `\n  and ${more} more` : ""}`
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The line on which each element of the array begins that is the whole text, or stands in its object under `data`. */
export const elementLines = (text: string): ReadonlyArray<number> => {
  const lines: Array<number> = []
  let line = 1
  let depth = 0
  let awaited = false
  let arrayDepth = 0
  let name = ""
  for (let position = 0; position < text.length; position++) {
    const character = text[position] ?? ""
    if (character === "\n") line++
    if (awaited && !/[\s\]]/.test(character)) {
      lines.push(line)
      awaited = false
    }
    if (character === '"') {
      const start = position + 1
      for (position = start; position < text.length && text[position] !== '"'; position++) {
        if (text[position] === "\\") position++
      }
      if (depth === 1) name = text.slice(start, position)
    } else if (character === "[" || character === "{") {
      depth++
      const isList = depth === 1 || (depth === 2 && name === "data")
      if (character === "[" && isList && arrayDepth === 0) {
        arrayDepth = depth
        awaited = true
      }
    } else if (character === "]" || character === "}") {
      if (depth === arrayDepth) return lines
      depth--
    } else if (character === "," && depth === arrayDepth && arrayDepth > 0) awaited = true
  }
  return lines
}

const parseNdjson = (text: string): ReadonlyArray<Line | string> =>
  text.split("\n").flatMap((source, index): ReadonlyArray<Line | string> => {
    if (source.trim() === "") return []
    try {
      const value: unknown = JSON.parse(source)
      const twice = JsonText.duplicates(source).map(
        ({ name }): Line | string => `line ${index + 1}: "${name}" stands twice in one object`
      )
      return twice.concat({ where: `line ${index + 1}`, value })
    } catch (error) {
      return [`line ${index + 1}: no JSON: ${reasonOf(error).replace(/ \(line 1 column (\d+)\)$/, ", column $1")}`]
    }
  })

const parseJson = (text: string): ReadonlyArray<Line | string> => {
  try {
    const parsed: unknown = JSON.parse(text)
    const rows: unknown =
      typeof parsed === "object" && parsed !== null && "data" in parsed && !Array.isArray(parsed) ? parsed.data : parsed
    if (!Array.isArray(rows)) return ["line 1: neither an array of referrals nor an object with one in `data`"]
    const lines = elementLines(text)
    const found: Array<Line | string> = rows.map((value: unknown, index) => ({
      where: `row ${index + 1} (line ${lines[index] ?? 1})`,
      value
    }))
    return found.concat(JsonText.duplicates(text).map(JsonText.inWords))
  } catch (error) {
    return [`no JSON: ${reasonOf(error)}`]
  }
}

const isLine = (parsed: Line | string): parsed is Line => typeof parsed !== "string"

const uuidOf = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "uuid" in value && typeof value.uuid === "string"
    ? value.uuid.toLowerCase()
    : undefined

/** Rows that have the uuid of one before them: a list has each referral once. */
const repeated = (lines: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const seen = new Map<string, string>()
  return lines.flatMap(({ value, where }) => {
    const uuid = uuidOf(value)
    const first = uuid === undefined ? undefined : seen.get(uuid)
    if (uuid !== undefined && first === undefined) seen.set(uuid, where)
    return first === undefined ? [] : [`${where}: uuid ${uuid} is already that of ${first}`]
  })
}

/** What is said under mistakes that are the contract's to name. */
const wayOut = "\n  --allow-invalid-rows (in programs, allowInvalidRows) serves such rows as they are"

/** Reads and checks a file; `.ndjson` and `.jsonl` hold one referral a line, everything else a JSON array. */
export const load = Effect.fn("DataFile.load")(function* (
  path: string,
  engine: Engine,
  seed: Seed,
  allowInvalidRows: boolean
): Effect.fn.Return<Rows, DataError> {
  const text = yield* Effect.tryPromise({
    try: async () => TextFile.decode(await readFile(path)),
    catch: (error) => new DataError({ path, reason: unreadable(error) })
  })
  const parsed = /\.(ndjson|jsonl)$/i.test(path) ? parseNdjson(text) : parseJson(text)
  const lines = parsed.filter(isLine)
  const mistakes = parsed.filter((one) => typeof one === "string")
  mistakes.push(...repeated(lines))
  const values = lines.map(({ value }) => value)
  const complaints = allowInvalidRows ? [] : yield* Effect.promise(() => RowCheck.complaints(engine, values))
  for (const { message, path: place, row } of complaints) {
    mistakes.push(`${lines[row]?.where ?? "row 1"}: ${place === "" ? "the referral" : place} ${message}`)
  }
  const rows = lines.flatMap(({ value, where }): ReadonlyArray<Referral> => {
    const row = allowInvalidRows ? InvalidRow.keepable(value) : isReferral(value) ? value : undefined
    if (row !== undefined) return [row]
    if (allowInvalidRows)
      mistakes.push(`${where}: even a row that breaks the contract is an object with a text as uuid`)
    else if (mistakes.length === 0) {
      mistakes.push(`${where}: the contract allows it, but it is not what a referral was`)
    }
    return []
  })
  if (mistakes.length > 0) {
    const reason = `${list(mistakes)}${complaints.length > 0 ? wayOut : ""}`
    return yield* new DataError({ path, reason })
  }
  return {
    source: Dataset.fromColumns(Loaded.make(rows, seed)),
    seed,
    origin: { data: createHash("sha256").update(text).digest("hex").slice(0, 16) }
  }
})
