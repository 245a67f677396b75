/**
 * The one error of the SDK, and the reasons for it.
 *
 * A reason says what happened in words of the domain and carries the fields that a caller decides by. Messages name
 * the way out. No reason holds a credential, an email or a value from a response's rows.
 */
import * as Schema from "effect/Schema"
import { Checkpoint } from "./Checkpoint.ts"
import { keepCaller, makeReadable } from "./internal/readableError.ts"
import * as Request from "./internal/reason.ts"
import { redactText } from "./internal/redact.ts"

export * from "./internal/reason.ts"

/** A value was refused: before any request (`origin: "client"`), or by the API with code 1003 (`"server"`). */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  origin: Schema.Literals(["client", "server"]),
  /** The vendor's code for invalid input, 1003, whoever refused it. */
  code: Schema.Int,
  message: Schema.String,
  /** What is wrong, by field. */
  errors: Schema.optionalKey(Request.Errors),
  status: Schema.optionalKey(Schema.Int),
  requestId: Schema.optionalKey(Schema.String)
}) {
  get isRetryable() {
    return false
  }
}

/** The server answers page after page and nothing new comes. */
export class PaginationStalled extends Schema.TaggedError<PaginationStalled>()("PaginationStalled", {
  /** The last page that was read. */
  page: Schema.Int,
  detail: Schema.String
}) {
  get isRetryable() {
    return false
  }
  override get message() {
    return `the list does not end (page ${this.page}): ${this.detail}`
  }
}

/** `requireComplete` was set, and the list ended without proof that it was read whole. */
export class Incomplete extends Schema.TaggedError<Incomplete>()("Incomplete", {
  /** What ended the list. */
  endedBy: Schema.String
}) {
  get isRetryable() {
    return false
  }
  override get message() {
    return `the list ended without proof that it is whole (${this.endedBy}): go on from the checkpoint, or leave \`requireComplete\` off`
  }
}

export const Reason = Schema.Union([
  InvalidInput,
  Request.Unauthorized,
  Request.Forbidden,
  Request.NotFound,
  Request.CredentialsRejected,
  Request.RateLimited,
  Request.Maintenance,
  Request.ServerFailure,
  Request.UnexpectedStatus,
  Request.Unreachable,
  Request.TimedOut,
  Request.BodyTooLarge,
  Request.MalformedResponse,
  PaginationStalled,
  Incomplete
])

/** Why a call failed. Handle one by `Effect.catchReason("PiggyError", "RateLimited", …)`. */
export type Reason = typeof Reason.Type

const fields = {
  /** The call that failed, e.g. `Referrals.list`. */
  operation: Schema.String,
  /** What happened; `Effect.catchReason` handles one. */
  reason: Reason,
  /** Requests sent for this call, tries again included; 0 when it was refused before any. */
  attempts: Schema.Int,
  /** Where a traversal can go on. */
  checkpoint: Schema.optionalKey(Checkpoint)
}

/**
 * What every call of the SDK fails with. Printed, it shows its message first; of the checkpoint only the page is
 * printed, so take `checkpoint` itself to go on from.
 */
export class PiggyError extends Schema.TaggedError<PiggyError>()("PiggyError", fields) {
  constructor(given: Schema.Struct<typeof fields>["~type.make.in"], options?: Schema.MakeOptions) {
    super(given, options)
    const { attempts, operation, reason } = this
    const tried = attempts > 1 ? ` after ${attempts} attempts` : ""
    makeReadable(reason, reason.message)
    makeReadable(this, `${operation} failed${tried}: ${reason.message}`)
  }
  /** Whether the same call may succeed later. The SDK has tried again already, as its retry policy says. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
}

/** The same failure, with the place where a traversal can go on. */
export const withCheckpoint = (error: PiggyError, checkpoint: Checkpoint): PiggyError =>
  keepCaller(
    error,
    new PiggyError({ operation: error.operation, reason: error.reason, attempts: error.attempts, checkpoint })
  )

/** A value refused before any request was sent. A field's name is the caller's own text, and may be an email. */
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
