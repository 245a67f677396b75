/**
 * The credential of a client: an API key, an access token, or OAuth client credentials that fetch and renew their token.
 *
 * A credential is checked when the client is built: one that no header can hold is refused, without printing it.
 *
 * @see vendor pages "Authentication" and "OAuth": a token cannot be refreshed, a new one is requested
 */
import * as Cache from "effect/Cache"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Bearer from "./internal/http/bearer.ts"
import { errorName } from "./internal/http/errorName.ts"
import { refusal } from "./internal/http/headerValue.ts"
import { omitUndefined } from "./internal/omitUndefined.ts"
import * as Environment from "./internal/environment.ts"
import { CredentialsRejected, InvalidInput, MalformedResponse, type Reason } from "./PiggyError.ts"

/** A credential. */
export type Credentials = Bearer.Credentials

const invalid = (message: string) => new InvalidInput({ origin: "client", code: 1003, message })

const check = (value: unknown, name: string, variable: string): Effect.Effect<void, InvalidInput> => {
  const problem = refusal(value, name, variable)
  return problem === undefined ? Effect.void : Effect.fail(invalid(problem))
}

// The text in a `Redacted`. Untyped programs may give something else.
const reveal = (redacted: unknown, name: string, variable: string): Effect.Effect<string, InvalidInput> =>
  Effect.gen(function* () {
    if (!Redacted.isRedacted(redacted)) {
      return yield* Effect.fail(invalid(`the ${name} must be a Redacted string: wrap it with Redacted.make`))
    }
    const value = yield* Effect.try({
      try: () => Redacted.value(redacted),
      catch: () =>
        invalid(
          `the ${name} cannot be read from its Redacted: it was wiped, or made by another copy of effect, so use one version of effect in all packages`
        )
    })
    yield* check(value, name, variable)
    return typeof value === "string" ? value : yield* Effect.fail(invalid(`the ${name} must be a string`))
  })

/** An API key. It is sent as the bearer token. */
export const apiKey = (key: Redacted.Redacted): Credentials => ({
  start: () =>
    Effect.as(reveal(key, "API key", "PIGGY_API_KEY"), {
      secrets: [],
      bearer: Effect.succeed(key),
      renew: () => Effect.succeed(false)
    })
})

/**
 * An access token from anywhere: `Effect.succeed(token)`, a secret store, a file.
 *
 * @param token runs before every request: cache it (`Effect.cachedWithTTL`) if it is slow. After a 401 it runs again,
 *   and if it gives another token, the request is sent once more. If it fails, the call fails with
 *   `CredentialsRejected`, which has the error's name but not its message. If it takes longer than the client's
 *   `timeout`, the call fails with `TimedOut`.
 */
export const accessToken = <E>(token: Effect.Effect<Redacted.Redacted, E>): Credentials => {
  const bearer = Effect.catchCause(token, (cause) =>
    Effect.fail(new CredentialsRejected(omitUndefined({ detail: errorName(Cause.squash(cause)) })))
  ).pipe(Effect.tap((value) => reveal(value, "access token", "PIGGY_ACCESS_TOKEN")))
  const source: Bearer.BearerSource = {
    secrets: [],
    bearer,
    renew: (refused) => Effect.map(bearer, (value) => Redacted.value(value) !== Redacted.value(refused))
  }
  return {
    start: () => {
      if (!Effect.isEffect(token)) {
        return Effect.fail(invalid("the access token must come from an Effect: wrap a promise with Effect.promise"))
      }
      // A token that is already known is checked now. An effect is not run just to check its token.
      return Effect.as(Exit.isExit(token) ? bearer : Effect.void, source)
    }
  }
}

/** OAuth client credentials; vendor page "OAuth". */
export interface ClientCredentials {
  /** An integer in the vendor's pages. A string is sent as it is. */
  readonly clientId: number | string
  readonly clientSecret: Redacted.Redacted
}

/** How long before its end a token is renewed: a tenth of its life, at most a minute. */
const margin = (lifetime: number) => Math.min(60_000, lifetime / 10)

interface Token {
  readonly value: Redacted.Redacted
  /** How long it is used from now on. */
  readonly use: Duration.Duration
}

// Milliseconds; Infinity if there is none, NaN if it is neither a number nor a string that holds one.
const readLifetime = (seconds: unknown): number => {
  if (seconds === undefined || seconds === null) return Infinity
  const number = Predicate.isString(seconds) && /^ *\d+(?:\.\d+)? *$/.test(seconds) ? Number(seconds) : seconds
  return Predicate.isNumber(number) ? number * 1000 : Number.NaN
}

/** @param spent milliseconds since it was requested */
const readToken = (
  { body, status }: { readonly body: unknown; readonly status: number },
  spent: number
): Result.Result<Token, Reason> => {
  const malformed = (path: string, detail: string) =>
    Result.fail(new MalformedResponse({ status, path, detail, endpoint: "token" }))
  if (!Predicate.isObject(body)) return malformed("", "expected an object")
  const token = body["access_token"]
  if (!Predicate.isString(token) || refusal(token, "token") !== undefined) {
    return malformed("access_token", "expected a token of visible ASCII characters")
  }
  const lifetime = readLifetime(body["expires_in"])
  if (!(lifetime >= 0)) return malformed("expires_in", "expected a number of seconds")
  const use = lifetime === Infinity ? lifetime : Math.max(0, lifetime - margin(lifetime) - spent)
  return Result.succeed({ value: Redacted.make(token, { label: "access token" }), use: Duration.millis(use) })
}

const ofToken = <R extends object>(reason: R): R => Object.assign(reason, { endpoint: "token" })

// With these answers, the token endpoint refuses the client id or the secret.
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
      return reason.status === 400 || reason.status === 422
        ? new CredentialsRejected(answered(reason))
        : ofToken(reason)
    default:
      return ofToken(reason)
  }
}

const answered = ({
  code,
  requestId,
  status,
  vendorMessage
}: Extract<Reason, { readonly _tag: "Unauthorized" | "Forbidden" | "UnexpectedStatus" }>) =>
  omitUndefined({ status, code, vendorMessage, requestId })

// The key of the cache's only entry.
const current = "token"

/**
 * Fetches an access token by `POST /oauth/token`, keeps it until shortly before it expires (a tenth of its life, a
 * minute at most), and fetches another after a 401. All fibers that wait share one request, which goes on as long as one
 * of them waits. Fails with `CredentialsRejected` if the id or the secret is refused.
 */
export const clientCredentials = ({ clientId, clientSecret }: ClientCredentials): Credentials => ({
  start: Effect.fnUntraced(function* (requestToken) {
    yield* check(clientId, "client id", "PIGGY_CLIENT_ID")
    const secret = yield* reveal(clientSecret, "client secret", "PIGGY_CLIENT_SECRET")
    const secrets = [secret]

    const fetchToken = Effect.gen(function* () {
      const asked = yield* Clock.currentTimeMillis
      const answer = yield* Effect.mapError(
        requestToken({ grant_type: "client_credentials", client_id: clientId, client_secret: secret }, secrets),
        toRejected
      )
      return yield* Effect.fromResult(readToken(answer, (yield* Clock.currentTimeMillis) - asked))
    })

    const tokens = yield* Cache.makeWith(() => fetchToken, {
      capacity: 1,
      timeToLive: (exit: Exit.Exit<Token, Reason>) => (Exit.isSuccess(exit) ? exit.value.use : Duration.zero)
    })

    return {
      secrets,
      bearer: Effect.map(Cache.get(tokens, current), ({ value }) => value),
      renew: (refused) =>
        Effect.as(
          Cache.invalidateWhen(tokens, current, ({ value }) => value === refused),
          true
        )
    }
  })
})

// The name of a variable if it is set. That it is set to blanks is said, since nobody sees it.
const isSet = (name: string, value: string | Redacted.Redacted | undefined): ReadonlyArray<string> => {
  if (value === undefined) return []
  const text = Redacted.isRedacted(value) ? Redacted.value(value) : value
  return [text.trim() === "" ? `${name} (to blanks)` : name]
}

/**
 * The credentials in the environment: `PIGGY_API_KEY`, or `PIGGY_ACCESS_TOKEN`, or `PIGGY_CLIENT_ID` and
 * `PIGGY_CLIENT_SECRET`. Fails when none or more than one of the three is set, and says which to set; it prints no value.
 */
export const config: Config.Config<Credentials> = /* #__PURE__ */ Config.mapEffect(
  /* #__PURE__ */ Config.all({
    key: /* #__PURE__ */ Environment.secret("PIGGY_API_KEY"),
    token: /* #__PURE__ */ Environment.secret("PIGGY_ACCESS_TOKEN"),
    id: /* #__PURE__ */ Environment.text("PIGGY_CLIENT_ID"),
    secret: /* #__PURE__ */ Environment.secret("PIGGY_CLIENT_SECRET")
  }),
  ({ id, key, secret, token }): Effect.Effect<Credentials, Config.ConfigError> => {
    const client = [...isSet("PIGGY_CLIENT_ID", id), ...isSet("PIGGY_CLIENT_SECRET", secret)]
    const ways = [isSet("PIGGY_API_KEY", key), isSet("PIGGY_ACCESS_TOKEN", token), client].filter(
      ({ length }) => length > 0
    )
    if (ways.length > 1) return Environment.refuse(`${ways.flat().join(", ")} are set together: keep one of them`)
    if (key !== undefined) return Effect.succeed(apiKey(key))
    if (token !== undefined) return Effect.succeed(accessToken(Effect.succeed(token)))
    if (id !== undefined && secret !== undefined) {
      const clientId = /^\d{1,15}$/.test(id) ? Number(id) : id
      return Effect.succeed(clientCredentials({ clientId, clientSecret: secret }))
    }
    if (id !== undefined) return Environment.refuse("PIGGY_CLIENT_ID is set without PIGGY_CLIENT_SECRET: set both")
    if (secret !== undefined) return Environment.refuse("PIGGY_CLIENT_SECRET is set without PIGGY_CLIENT_ID: set both")
    return Environment.refuse(
      "no credential is set: set PIGGY_API_KEY, or PIGGY_ACCESS_TOKEN, or PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET"
    )
  }
)
