/**
 * What the command is started in: its variables, and where it writes. The process's own, unless a test gives others.
 */
import * as Context from "effect/Context"

/** A place that text goes to; `isTTY` and `columns` are a terminal's. */
export interface Place {
  readonly write: (text: string, taken?: () => void) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Variables, and both places. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Place
  readonly stderr: Place
}

/** Those of the command that runs. */
export const Surroundings = Context.Reference<Surroundings>("@effect-piggy/cli/Surroundings", {
  defaultValue: () => process
})
