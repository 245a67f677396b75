/**
 * What a promise rejects with: a `PiggyError` with the caller's lines in its stack, a signal's reason, or what the
 * caller's own function threw.
 */
import * as Cause from "effect/Cause"
import { InvalidInput, PiggyError, type Reason } from "../../PiggyError.ts"
import { invalidInput } from "../http/callFailure.ts"
import type { Problems } from "../checkOptions.ts"
import { type Caller, calledFrom } from "../readableError.ts"
import { closed } from "./underWay.ts"

/** A call as its caller knows it. */
export interface Call {
  /** E.g. `Referrals.list`. */
  readonly operation: string
  readonly caller: Caller
}

// The same advice for `makeReferrals`, which reads no environment variable.
const reword = (text: string): string =>
  text.replaceAll("`PiggyClient.layer({ allowInsecure: true })` or PIGGY_ALLOW_INSECURE=true", "`allowInsecure: true`")

const reworded = (reason: Reason): Reason => {
  if (reason._tag !== "InvalidInput") return reason
  const { code, errors, message, origin } = reason
  const byField = Object.entries(errors ?? {}).map(([field, texts]) => [field, texts.map(reword)] as const)
  return new InvalidInput({
    origin,
    code,
    message: reword(message),
    ...(errors === undefined ? {} : { errors: Object.fromEntries(byField) })
  })
}

/** The failure to make a client, with the name of the function that the user called. */
export const ofMaker =
  (operation: string) =>
  ({ attempts, reason }: PiggyError): PiggyError =>
    new PiggyError({ operation, reason: reworded(reason), attempts })

/** The failure of a stream inside another call. It has no checkpoint, since the rows before it were not delivered. */
export const withoutCheckpoint =
  (operation: string) =>
  ({ attempts, reason }: PiggyError): PiggyError =>
    new PiggyError({ operation, reason, attempts })

/** For a call that failed. */
export const ofCause = (cause: Cause.Cause<unknown>, { caller }: Call): unknown => {
  const error = Cause.squash(cause)
  return error instanceof PiggyError ? calledFrom(caller)(error) : error
}

/** For a call whose options are refused. */
export const ofProblems = (problems: Problems, { caller, operation }: Call): PiggyError =>
  calledFrom(caller)(invalidInput(operation, Object.values(problems).flat().join("; "), problems))

/** For a call that was stopped. */
export const ofStop = (reason: unknown, { caller, operation }: Call): unknown =>
  reason === closed ? calledFrom(caller)(invalidInput(operation, "the client was closed: make another client")) : reason
