/**
 * What the mock refuses of a form, in the form's words: which field, and what it takes.
 *
 * Pure: the mock says one reason after the other, and under each the place in the settings.
 */
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

/** The reason as the field's reader takes it: a share is typed in percent. */
const reworded = (reason: string, name: Name): string => {
  const field = fields.get(name)?.field
  const isShare = field?.kind === "number" && field.unit === "%"
  if (isShare && reason.endsWith("between 0 and 1")) return "takes 0 to 100 %"
  if (reason === "Missing key") return "is needed too"
  return reason
    .replace(/^latency takes milliseconds.*/, "takes milliseconds")
    .replace(/^Expected a value between (\S+) and (\S+)$/, "takes $1 to $2")
    .replace(/^Expected a range from the shorter wait to the longer, got (.*)$/, "the shorter wait comes first, not $1")
    .replace(/^Expected an integer\b.*/, "takes a whole number")
    .replace(/^Expected a value greater than (\d\S*)$/, "takes more than $1")
    .replace(/^Expected a value greater than or equal to (\S+)$/, "takes $1 or more")
    .replace(/^Expected (?:number|a number|a finite number)\b.*/, "takes a number")
}

const problemAt = (reason: string, place: string): FieldProblem => {
  const path = [...place.matchAll(/\["?([^"\]]+)"?\]/g)].map(([, part]) => part).join(".")
  const name = places[path]
  if (name === undefined) return { field: undefined, text: `${path}: ${reason}` }
  return { field: name, text: `${fields.get(name)?.label ?? path}: ${reworded(reason, name)}` }
}

/** @param detail what the mock said */
export const read = (detail: string): ReadonlyArray<FieldProblem> => {
  const problems: Array<FieldProblem> = []
  let reason: Array<string> = []
  for (const line of detail.split("\n")) {
    const place = /^ +at (\[.*\])$/.exec(line)?.[1]
    if (place === undefined) reason.push(line)
    else {
      problems.push(problemAt(reason.join("\n"), place))
      reason = []
    }
  }
  if (reason.length > 0 && reason.join("") !== "") problems.push({ field: undefined, text: reason.join("\n") })
  return problems
}
