/**
 * The referrals of an account: its credential is looked up where the account says, its requests keep to its limit.
 *
 * Accounts of one credential share its limit. It holds for all runners where the limiter's store is Redis, and for one
 * process otherwise. That nearly suffices, since one runner at a time reads an account.
 */
import { Credentials, PiggyClient, type PiggyError, Referrals } from "@effect-piggy/core"
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import type { Account } from "./Account.ts"

/** The account's credential is not where the account says. */
export class CredentialMissing extends Schema.TaggedError<CredentialMissing>()("CredentialMissing", {
  account: Schema.String,
  /** Where it was looked for: a variable or a file. */
  place: Schema.String
}) {
  override get message() {
    return `the credential of the account ${this.account} is not there: set ${this.place} where every runner finds it`
  }
}

const secret = Effect.fnUntraced(function* (account: string, name: string) {
  const missing = new CredentialMissing({ account, place: `the variable ${name}` })
  const value = yield* Effect.mapError(Config.Redacted(name), () => missing)
  return Redacted.value(value) === "" ? yield* missing : value
})

interface Found {
  readonly credentials: Credentials.Credentials
  /** What is secret in it. */
  readonly secrets: ReadonlyArray<string>
}

const ofApiKey = (key: Redacted.Redacted): Found => ({
  credentials: Credentials.apiKey(key),
  secrets: [Redacted.value(key)]
})

const credentialsOf = Effect.fnUntraced(function* ({ name, ...account }: Account) {
  const { apiKeyEnv, apiKeyFile, clientIdEnv, clientSecretEnv } = account
  if (apiKeyEnv !== undefined) return ofApiKey(yield* secret(name, apiKeyEnv))
  if (clientIdEnv !== undefined && clientSecretEnv !== undefined) {
    const id = Redacted.value(yield* secret(name, clientIdEnv))
    const clientSecret = yield* secret(name, clientSecretEnv)
    const credentials = Credentials.clientCredentials({
      clientId: /^\d{1,15}$/.test(id) ? Number(id) : id,
      clientSecret
    })
    return { credentials, secrets: [id, Redacted.value(clientSecret)] }
  }
  const missing = new CredentialMissing({ account: name, place: `the file ${apiKeyFile ?? "apiKeyFile"}` })
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(files.readFileString(apiKeyFile ?? ""), () => missing)
  return text.trim() === "" ? yield* missing : ofApiKey(Redacted.make(text.trim()))
})

/** What the limit belongs to: the credential, by a digest of it, whichever accounts have it. */
const limitKey = ({ baseUrl }: Account, { secrets }: Found): string => {
  const text = JSON.stringify([baseUrl ?? null, ...secrets])
  return `piggy-sync/${createHash("sha256").update(text).digest("hex").slice(0, 32)}`
}

// A store that does not answer has let no request out: it is waited for.
const storeBackoff = Schedule.jittered(Schedule.min([Schedule.exponential("250 millis"), Schedule.spaced("5 seconds")]))

const limited = (limiter: RateLimiter.RateLimiter, account: Account, found: Found) => {
  const { limit } = account
  return limit === undefined
    ? {}
    : {
        transformClient: (client: HttpClient.HttpClient) =>
          client.pipe(
            HttpClient.withRateLimiter({
              limiter,
              key: limitKey(account, found),
              // Spaced evenly: so many within a window of the limiter's can be twice as many within one of the server's.
              limit: 1,
              window: Duration.millis((limit.window * 1000) / limit.requests),
              // Only the SDK's own loop tries again, and the limit chosen here stands.
              times: 0,
              disableResponseInspection: true
            }),
            HttpClient.transform((sending) =>
              Effect.retry(sending, { while: ({ _tag }) => _tag === "RateLimiterError", schedule: storeBackoff })
            )
          )
      }
}

/** The referrals of an account. */
export const layer = (
  account: Account
): Layer.Layer<
  Referrals.Referrals,
  CredentialMissing | PiggyError.PiggyError,
  FileSystem.FileSystem | HttpClient.HttpClient | RateLimiter.RateLimiter
> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const limiter = yield* RateLimiter.RateLimiter
      const found = yield* credentialsOf(account)
      const { baseUrl } = account
      return Layer.provide(
        Referrals.layer,
        PiggyClient.layer({
          credentials: found.credentials,
          ...(baseUrl === undefined ? {} : { baseUrl }),
          ...limited(limiter, account, found)
        })
      )
    })
  )
