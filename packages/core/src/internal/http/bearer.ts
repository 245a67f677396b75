/**
 * The token that a request is sent with: where it comes from, and what happens to it after a 401.
 *
 * Types only. `Credentials` implements them, the client uses them.
 */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Reason } from "../../PiggyError.ts"

/** Requests a token once. The client provides this, with its limits of time and size. */
export type RequestToken = (
  fields: Readonly<Record<string, unknown>>,
  secrets: ReadonlyArray<string>
) => Effect.Effect<{ readonly status: number; readonly body: unknown }, Reason>

/** The tokens of one client. */
export interface BearerSource {
  /** Values, other than the token, that no error may repeat. */
  readonly secrets: ReadonlyArray<string>
  /** The token to send now. */
  readonly bearer: Effect.Effect<Redacted.Redacted, Reason>
  /** Drops a token that was refused with 401; true when there can be another. */
  readonly renew: (refused: Redacted.Redacted) => Effect.Effect<boolean, Reason>
}

/** A credential. */
export interface Credentials {
  /** Checks the credential and starts to use it; the scope is the client's. */
  readonly start: (requestToken: RequestToken) => Effect.Effect<BearerSource, Reason, Scope.Scope>
}
