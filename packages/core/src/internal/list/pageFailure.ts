/**
 * What a failure means for a list: the error of the call, or that there is no such page.
 */
import * as Duration from "effect/Duration"
import { type Incomplete, type PaginationStalled, PiggyError, TimedOut } from "../../PiggyError.ts"

/** The error of a call, whatever ended it. */
export const toError = (operation: string, cause: PiggyError | PaginationStalled | Incomplete): PiggyError =>
  cause._tag === "PiggyError" ? cause : new PiggyError({ operation, reason: cause, attempts: 0 })

/** The error of a collect whose deadline passed; `after` is in milliseconds. */
export const outOfTime = (operation: string, after: number, attempts: number) =>
  new PiggyError({ operation, reason: new TimedOut({ limit: "deadline", after: Duration.millis(after) }), attempts })

/** Whether a failure means that there is no such page: a 404 that speaks JSON may be one. */
export const refusal = ({ reason }: PiggyError): "pastEnd" | "perhapsPastEnd" | undefined => {
  if (reason._tag === "InvalidInput") return reason.refusesPage === true ? "pastEnd" : undefined
  return reason._tag === "NotFound" && reason.refusesPage === true ? "perhapsPastEnd" : undefined
}
