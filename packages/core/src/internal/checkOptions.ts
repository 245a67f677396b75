/**
 * Checks the options of a public call before any request: each field has one rule, and a field without a rule is refused.
 *
 * Pure. A message repeats numbers only: a string may be a secret or an email in the wrong place.
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { redactText } from "./redact.ts"

/** What is wrong with a field's value, as a sentence; undefined when nothing is. */
export type Rule = (value: unknown, field: string) => string | undefined

/** The rules of an options object, by field. */
export type Rules = Readonly<Record<string, Rule>>

/** What is wrong with what was given, by field. */
export type Problems = Readonly<Record<string, ReadonlyArray<string>>>

/** The problems, and one message about them. */
export interface Refusal {
  readonly message: string
  readonly errors: Problems
}

/** A rule from a test and the words for it, such as "must be true or false". */
export const rule =
  (accepts: (value: unknown) => boolean, must: string): Rule =>
  (value, field) =>
    accepts(value) ? undefined : `${field} ${must}${typeof value === "number" ? `, got ${value}` : ""}`

/** An integer from `least` to `most`. */
export const integer = (least: number, most: number = Infinity): Rule =>
  rule(
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
    `must be an integer${most === Infinity ? `, ${least} or more` : ` from ${least} to ${most}`}`
  )

// A first look, without the values that Effect's parser does not take.
const looksLikeDuration = (value: unknown): value is Duration.Input =>
  value !== null && value !== undefined && !Predicate.isFunction(value) && !Predicate.isSymbol(value)

/** Milliseconds of a duration in any of Effect's spellings; undefined where it is none. */
export const toMillis = (value: unknown): number | undefined =>
  looksLikeDuration(value) ? Option.getOrUndefined(Option.map(Duration.fromInput(value), Duration.toMillis)) : undefined

/** A duration of more than 0. */
export const positiveDuration = (example: string): Rule =>
  rule((value) => (toMillis(value) ?? 0) > 0, `must be a duration of more than 0, such as "${example}"`)

/** A duration of 0 or more. */
export const duration = (example: string): Rule =>
  rule((value) => (toMillis(value) ?? -1) >= 0, `must be a duration of 0 or more, such as "${example}"`)

/** One of some words. */
export const oneOf = (...words: ReadonlyArray<string>): Rule =>
  rule(
    (value) => typeof value === "string" && words.includes(value),
    `must be ${words.map((word) => `"${word}"`).join(" or ")}`
  )

/** True or false. */
export const boolean: Rule = /* #__PURE__ */ rule(Predicate.isBoolean, "must be true or false")

/** A function. */
export const callback: Rule = /* #__PURE__ */ rule(Predicate.isFunction, "must be a function")

/** For a field that is checked elsewhere. */
export const checkedElsewhere: Rule = () => undefined

// Edits between two names (Levenshtein).
const edits = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The known name closest to a misspelt one; undefined if none is close. */
export const nearest = (name: string, known: ReadonlyArray<string>): string | undefined => {
  const given = name.slice(0, 40).toLowerCase()
  const [best] = known
    .map((candidate) => ({ candidate, distance: edits(given, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined
}

/** Says that a field is not known, and which one was probably meant. */
export const unknownField = (name: string, known: ReadonlyArray<string>): string => {
  const meant = nearest(name, known)
  const shown = redactText(name, []) || "the field"
  return `${shown} is not known: ${meant === undefined ? `use ${known.join(", ")}` : `did you mean ${meant}?`}`
}

const isPlain = (given: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(given)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * Why the fields of what was given cannot be read as its own: it is no object, or a `Map`, `URLSearchParams` or an instance
 * whose class has them; undefined when they can.
 */
export const unreadable = (given: unknown, known: ReadonlyArray<string>): string | undefined => {
  if (!Predicate.isObject(given)) return "must be an object"
  if (isPlain(given)) return undefined
  const inherited = known.find((field) => field in given && !Object.hasOwn(given, field))
  if (inherited !== undefined) return `must be a plain object: ${inherited} is not its own`
  return Object.keys(given).length === 0 ? "must be a plain object, such as { field: value }" : undefined
}

/** What is wrong with options, by field: empty when nothing is. A field that is undefined counts as left out. */
export const problemsOf = (given: unknown, rules: Rules, prefix: string = ""): Problems => {
  if (given === undefined) return {}
  const name = prefix === "" ? "options" : prefix.slice(0, -1)
  const unread = unreadable(given, Object.keys(rules))
  if (unread !== undefined) return { [name]: [`${name} ${unread}`] }
  const problems = Object.entries(Object(given)).flatMap(([field, value]) => {
    if (value === undefined) return []
    const check = Object.hasOwn(rules, field) ? rules[field] : undefined
    const problem =
      check === undefined ? `${prefix}${unknownField(field, Object.keys(rules))}` : check(value, `${prefix}${field}`)
    return problem === undefined ? [] : [[redactText(`${prefix}${field}`, []), [problem]] as const]
  })
  return Object.fromEntries(problems)
}

/** All problems of a call as one refusal; succeeds where there are none. */
export const refuseIfAny = (errors: Problems): Result.Result<void, Refusal> => {
  const message = Object.values(errors).flat().join("; ")
  return message === "" ? Result.void : Result.fail({ message, errors })
}
