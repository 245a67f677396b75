/**
 * What the mock refuses of a form, in the form's words: which field, and what it takes.
 *
 * Pure: the mock says of each mistake where it is, of which kind, and what is allowed there.
 */
import type { Problem } from "../../src/Invalid.ts"
import { groups } from "./Fields.ts"
import type { Name } from "./Settings.ts"

export interface FieldProblem {
  /** Absent where the form has no such field. */
  readonly field: Name | undefined
  readonly text: string
}

const places: Readonly<Record<string, Name>> = {
  latency: "latencyFrom",
  "latency.from": "latencyFrom",
  "latency.to": "latencyTo",
  "errors.rate": "errorRate",
  "errors.status": "errorStatus",
  "errors.retryAfter": "errorRetryAfter",
  "rateLimit.requests": "rateRequests",
  "rateLimit.window": "rateWindow",
  limitClamp: "limitClamp",
  "oddRows.kind": "oddKind",
  "oddRows.every": "oddEvery",
  "drift.every": "driftEvery",
  "drift.insertions": "driftInsertions",
  "drift.removals": "driftRemovals",
  "drift.statusChanges": "driftStatusChanges",
  "connection.truncated": "truncated",
  "connection.reset": "reset",
  "connection.slow": "slow",
  "connection.duration": "slowDuration",
  "tokens.expiresIn": "tokenLife"
}

const fields = new Map(
  groups.flatMap(({ fields: within, legend }) =>
    within.map((field) => [field.name, { field, label: `${legend}, ${field.label}` }] as const)
  )
)

/** What is allowed, as the field's reader types it: a share in percent. */
const percent = (share: number): number => share * 100

/** What a number must be, in the field's own unit. */
const numberWords = (
  { exclusiveMinimum, maximum, minimum }: NonNullable<Problem["limits"]>,
  isShare: boolean
): string => {
  const shown = (limit: number): string => (isShare ? `${percent(limit)}` : `${limit}`)
  const unit = isShare ? " %" : ""
  const to = maximum === undefined ? undefined : `${shown(maximum)}${unit}`
  if (exclusiveMinimum !== undefined) {
    return to === undefined
      ? `takes more than ${shown(exclusiveMinimum)}`
      : `takes more than ${shown(exclusiveMinimum)}, and ${to} at most`
  }
  if (minimum === undefined) return "takes a number"
  return to === undefined ? `takes ${shown(minimum)} or more` : `takes ${shown(minimum)} to ${to}`
}

/** The problem as the field's reader takes it. */
const reworded = ({ code, limits = {}, message }: Problem, name: Name): string => {
  const field = fields.get(name)?.field
  const isShare = field?.kind === "number" && field.unit === "%"
  const hasLimits =
    limits.minimum !== undefined || limits.exclusiveMinimum !== undefined || limits.maximum !== undefined
  if (code === "missing") return "is needed too"
  // The mock's own words say how two fields belong together.
  if (!message.startsWith("takes ") && code === "range") return message
  return hasLimits ? numberWords(limits, isShare) : message
}

const problemAt = (problem: Problem): FieldProblem => {
  const name = places[problem.path]
  if (name === undefined) {
    return { field: undefined, text: problem.path === "" ? problem.message : `${problem.path}: ${problem.message}` }
  }
  return { field: name, text: `${fields.get(name)?.label ?? problem.path}: ${reworded(problem, name)}` }
}

/**
 * @param detail what the mock said
 * @param errors the same piece by piece, if it has pieces
 */
export const read = (detail: string, errors: ReadonlyArray<Problem> = []): ReadonlyArray<FieldProblem> =>
  errors.length > 0 ? errors.map(problemAt) : [{ field: undefined, text: detail }]

/** `Expected …\n  at ["referrals"]`, as a schema says where it is, with the field's name in front. */
const located = /^(.*?)\s+at ((?:\["[^"]*"\])+)$/s

/** The same in one text, for a form of few fields. */
export const plain = (detail: string, errors: ReadonlyArray<Problem> = []): string => {
  if (errors.length > 0) {
    return errors.map(({ message, path }) => (path === "" ? message : `${path}: ${message}`)).join("\n")
  }
  const [, said, place] = located.exec(detail) ?? []
  if (said === undefined || place === undefined) return detail
  const path = [...place.matchAll(/\["([^"]*)"\]/g)].map(([, name]) => name).join(".")
  return `${path}: ${said.replace(/^E/, "e")}`
}
