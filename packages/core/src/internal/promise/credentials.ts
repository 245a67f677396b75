/**
 * Credentials as a program without Effect has them: strings, and functions that return one.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Core from "../../Credentials.ts"
import * as CheckOptions from "../checkOptions.ts"

/**
 * Returns an access token, or a promise of one. It is called before every request, so keep the token if getting it is
 * slow; after a 401 it is called again.
 */
export type AccessToken = () => string | PromiseLike<string>

/** OAuth client credentials. Their token is fetched, kept and renewed by the client. */
export interface ClientCredentials {
  /** An integer in the vendor's pages; a string is sent as it is. */
  readonly clientId: number | string
  readonly clientSecret: string
}

/** An API key, a function that returns an access token, OAuth client credentials, or what the module `Credentials` made. */
export type Credentials = string | AccessToken | ClientCredentials | Core.Credentials

const must =
  "credentials must be an API key, a function that returns an access token, { clientId, clientSecret }, or made by the module Credentials"

const isMade = (given: object): given is Core.Credentials => "start" in given && Predicate.isFunction(given.start)

const accessToken = (token: AccessToken): Core.Credentials =>
  Core.accessToken(
    Effect.tryPromise({
      try: async () => Redacted.make(await token(), { label: "access token" }),
      catch: (error) => error
    })
  )

// Unlike other rules, these repeat no number: it may be a secret.
const mustBe =
  (accepts: (value: unknown) => boolean, what: string): CheckOptions.Rule =>
  (value, field) =>
    accepts(value) ? undefined : `${field} must be ${what}`

const isId = Predicate.or(Predicate.isString, Predicate.isNumber)

const rules: CheckOptions.Rules = {
  clientId: mustBe(isId, "a string or a number"),
  clientSecret: mustBe(Predicate.isString, "a string")
}

// A missing value becomes empty: the core then says which variable to set.
const clientCredentials = ({ clientId, clientSecret }: Readonly<Record<string, unknown>>): Core.Credentials =>
  Core.clientCredentials({
    clientId: isId(clientId) ? clientId : "",
    clientSecret: Redacted.make(Predicate.isString(clientSecret) ? clientSecret : "", { label: "client secret" })
  })

const refuse = (problem: string): CheckOptions.Problems => ({ credentials: [problem] })

/** The credentials for the client, or what is wrong with them; no value is repeated. */
export const read = (given: unknown): Result.Result<Core.Credentials, CheckOptions.Problems> => {
  // An environment variable that is not set; the core says which one to set.
  if (given === undefined || given === null) return Result.succeed(Core.apiKey(Redacted.make("")))
  if (Predicate.isString(given)) return Result.succeed(Core.apiKey(Redacted.make(given, { label: "API key" })))
  if (isAccessToken(given)) return Result.succeed(accessToken(given))
  if (!Predicate.isObject(given) || Redacted.isRedacted(given)) return Result.fail(refuse(must))
  if (isMade(given)) return Result.succeed(given)
  if (!("clientId" in given || "clientSecret" in given)) return Result.fail(refuse(must))
  const problems = CheckOptions.problemsOf(given, rules, "credentials.")
  return Object.keys(problems).length === 0 ? Result.succeed(clientCredentials(given)) : Result.fail(problems)
}

const isAccessToken = (given: unknown): given is AccessToken => Predicate.isFunction(given)
