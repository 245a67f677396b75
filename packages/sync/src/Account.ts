/**
 * An account of the file: its name, where its credential is, and how it may be read. It holds no credential itself, so
 * that it can stand in a message or a log.
 */
import { Referral } from "@effect-piggy/core"
import * as Schema from "effect/Schema"

const Name = Schema.String.check(
  // A half of a surrogate pair is no character, and PostgreSQL takes none.
  Schema.isPattern(/^[^\s\p{Cs}/](?:[^\p{Cc}\p{Cs}/]{0,98}[^\s\p{Cs}/])?$/u, {
    expected: "a name of 1 to 100 characters without slash, control character or space at either end"
  })
)

const Variable = Schema.String.check(
  Schema.isPattern(/^[A-Za-z_][A-Za-z0-9_]*$/, { expected: "the name of an environment variable, not its value" })
)

/** A credential in it would stand in the database's messages. */
const BaseUrl = Schema.String.check(
  Schema.makeFilter(
    (text: string) => {
      const url = URL.parse(text)
      return url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.password}` === ""
    },
    { expected: "an http or https URL without a credential in it" }
  )
)

/** Which referrals; all of them by default. */
const Filter = Schema.Struct({
  referring_contact_uuid: Schema.optionalKey(Schema.String.check(Schema.isGUID())),
  status: Schema.optionalKey(Referral.KnownStatus)
})

/** At most so many requests a window of so many seconds, spaced evenly. */
const Limit = Schema.Struct({
  requests: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })),
  /** Seconds. */
  window: Schema.Number.check(Schema.isBetween({ minimum: 0.001, maximum: 86_400 }))
})

export const Account = Schema.Struct({
  /** Its name in the database. */
  name: Name,
  /** The environment variable that holds its API key. */
  apiKeyEnv: Schema.optionalKey(Variable),
  /** The file that holds its API key. */
  apiKeyFile: Schema.optionalKey(Schema.NonEmptyString),
  /** The environment variable that holds its OAuth client id. */
  clientIdEnv: Schema.optionalKey(Variable),
  /** The environment variable that holds its OAuth client secret. */
  clientSecretEnv: Schema.optionalKey(Variable),
  /** Default: the vendor's. */
  baseUrl: Schema.optionalKey(BaseUrl),
  filter: Schema.optionalKey(Filter),
  limit: Schema.optionalKey(Limit)
})

/** An account of the file. */
export interface Account extends Schema.Schema.Type<typeof Account> {}

/** What is wrong with how an account names its credential; undefined where nothing is. */
export const credentialProblem = (account: Account): string | undefined => {
  const { apiKeyEnv, apiKeyFile, clientIdEnv, clientSecretEnv } = account
  const client = clientIdEnv !== undefined || clientSecretEnv !== undefined
  const ways = [apiKeyEnv !== undefined, apiKeyFile !== undefined, client].filter(Boolean).length
  if (ways !== 1) {
    return `names ${ways === 0 ? "no credential" : "several credentials"}: give one of apiKeyEnv, apiKeyFile, or clientIdEnv with clientSecretEnv`
  }
  return client && (clientIdEnv === undefined || clientSecretEnv === undefined)
    ? "clientIdEnv and clientSecretEnv belong together: give both"
    : undefined
}
