/**
 * Makes the errors of a call.
 */
import type { Checkpoint } from "../../Checkpoint.ts"
import { InvalidInput, PiggyError } from "../../PiggyError.ts"
import { keepRows } from "../collectedRows.ts"
import { omitUndefined } from "../omitUndefined.ts"
import { keepCaller } from "../readableError.ts"
import { redactText } from "../redact.ts"

const facts = ({ attempts, operation, outOfBudget, reason }: PiggyError) => ({
  operation,
  reason,
  attempts,
  ...omitUndefined({ outOfBudget })
})

/** The same failure, with the place where a traversal can resume. */
export const withCheckpoint = (error: PiggyError, checkpoint: Checkpoint): PiggyError =>
  keepCaller(error, new PiggyError({ ...facts(error), checkpoint }))

/** The same failure of a `collect`: without a checkpoint, and with the rows that were read. */
export const withCollected = (error: PiggyError, rows: ReadonlyArray<unknown>): PiggyError => {
  const failed = keepCaller(error, new PiggyError(facts(error)))
  keepRows(failed, rows)
  return failed
}

/** A value was refused before any request. The name of a field is redacted: it may be an email in the wrong place. */
export const invalidInput = (operation: string, message: string, errors?: Record<string, ReadonlyArray<string>>) => {
  const byField = Object.entries(errors ?? {}).map(([name, messages]) => [redactText(name, []), messages] as const)
  return new PiggyError({
    operation,
    reason: new InvalidInput({
      origin: "client",
      code: 1003,
      message,
      ...(byField.length === 0 ? {} : { errors: Object.fromEntries(byField) })
    }),
    attempts: 0
  })
}
