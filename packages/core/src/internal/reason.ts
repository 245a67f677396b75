/**
 * Why a request failed: a class for each reason, with the fields that a caller needs to decide. `PiggyError` exports
 * them.
 *
 * No message names an endpoint, since `PiggyError` puts the failed call in front of it. No reason holds a credential, an
 * email or a value from a response's rows.
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

/** What is wrong, by field. */
export const Errors = Schema.Record(Schema.String, Schema.Array(Schema.String))

/** `"token"` where the request for an access token failed, and not the call's own. */
const endpoint = { endpoint: Schema.optionalKey(Schema.Literal("token")) }

// What an answer may tell, whatever its status.
const answer = {
  ...endpoint,
  /** HTTP status, 100 to 599; 0 for a redirect that a browser hides. */
  status: Schema.Int,
  /** The vendor's own code from the body, e.g. 1003. */
  code: Schema.optionalKey(Schema.Int),
  /** The vendor's message from the body, without anything that looks like an email. May be bilingual. */
  vendorMessage: Schema.optionalKey(Schema.String),
  /** What the vendor says is wrong, by field. */
  errors: Schema.optionalKey(Errors),
  /** The id of the request, where a header gives one; quote it to the vendor's support. */
  requestId: Schema.optionalKey(Schema.String)
}

/** True for code 1003 that names only the field `page`, or a 404 in JSON without a code. From page 2 on, a list ends there. */
export const refusesPage = Schema.optionalKey(Schema.Boolean)

const waitable = {
  ...answer,
  /** How long the server asks to wait; absent when it sent no usable Retry-After. */
  retryAfter: Schema.optionalKey(Schema.Duration)
}

interface Answered {
  readonly endpoint?: "token"
  readonly status: number
  readonly code?: number
  readonly vendorMessage?: string
  readonly retryAfter?: Duration.Duration
}

const seconds = (duration: Duration.Duration) => `${Duration.toSeconds(duration)}s`

const inBrackets = (...parts: ReadonlyArray<string | false | undefined>) => {
  const given = parts.filter(Boolean).join(", ")
  return given === "" ? "" : ` (${given})`
}

const of = (reason: { readonly endpoint?: "token" }, what: string) =>
  reason.endpoint === undefined ? what : `getting an access token failed: ${what}`

// What happened, what the server said, and what to do.
const answered = (reason: Answered, what: string, wayOut: string) => {
  const { code, retryAfter, status, vendorMessage } = reason
  const said = inBrackets(
    `HTTP ${status}`,
    code !== undefined && `code ${code}`,
    vendorMessage !== undefined && `"${vendorMessage}"`
  )
  const asked = retryAfter === undefined ? "" : `; the server asks to wait ${seconds(retryAfter)}`
  return of(reason, `${what}${said}${asked}: ${wayOut}`)
}

/** The credential was not accepted (401). */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", answer) {
  get isRetryable() {
    return false
  }
  override get message() {
    return answered(
      this,
      "the credential was not accepted",
      "check PIGGY_API_KEY or the access token, and that it belongs to this host"
    )
  }
}

/** The credential was accepted but has no access (403). */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", answer) {
  get isRetryable() {
    return false
  }
  override get message() {
    return answered(this, "this credential has no access", "ask for access, or use another key")
  }
}

/** The contact, the program or the path does not exist (404, or the vendor's codes 55031, 60013, 55018). */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", { ...answer, refusesPage }) {
  get isRetryable() {
    return false
  }
  override get message() {
    return answered(
      this,
      "not found",
      "check the ids in the query, the base URL, and that the account has the program switched on"
    )
  }
}

/** Getting an access token failed: the token endpoint refused the client id or secret, or `Credentials.accessToken` failed. */
export class CredentialsRejected extends Schema.TaggedError<CredentialsRejected>()("CredentialsRejected", {
  ...answer,
  /** HTTP status of the token endpoint; absent where the token came from an effect. */
  status: Schema.optionalKey(Schema.Int),
  /** What the effect failed with, by name only: its message may hold the token. */
  detail: Schema.optionalKey(Schema.String)
}) {
  get isRetryable() {
    return false
  }
  override get message() {
    const { detail, status } = this
    return status === undefined
      ? `getting an access token failed${inBrackets(detail)}: check where \`credentials\` gets it from`
      : answered(
          { ...this, status },
          "the token endpoint refused the client credentials",
          "check PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET"
        )
  }
}

/** Too many requests (429). */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", waitable) {
  get isRetryable() {
    return true
  }
  override get message() {
    return answered(this, "rate limited", "lower `concurrency`, or add a limiter by `transformClient`")
  }
}

/** The API is in maintenance (503). */
export class Maintenance extends Schema.TaggedError<Maintenance>()("Maintenance", waitable) {
  get isRetryable() {
    return true
  }
  override get message() {
    return answered(this, "the API is in maintenance", "try again later")
  }
}

// Usually temporary: statuses of gateways, and those of a CDN that cannot reach its server.
const passing = new Set([408, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530])

/** The API failed (500, 502, 504 and other 5xx, or the vendor's code 1000). */
export class ServerFailure extends Schema.TaggedError<ServerFailure>()("ServerFailure", waitable) {
  get isRetryable() {
    return this.code === 1000 || passing.has(this.status)
  }
  override get message() {
    return answered(this, "the API failed", "try again later")
  }
}

/** A status that the API's reference gives no meaning, redirects among them. */
export class UnexpectedStatus extends Schema.TaggedError<UnexpectedStatus>()("UnexpectedStatus", waitable) {
  get isRetryable() {
    return passing.has(this.status)
  }
  override get message() {
    return answered(this, "unexpected answer", "check the base URL and any proxy on the way to the API")
  }
}

/** No answer came: the connection was refused, reset or never made. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  ...endpoint,
  /** Where the connection went, e.g. `https://api.piggy.eu`. */
  host: Schema.String,
  /** What the platform calls it, e.g. `ECONNREFUSED`; absent where it says nothing. */
  detail: Schema.optionalKey(Schema.String),
  /** False where trying again cannot help, e.g. a certificate that is not trusted. */
  isRetryable: Schema.Boolean
}) {
  override get message() {
    return of(this, `no answer from ${this.host}${inBrackets(this.detail)}: check the network and the base URL`)
  }
}

/** Time ran out. */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  ...endpoint,
  /** `"attempt"`: one request took longer than `timeout`; `"deadline"`: the call as a whole did. */
  limit: Schema.Literals(["attempt", "deadline"]),
  /** The time that was allowed; where the platform's own limit came first, the time that it took. */
  after: Schema.Duration,
  /** The platform's own limit, e.g. `UND_ERR_HEADERS_TIMEOUT`, where it was shorter than `timeout`. */
  detail: Schema.optionalKey(Schema.String)
}) {
  get isRetryable() {
    return this.limit === "attempt"
  }
  override get message() {
    const after = seconds(this.after)
    if (this.limit === "deadline") return `the call took longer than its deadline of ${after}: raise \`deadline\``
    const { detail, endpoint: asked } = this
    const limit = detail === undefined ? "`timeout`" : "the HTTP client's own limit"
    const smaller = asked === undefined ? ", or ask for smaller pages" : ""
    return of(this, `no complete answer within ${after}${inBrackets(detail)}: raise ${limit}${smaller}`)
  }
}

/** The body was larger than `maxBodyBytes`, after decompression. It was not read to the end. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>()("BodyTooLarge", {
  ...endpoint,
  status: Schema.Int,
  /** The most bytes that were allowed. */
  limit: Schema.Int
}) {
  get isRetryable() {
    return false
  }
  override get message() {
    return of(
      this,
      `the answer is larger than ${this.limit} bytes: raise \`maxBodyBytes\`, or check what answers at the base URL`
    )
  }
}

/** The answer is not what the endpoint promises. Says where and what, never the values. */
export class MalformedResponse extends Schema.TaggedError<MalformedResponse>()("MalformedResponse", {
  ...endpoint,
  status: Schema.Int,
  /** Where in the body, e.g. `data[3].referred_contact.uuid`; empty for the body as a whole. */
  path: Schema.String,
  /** What is wrong there, e.g. `expected a non-empty string`. */
  detail: Schema.String,
  /** The page that was asked for, where there is one. */
  page: Schema.optionalKey(Schema.Int)
}) {
  get isRetryable() {
    return false
  }
  override get message() {
    const at = inBrackets(this.page !== undefined && `page ${this.page}`, this.path)
    return of(this, `the answer is not as documented${at}: ${this.detail}`)
  }
}
