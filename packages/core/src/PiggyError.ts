/**
 * The one error of the SDK, and the reasons for it.
 *
 * A reason says what happened and has the fields that a caller needs to decide. Its message says what to do. No reason
 * holds a credential, an email or a value from a response's rows.
 */
import * as Schema from "effect/Schema"
import { Checkpoint } from "./Checkpoint.ts"
import { keptRows } from "./internal/collectedRows.ts"
import { makeReadable } from "./internal/readableError.ts"
import * as Request from "./internal/reason.ts"

export {
  BodyTooLarge,
  CredentialsRejected,
  Forbidden,
  Maintenance,
  MalformedResponse,
  NotFound,
  RateLimited,
  ServerFailure,
  TimedOut,
  Unauthorized,
  UnexpectedStatus,
  Unreachable
} from "./internal/reason.ts"

/** A value was refused: before any request (`origin: "client"`), or by the API with code 1003 (`"server"`). */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  origin: Schema.Literals(["client", "server"]),
  /** 1003, the vendor's code for invalid input, also when the client refused it. */
  code: Schema.Int,
  message: Schema.String,
  /** What is wrong, by field. */
  errors: Schema.optionalKey(Request.Errors),
  status: Schema.optionalKey(Schema.Int),
  requestId: Schema.optionalKey(Schema.String),
  refusesPage: Request.refusesPage
}) {
  get isRetryable() {
    return false
  }
}

/** The server keeps answering with pages that have no new rows. */
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

/** The list ended, but it is not certain that every row was served. */
export class Incomplete extends Schema.TaggedError<Incomplete>()("Incomplete", {
  /** What ended the list. */
  endedBy: Schema.String,
  /** Why the end proves nothing; `Summary.doubts` explains the words. */
  doubts: Schema.Array(Schema.String),
  /** The last page that was read. */
  page: Schema.Int,
  /** Rows read, duplicates included. */
  read: Schema.Int,
  /** Rows delivered, by all legs of the traversal. */
  delivered: Schema.Int,
  /** Rows of the list, if the server's `meta` gives it. */
  total: Schema.optionalKey(Schema.Int),
  /** The number of the last page, if the server's `meta` gives it. */
  lastPage: Schema.optionalKey(Schema.Int)
}) {
  get isRetryable() {
    return false
  }
  override get message() {
    const { delivered, doubts, endedBy, lastPage, page, read, total } = this
    const says = [
      ...(total === undefined ? [] : [`${total} rows`]),
      ...(lastPage === undefined ? [] : [`last page ${lastPage}`])
    ]
    const meta = says.length === 0 ? "" : `, \`meta\` says ${says.join(", ")}`
    return `the list ended in doubt (${doubts.join(", ") || endedBy}) at page ${page}: ${read} rows were read${meta}. Every row that was served was delivered, or is in this error's \`collected()\` (${delivered}). Try again later, or set \`requireComplete: false\` to accept such an end and read \`doubts\` in the summary`
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
  /**
   * Requests sent, tries again included: for the page that failed, or for the whole list where the list failed
   * (`Incomplete`, `PaginationStalled`, the deadline of a `collect`). 0 when the call was refused before any.
   */
  attempts: Schema.Int,
  /** True if there was no further attempt only because the client's retry budget is used up. */
  outOfBudget: Schema.optionalKey(Schema.Boolean),
  /** Where a traversal can resume. A failed `collect` has none: its rows were not delivered. */
  checkpoint: Schema.optionalKey(Checkpoint)
}

const noBudget =
  "; not tried again, since the client's retry budget is used up: find out why so many of its requests fail, or raise `retry.budget`"

/**
 * The error of every call of the SDK. Printed, it shows its message first, and of the checkpoint only the page: use the
 * property `checkpoint` to resume.
 */
export class PiggyError extends Schema.TaggedError<PiggyError>()("PiggyError", fields) {
  constructor(given: Schema.Struct<typeof fields>["~type.make.in"], options?: Schema.MakeOptions) {
    super(given, options)
    const { attempts, operation, outOfBudget, reason } = this
    const tried = attempts > 1 ? ` after ${attempts} requests` : ""
    makeReadable(reason, reason.message)
    const budget = outOfBudget === true ? noBudget : ""
    makeReadable(this, `${operation} failed${tried}: ${reason.message}${budget}`)
  }
  /**
   * The rows that a failed `collect` had read, in order; empty for every other failure. Printing the error does not show
   * them, and a copy of the error does not have them.
   */
  collected(): ReadonlyArray<unknown> {
    return keptRows(this)
  }
  /** Whether the same call may succeed later. The SDK has tried again already, as its retry policy says. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
}
