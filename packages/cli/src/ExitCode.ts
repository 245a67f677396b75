/**
 * What the command ends with: a number for scripts, from what went wrong.
 */
import * as Predicate from "effect/Predicate"

/** The codes, and what each says; 130 is the shell's word for Ctrl-C. */
export const codes = {
  ok: 0,
  other: 1,
  usage: 2,
  unauthorised: 3,
  rateLimited: 4,
  incomplete: 5
} as const

/** The name of a code. */
export type Name = keyof typeof codes

const byTag: Readonly<Record<string, Name>> = {
  // Of the API, as reasons of a `PiggyError`.
  InvalidInput: "usage",
  Unauthorized: "unauthorised",
  Forbidden: "unauthorised",
  CredentialsRejected: "unauthorised",
  RateLimited: "rateLimited",
  Incomplete: "incomplete",
  PaginationStalled: "incomplete",
  // Of the environment.
  ConfigError: "usage"
}

const tagOf = (value: unknown): string => (Predicate.isObject(value) ? String(value["_tag"]) : "")

/** The code that an error ends the command with. */
export const of = (error: unknown): number => {
  if (!Predicate.isObject(error)) return codes.other
  if (Predicate.isNumber(error["exitCode"])) return error["exitCode"]
  const reason = tagOf(error) === "PiggyError" ? error["reason"] : error
  return codes[byTag[tagOf(reason)] ?? "other"]
}
