/**
 * What is wrong with something that was sent, piece by piece, for programs that show it.
 */

export interface Problem {
  /** Where, as in `rateLimit.window` or `steps.0.errors.status`; empty for the whole. */
  readonly path: string
  /** What kind of mistake it is. */
  readonly code: "missing" | "unknown" | "type" | "range" | "choice" | "taken" | "format"
  /** What is allowed there, where it can be said in figures or words. */
  readonly limits?: {
    readonly minimum?: number
    /** Only what is greater than this. */
    readonly exclusiveMinimum?: number
    readonly maximum?: number
    readonly choices?: ReadonlyArray<string | number>
  }
  readonly message: string
}

/** All of it in one text, a line each. What begins with its place is not told the place twice. */
export const inWords = (problems: ReadonlyArray<Problem>): string =>
  problems
    .map(({ message, path }) => (path === "" || message.startsWith(`${path} `) ? message : `${path}: ${message}`))
    .join("\n")
