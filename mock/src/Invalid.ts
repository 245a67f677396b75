/**
 * What is wrong with something that was sent, piece by piece, for programs that show it.
 */

export interface Problem {
  /** Where, as in `rateLimit.window` or `steps.0.errors.status`; empty for the whole. */
  readonly path: string
  /** What kind of mistake it is; `contract` is what the contract says of a row. */
  readonly code: "missing" | "unknown" | "type" | "range" | "choice" | "taken" | "format" | "contract"
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

const wayOut =
  "Rows that break the contract on purpose are let in by --allow-invalid-rows, and in a session that is made with allowInvalidRows: true."

/** All of it in one text, a line each. What begins with its place is not told the place twice. */
export const inWords = (problems: ReadonlyArray<Problem>): string =>
  problems
    .map(({ message, path }) => (path === "" || message.startsWith(`${path} `) ? message : `${path}: ${message}`))
    .concat(problems.some(({ code }) => code === "contract") ? [wayOut] : [])
    .join("\n")
