/**
 * The fields of the settings form: which there are, and what is said about each.
 */
import type { Name } from "./Settings.ts"

interface Common {
  readonly name: Name
  readonly label: string
}
interface Typed extends Common {
  readonly kind: "number"
  readonly unit?: string
  readonly placeholder?: string
}
interface Chosen extends Common {
  readonly kind: "choice"
  readonly choices: ReadonlyArray<readonly [value: string, label: string]>
}
interface Ticked extends Common {
  readonly kind: "tick"
}
export type Field = Typed | Chosen | Ticked

interface Group {
  readonly legend: string
  readonly fields: ReadonlyArray<Field>
}

const number = (name: Name, label: string, unit = "", placeholder = "none"): Typed => ({
  kind: "number",
  name,
  label,
  unit,
  placeholder
})
const choice = (name: Name, label: string, choices: Chosen["choices"]): Chosen => ({
  kind: "choice",
  name,
  label,
  choices
})
/** What errors a scenario can answer. */
export const errorStatuses = [400, 401, 403, 404, 408, 429, 500, 502, 503, 504] as const

export const groups: ReadonlyArray<Group> = [
  {
    legend: "Latency",
    fields: [number("latencyFrom", "From", "ms", "0"), number("latencyTo", "To", "ms", "as from")]
  },
  {
    legend: "Errors",
    fields: [
      number("errorRate", "Rate", "%", "0"),
      choice(
        "errorStatus",
        "Status",
        errorStatuses.map((status) => [String(status), String(status)])
      ),
      number("errorRetryAfter", "Retry-After", "s")
    ]
  },
  {
    legend: "Rate limit",
    fields: [
      number("rateRequests", "Requests"),
      number("rateWindow", "Window", "s"),
      choice("rateRetryAfter", "Retry-After as", [
        ["seconds", "seconds"],
        ["date", "a date"]
      ])
    ]
  },
  {
    legend: "Pages",
    fields: [
      number("limitClamp", "Limit clamp", "rows"),
      choice("meta", "Meta", [
        ["array", "empty array"],
        ["laravel", "Laravel object"]
      ]),
      choice("paging", "Paging", [
        ["faithful", "faithful"],
        ["ignored", "ignored"],
        ["overlapping", "overlapping"],
        ["emptyInMiddle", "empty in middle"],
        ["shortPage", "short page"],
        ["lyingLastPage", "lying last page"]
      ]),
      choice("pastEnd", "Past the end", [
        ["empty", "empty page"],
        ["invalidInput", "400, code 1003"],
        ["notFound", "404"]
      ])
    ]
  },
  {
    legend: "Odd rows",
    fields: [
      choice("oddKind", "What is odd", [
        ["", "nothing"],
        ["unknownStatus", "unknown status"],
        ["missingEmail", "missing email"],
        ["extraField", "extra field"],
        ["undecodable", "null for a contact"]
      ]),
      number("oddEvery", "One row in", "", "10")
    ]
  },
  {
    legend: "Drift",
    fields: [
      number("driftEvery", "Every", "pages"),
      number("driftInsertions", "Insertions", "", "0"),
      number("driftRemovals", "Removals", "", "0"),
      number("driftStatusChanges", "Status changes", "", "0")
    ]
  },
  {
    legend: "Connection",
    fields: [
      number("truncated", "Truncated", "%", "0"),
      number("reset", "Reset", "%", "0"),
      number("slow", "Slow body", "%", "0"),
      number("slowDuration", "Slow takes", "ms", "2000")
    ]
  },
  { legend: "Tokens", fields: [number("tokenLife", "Expire in", "s", "3600")] },
  { legend: "Maintenance", fields: [{ kind: "tick", name: "maintenance", label: "503 to everything" }] }
]
