/**
 * Who is asking: an API key, an access token, or OAuth client credentials that fetch and renew their token themselves.
 *
 * A credential is checked when the client is built: what cannot travel in a header is refused there, unprinted.
 *
 * @see vendor pages "Authentication" and "OAuth": a token has no refresh, a new one is asked for
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Bearer from "./internal/http/bearer.ts"
import { omitUndefined } from "./internal/omitUndefined.ts"
import { errorName } from "./internal/http/errorName.ts"
import { refusal } from "./internal/http/headerValue.ts"
import { CredentialsRejected, InvalidInput, MalformedResponse, type Reason } from "./PiggyError.ts"

/** Says who is asking. */
export type Credentials = Bearer.Credentials

const invalid = (message: string) => new InvalidInput({ origin: "client", code: 1003, message })

const check = (value: string | number, name: string, variable: string): Effect.Effect<void, InvalidInput> => {
  const problem = refusal(value, name, variable)
  return problem === undefined ? Effect.void : Effect.fail(invalid(problem))
}

/** An API key, sent as the bearer token as it is. */
export const apiKey = (key: Redacted.Redacted): Credentials => ({
  start: () =>
    Effect.as(check(Redacted.value(key), "API key", "PIGGY_API_KEY"), {
      secrets: [],
      bearer: Effect.succeed(key),
      renew: () => Effect.succeed(false)
    })
})

/**
 * An access token from anywhere: `Effect.succeed(token)`, a secret store, a file.
 *
 * @param token run before every request, so cache it (`Effect.cachedWithTTL`) where that costs something. After a 401
 *   it is run again, and the request is sent once more if the token is another one. Its failure becomes
 *   `CredentialsRejected`, with the error's name and without its message.
 */
export const accessToken = <E>(token: Effect.Effect<Redacted.Redacted, E>): Credentials => {
  const bearer = Effect.flatMap(
    Effect.mapError(token, (error) => new CredentialsRejected(omitUndefined({ detail: errorName(error) }))),
    (value) => Effect.as(check(Redacted.value(value), "access token", "PIGGY_ACCESS_TOKEN"), value)
  )
  const source: Bearer.BearerSource = {
    secrets: [],
    bearer,
    renew: (refused) => Effect.map(bearer, (value) => Redacted.value(value) !== Redacted.value(refused))
  }
  // A token that is known already is checked at once; an effect that has to be run is not run for that.
  return { start: () => Effect.as(Exit.isExit(token) ? bearer : Effect.void, source) }
}

/** OAuth client credentials; vendor page "OAuth". */
export interface ClientCredentials {
  /** An integer in the vendor's pages; a string is sent as it is. */
  readonly clientId: number | string
  readonly clientSecret: Redacted.Redacted
}

/** A token is renewed this share of its life before it ends, and at most a minute before. */
const margin = (lifetime: number) => Math.min(60_000, lifetime / 10)

interface Token {
  readonly value: Redacted.Redacted
  /** Milliseconds since 1970 from which on it is not used any more. */
  readonly until: number
}

const readToken = (
  { body, status }: { readonly body: unknown; readonly status: number },
  asked: number
): Result.Result<Token, Reason> => {
  const malformed = (path: string, detail: string) => Result.fail(new MalformedResponse({ status, path, detail }))
  if (!Predicate.isObject(body)) return malformed("", "the token endpoint's answer is no object")
  const token = body["access_token"]
  if (typeof token !== "string" || refusal(token, "token") !== undefined) {
    return malformed("access_token", "expected a token of visible ASCII characters")
  }
  const seconds = Number(body["expires_in"] ?? Infinity)
  if (!(seconds >= 0)) return malformed("expires_in", "expected a number of seconds")
  const lifetime = seconds * 1000
  return Result.succeed({
    value: Redacted.make(token, { label: "access token" }),
    until: lifetime === Infinity ? Infinity : asked + lifetime - margin(lifetime)
  })
}

// What the token endpoint says with these statuses is about the client id and the secret.
const toRejected = (reason: Reason): Reason => {
  switch (reason._tag) {
    case "InvalidInput":
      return new CredentialsRejected(
        omitUndefined({ code: reason.code, vendorMessage: reason.message, status: reason.status })
      )
    case "Unauthorized":
    case "Forbidden":
      return new CredentialsRejected(answered(reason))
    case "UnexpectedStatus":
      return reason.status === 400 || reason.status === 422 ? new CredentialsRejected(answered(reason)) : reason
    default:
      return reason
  }
}

const answered = ({
  code,
  requestId,
  status,
  vendorMessage
}: Extract<Reason, { readonly _tag: "Unauthorized" | "Forbidden" | "UnexpectedStatus" }>) =>
  omitUndefined({ status, code, vendorMessage, requestId })

/**
 * Fetches an access token by `POST /oauth/token`, keeps it until shortly before it expires (a tenth of its life, a
 * minute at most), and fetches another after a 401. However many fibers wait, one request is in flight; it goes on when
 * the fiber that began it is interrupted. Fails with `CredentialsRejected` when id or secret are refused.
 */
export const clientCredentials = ({ clientId, clientSecret }: ClientCredentials): Credentials => ({
  start: Effect.fnUntraced(function* (requestToken) {
    const scope = yield* Effect.scope
    const secret = Redacted.value(clientSecret)
    const secrets = [secret]
    yield* check(clientId, "client id", "PIGGY_CLIENT_ID")
    yield* check(secret, "client secret", "PIGGY_CLIENT_SECRET")

    let token: Token | undefined
    let inFlight: Deferred.Deferred<Redacted.Redacted, Reason> | undefined

    const fetchToken = Effect.gen(function* () {
      const asked = yield* Clock.currentTimeMillis
      const answer = yield* Effect.mapError(
        requestToken({ grant_type: "client_credentials", client_id: clientId, client_secret: secret }, secrets),
        toRejected
      )
      token = yield* Effect.fromResult(readToken(answer, asked))
      return token.value
    })

    const fetchOnce = Effect.uninterruptibleMask((restore) => {
      if (inFlight !== undefined) return restore(Deferred.await(inFlight))
      const waiting = Deferred.makeUnsafe<Redacted.Redacted, Reason>()
      inFlight = waiting
      const shared = Effect.onExit(fetchToken, (exit) => {
        inFlight = undefined
        return Deferred.done(waiting, exit)
      })
      return Effect.andThen(Effect.forkIn(shared, scope), restore(Deferred.await(waiting)))
    })

    return {
      secrets,
      bearer: Effect.flatMap(Clock.currentTimeMillis, (now) =>
        token !== undefined && now < token.until ? Effect.succeed(token.value) : fetchOnce
      ),
      renew: (refused) =>
        Effect.sync(() => {
          if (token?.value === refused) token = undefined
          return true
        })
    }
  })
})
