/**
 * What a call rejects with, and the reasons for it. `@effect-piggy/core` describes each.
 */
import type { Checkpoint, Doubt, Duration, EndedBy } from "./types.ts"

interface Told<Tag extends string> {
  readonly _tag: Tag
  readonly message: string
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean
}

interface Answered<Tag extends string> extends Told<Tag> {
  readonly status: number
  /** The vendor's own code. */
  readonly code?: number
  /** What the vendor said, without secrets. */
  readonly vendorMessage?: string
  /** What is wrong, by field. */
  readonly errors?: Readonly<Record<string, ReadonlyArray<string>>>
  readonly requestId?: string
}

interface Waitable<Tag extends string> extends Answered<Tag> {
  /** How long to wait, where the server says. `toMillis` reads it. */
  readonly retryAfter?: Duration
}

/** A value was refused: before any request (`"client"`), or by the API with code 1003 (`"server"`). */
export interface InvalidInput extends Told<"InvalidInput"> {
  readonly origin: "client" | "server"
  readonly code: number
  readonly errors?: Readonly<Record<string, ReadonlyArray<string>>>
  readonly status?: number
  readonly requestId?: string
}

/** The credential was refused where a token is asked for. */
export interface CredentialsRejected extends Told<"CredentialsRejected"> {
  readonly status?: number
  readonly detail?: string
}

/** No answer came. */
export interface Unreachable extends Told<"Unreachable"> {
  readonly host: string
  readonly detail?: string
}

/** It took too long. */
export interface TimedOut extends Told<"TimedOut"> {
  readonly limit: "attempt" | "deadline"
  readonly after: Duration
  readonly detail?: string
}

export interface BodyTooLarge extends Told<"BodyTooLarge"> {
  readonly status: number
  readonly limit: number
}

/** The answer is not what the contract says: where and what, never the values. */
export interface MalformedResponse extends Told<"MalformedResponse"> {
  readonly status: number
  readonly path: string
  readonly detail: string
  readonly page?: number
}

/** Page after page comes, and nothing new. */
export interface PaginationStalled extends Told<"PaginationStalled"> {
  readonly page: number
  readonly detail: string
}

/** The list ended in doubt: not every row that it has can have been served. */
export interface Incomplete extends Told<"Incomplete"> {
  readonly endedBy: EndedBy | (string & {})
  readonly doubts: ReadonlyArray<Doubt | (string & {})>
  readonly page: number
  readonly read: number
  readonly delivered: number
  readonly total?: number
  readonly lastPage?: number
}

/** Why a call failed: `switch (error.reason._tag)`. */
export type Reason =
  | InvalidInput
  | Answered<"Unauthorized">
  | Answered<"Forbidden">
  | Answered<"NotFound">
  | CredentialsRejected
  | Waitable<"RateLimited">
  | Waitable<"Maintenance">
  | Waitable<"ServerFailure">
  | Waitable<"UnexpectedStatus">
  | Unreachable
  | TimedOut
  | BodyTooLarge
  | MalformedResponse
  | PaginationStalled
  | Incomplete

/** What every call rejects with. */
export interface PiggyError extends Error {
  readonly _tag: "PiggyError"
  /** The call that failed, e.g. `Referrals.collect`. */
  readonly operation: string
  readonly reason: Reason
  /** Requests sent for this call; 0 when it was refused before any. */
  readonly attempts: number
  /** True where another attempt would have followed if the client's retry budget had not been used up. */
  readonly outOfBudget?: boolean
  /** Where a traversal can resume. */
  readonly checkpoint?: Checkpoint
  readonly isRetryable: boolean
  /** The rows that a failed `collect` had read, in order. */
  readonly collected: () => ReadonlyArray<unknown>
}
