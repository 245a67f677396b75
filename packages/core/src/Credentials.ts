/**
 * Who is asking.
 *
 * A credential is checked when the client is built: what cannot travel in a header is refused there, unprinted.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { invalidInput, type PiggyError } from "./PiggyError.ts"

/** Gives the bearer token for a request. */
export interface Credentials {
  readonly bearer: Effect.Effect<Redacted.Redacted, PiggyError>
}

// RFC 6750, section 2.1: a token is visible ASCII; a space, a control or anything beyond would break the header.
const sendable = /^[\x21-\x7e]+$/

/** Why a token cannot be sent, without the token; undefined when it can. */
const refusal = (token: string, name: string): string | undefined => {
  if (token === "")
    return `the ${name} is empty: set PIGGY_API_KEY or PIGGY_ACCESS_TOKEN, or pass a key to \`Credentials.apiKey\``
  return sendable.test(token)
    ? undefined
    : `the ${name} holds a space, a line break, a control or a non-ASCII character: copy it again, without quotes or a trailing line break`
}

/** An API key, sent as the bearer token as it is. */
export const apiKey = (key: Redacted.Redacted): Credentials => {
  const problem = refusal(Redacted.value(key), "API key")
  return {
    bearer: problem === undefined ? Effect.succeed(key) : Effect.fail(invalidInput("PiggyClient.layer", problem))
  }
}
