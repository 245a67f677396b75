/**
 * The one error of the SDK, and the reasons for it.
 *
 * A reason says what happened in words of the domain and carries the fields that a caller decides by. Messages name
 * the way out. No reason holds a credential, an email or a value from a response's rows.
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { Checkpoint } from "./Checkpoint.ts"
import { redactText } from "./internal/redact.ts"

const Errors = Schema.Record(Schema.String, Schema.Array(Schema.String))

// What an answer may say of itself, whatever its status.
const answer = {
  /** HTTP status, 100 to 599; 0 for a redirect that a browser hides. */
  status: Schema.Int,
  /** The vendor's own code from the body, e.g. 1003. */
  code: Schema.optionalKey(Schema.Int),
  /** The vendor's message from the body, with anything that looks like an email taken out. May be bilingual. */
  vendorMessage: Schema.optionalKey(Schema.String),
  /** What the vendor says is wrong, by field. */
  errors: Schema.optionalKey(Errors),
  /** The id of the request, where a header gives one; quote it to the vendor's support. */
  requestId: Schema.optionalKey(Schema.String)
}

const said = (reason: { readonly status: number; readonly code?: number; readonly vendorMessage?: string }) =>
  [
    ` (HTTP ${reason.status}`,
    reason.code === undefined ? "" : `, code ${reason.code}`,
    reason.vendorMessage === undefined ? "" : `, "${reason.vendorMessage}"`,
    ")"
  ].join("")

const seconds = (duration: Duration.Duration) => `${Duration.toSeconds(duration)}s`

const asked = (retryAfter: Duration.Duration | undefined) =>
  retryAfter === undefined ? "" : `; the server asks to wait ${seconds(retryAfter)}`

/** A value was refused: before any request (`origin: "client"`), or by the API with code 1003 (`"server"`). */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  origin: Schema.Literals(["client", "server"]),
  /** The vendor's code for invalid input, 1003, whoever refused it. */
  code: Schema.Int,
  message: Schema.String,
  /** What is wrong, by field. */
  errors: Schema.optionalKey(Errors),
  status: Schema.optionalKey(Schema.Int),
  requestId: Schema.optionalKey(Schema.String)
}) {
  readonly isRetryable = false
}

/** The bearer was not accepted (401). */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", answer) {
  readonly isRetryable = false
  override get message() {
    return `the credential was not accepted${said(this)}: check PIGGY_API_KEY or the access token, and that it belongs to this host`
  }
}

/** The bearer is known and may not read referrals (403). */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", answer) {
  readonly isRetryable = false
  override get message() {
    return `this credential may not read referrals${said(this)}: ask for access, or use another key`
  }
}

/** The contact or the program is not there (404, or the vendor's codes 55031, 60013, 55018). */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", answer) {
  readonly isRetryable = false
  override get message() {
    return `not found${said(this)}: check referring_contact_uuid, the base URL, and that the referral program is active`
  }
}

/** No access token could be had: the token endpoint refused the client id or secret, or `Credentials.accessToken` failed. */
export class CredentialsRejected extends Schema.TaggedError<CredentialsRejected>()("CredentialsRejected", {
  ...answer,
  /** HTTP status of the token endpoint; absent where the token came from an effect. */
  status: Schema.optionalKey(Schema.Int),
  /** What the effect failed with, by name only: its message may hold the token. */
  detail: Schema.optionalKey(Schema.String)
}) {
  readonly isRetryable = false
  override get message() {
    return this.status === undefined
      ? `no access token could be had${this.detail === undefined ? "" : ` (${this.detail})`}: check the effect given to \`Credentials.accessToken\``
      : `the token endpoint refused the client credentials${said({ ...this, status: this.status })}: check PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET`
  }
}

/** Too many requests (429). */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...answer,
  /** How long the server asks to wait; absent when it sent no usable Retry-After. */
  retryAfter: Schema.optionalKey(Schema.Duration)
}) {
  readonly isRetryable = true
  override get message() {
    return `rate limited${said(this)}${asked(this.retryAfter)}: lower \`concurrency\`, or add a limiter by \`transformClient\``
  }
}

/** The API is in maintenance (503). */
export class Maintenance extends Schema.TaggedError<Maintenance>()("Maintenance", {
  ...answer,
  /** How long the server asks to wait; absent when it sent no usable Retry-After. */
  retryAfter: Schema.optionalKey(Schema.Duration)
}) {
  readonly isRetryable = true
  override get message() {
    return `the API is in maintenance${said(this)}${asked(this.retryAfter)}: try again later`
  }
}

/** The API failed (500, 502, 504 and other 5xx, or the vendor's code 1000). */
export class ServerFailure extends Schema.TaggedError<ServerFailure>()("ServerFailure", {
  ...answer,
  /** How long the server asks to wait; absent when it sent no usable Retry-After. */
  retryAfter: Schema.optionalKey(Schema.Duration)
}) {
  get isRetryable() {
    return this.code === 1000 || [500, 502, 503, 504].includes(this.status)
  }
  override get message() {
    return `the API failed${said(this)}${asked(this.retryAfter)}: try again later`
  }
}

/** A status that this endpoint has no meaning for, redirects among them. */
export class UnexpectedStatus extends Schema.TaggedError<UnexpectedStatus>()("UnexpectedStatus", {
  ...answer,
  /** How long the server asks to wait; absent when it sent no usable Retry-After. */
  retryAfter: Schema.optionalKey(Schema.Duration)
}) {
  get isRetryable() {
    return this.status === 408
  }
  override get message() {
    return `unexpected answer${said(this)}${asked(this.retryAfter)}: check the base URL and what stands between here and the API`
  }
}

/** No answer came: the connection was refused, reset or never made. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  /** Where the connection went, e.g. `https://api.piggy.eu`. */
  host: Schema.String,
  /** What the platform calls it, e.g. `ECONNREFUSED`; absent where it says nothing. */
  detail: Schema.optionalKey(Schema.String),
  /** False where trying again cannot help, e.g. a certificate that is not trusted. */
  isRetryable: Schema.Boolean
}) {
  override get message() {
    return `no answer from ${this.host}${this.detail === undefined ? "" : ` (${this.detail})`}: check the network and the base URL`
  }
}

/** Time ran out. */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  /** `"attempt"`: one request took longer than `timeout`; `"deadline"`: the call as a whole did. */
  limit: Schema.Literals(["attempt", "deadline"]),
  /** The time that was allowed. */
  after: Schema.Duration
}) {
  get isRetryable() {
    return this.limit === "attempt"
  }
  override get message() {
    return this.limit === "attempt"
      ? `no whole answer within ${seconds(this.after)}: raise \`timeout\`, or ask for smaller pages`
      : `the call took longer than its deadline of ${seconds(this.after)}: raise \`deadline\``
  }
}

/** The body was larger than `maxBodyBytes`, after decompression. It was not read to the end. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>()("BodyTooLarge", {
  status: Schema.Int,
  /** The most bytes that were allowed. */
  limit: Schema.Int
}) {
  readonly isRetryable = false
  override get message() {
    return `the answer is larger than ${this.limit} bytes: raise \`maxBodyBytes\`, or check what answers at the base URL`
  }
}

/** The answer is not what the endpoint promises. Says where and what, never the values. */
export class MalformedResponse extends Schema.TaggedError<MalformedResponse>()("MalformedResponse", {
  status: Schema.Int,
  /** Where in the body, e.g. `data[3].referred_contact.uuid`; empty for the body as a whole. */
  path: Schema.String,
  /** What is wrong there, e.g. `expected a non-empty string`. */
  detail: Schema.String,
  /** The page that was asked for, where there is one. */
  page: Schema.optionalKey(Schema.Int)
}) {
  readonly isRetryable = false
  override get message() {
    const at = [this.page === undefined ? "" : `page ${this.page}`, this.path].filter((part) => part !== "").join(", ")
    return `the answer is not a page of referrals${at === "" ? "" : ` (${at})`}: ${this.detail}`
  }
}

/** The server answers page after page and nothing new comes. */
export class PaginationStalled extends Schema.TaggedError<PaginationStalled>()("PaginationStalled", {
  /** The last page that was read. */
  page: Schema.Int,
  detail: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `the list does not end (page ${this.page}): ${this.detail}`
  }
}

/** `requireComplete` was set, and the list ended without proof that it was read whole. */
export class Incomplete extends Schema.TaggedError<Incomplete>()("Incomplete", {
  /** What ended the list. */
  endedBy: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `the list ended without proof that it is whole (${this.endedBy}): go on from the checkpoint, or leave \`requireComplete\` off`
  }
}

export const Reason = Schema.Union([
  InvalidInput,
  Unauthorized,
  Forbidden,
  NotFound,
  CredentialsRejected,
  RateLimited,
  Maintenance,
  ServerFailure,
  UnexpectedStatus,
  Unreachable,
  TimedOut,
  BodyTooLarge,
  MalformedResponse,
  PaginationStalled,
  Incomplete
])

/** Why a call failed. Handle one by `Effect.catchReason("PiggyError", "RateLimited", …)`. */
export type Reason = typeof Reason.Type

/** What every call of the SDK fails with. */
export class PiggyError extends Schema.TaggedError<PiggyError>()("PiggyError", {
  /** The call that failed, e.g. `Referrals.list`. */
  operation: Schema.String,
  /** What happened; `Effect.catchReason` handles one. */
  reason: Reason,
  /** Requests sent for this call, tries again included; 0 when it was refused before any. */
  attempts: Schema.Int,
  /** Where a traversal can go on. */
  checkpoint: Schema.optionalKey(Checkpoint)
}) {
  /** Whether the same call may succeed later. The SDK has tried again already, as its retry policy says. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  override get message(): string {
    const tried = this.attempts > 1 ? ` after ${this.attempts} attempts` : ""
    return `${this.operation} failed${tried}: ${this.reason.message}`
  }
}

/** The same failure, with the place where a traversal can go on. */
export const withCheckpoint = (error: PiggyError, checkpoint: Checkpoint): PiggyError =>
  new PiggyError({ operation: error.operation, reason: error.reason, attempts: error.attempts, checkpoint })

/** A value refused before any request was sent. A field's name is the caller's own text, and may be an email. */
export const invalidInput = (operation: string, message: string, errors?: Record<string, ReadonlyArray<string>>) => {
  const fields = Object.entries(errors ?? {}).map(([name, messages]) => [redactText(name, []), messages] as const)
  return new PiggyError({
    operation,
    reason: new InvalidInput({
      origin: "client",
      code: 1003,
      message,
      ...(fields.length === 0 ? {} : { errors: Object.fromEntries(fields) })
    }),
    attempts: 0
  })
}
