/**
 * What the command itself fails with: words for a person, and the code for a script.
 */
import * as Data from "effect/Data"
import * as ExitCode from "./ExitCode.ts"

/** A failure that says what happened and what to do. */
export class Failure extends Data.TaggedError("Failure")<{
  readonly message: string
  readonly exitCode: number
}> {}

const failure = (name: ExitCode.Name) => (message: string) => new Failure({ message, exitCode: ExitCode.codes[name] })

/** The flags ask for something that cannot be. */
export const usage = failure("usage")

/** There is no credential, or none that can be used. */
export const unauthorised = failure("unauthorised")

/** Not every referral is known to have come. */
export const incomplete = failure("incomplete")

/** Anything else. */
export const other = failure("other")
