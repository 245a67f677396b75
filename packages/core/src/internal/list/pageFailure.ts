/**
 * What a failure means for a list: the call fails, or the page does not exist.
 */
import * as Duration from "effect/Duration"
import { type Incomplete, type PaginationStalled, PiggyError, TimedOut } from "../../PiggyError.ts"

/** The failure of a call as a `PiggyError`. */
export const toError = (
  operation: string,
  cause: PiggyError | PaginationStalled | Incomplete,
  requests: number
): PiggyError =>
  cause._tag === "PiggyError" ? cause : new PiggyError({ operation, reason: cause, attempts: requests })

/** The error of a collect whose deadline passed; `after` is in milliseconds. */
export const outOfTime = (operation: string, after: number, attempts: number) =>
  new PiggyError({ operation, reason: new TimedOut({ limit: "deadline", after: Duration.millis(after) }), attempts })

/** Whether a failure means that the page does not exist. A 404 with a JSON body may mean it. */
export const refusal = ({ reason }: PiggyError): "pastEnd" | "perhapsPastEnd" | undefined => {
  if (reason._tag === "InvalidInput") return reason.refusesPage === true ? "pastEnd" : undefined
  return reason._tag === "NotFound" && reason.refusesPage === true ? "perhapsPastEnd" : undefined
}
