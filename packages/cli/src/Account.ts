/**
 * The account that a command reads: its credential, its address, and the services over both.
 */
import { Credentials, PiggyClient, type PiggyError, Referrals } from "@effect-piggy/core"
import type * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Failure from "./Failure.ts"
import * as FileFailure from "./FileFailure.ts"
import type { Connection, Filter } from "./Options.ts"
import { Surroundings } from "./Surroundings.ts"

/** The variables that hold a credential. */
export const variables = ["PIGGY_API_KEY", "PIGGY_ACCESS_TOKEN", "PIGGY_CLIENT_ID", "PIGGY_CLIENT_SECRET"] as const

const readKey = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(files.readFileString(path), (error) =>
    Failure.unauthorised(`the API key cannot be read from ${path}: ${FileFailure.wordOf(error)}`)
  )
  const key = text.trim()
  if (key !== "" && !/\s/.test(key)) return key
  return yield* Failure.unauthorised(`${path} must hold one API key and nothing else`)
})

/** The environment, with the key of a file in the place of its credential where one is given. */
export const environment = Effect.fnUntraced(function* ({ apiKeyFile }: Pick<Connection, "apiKeyFile">) {
  const { env } = yield* Surroundings
  if (Option.isNone(apiKeyFile)) return env
  const others = Object.entries(env).filter(([name]) => !variables.some((variable) => variable === name))
  return { ...Object.fromEntries(others), PIGGY_API_KEY: yield* readKey(apiKeyFile.value) }
})

/** The client's own options, from the flags. */
export const clientOptions = ({ baseUrl, retries, timeout }: Connection) => ({
  ...(Option.isSome(baseUrl) && { baseUrl: baseUrl.value }),
  timeout: Duration.seconds(timeout),
  retry: { attempts: retries + 1 }
})

const noCredential = (error: Config.ConfigError) =>
  Failure.unauthorised(`${error.message}; or name a file that holds the key with --api-key-file`)

type Overrides = NonNullable<Parameters<typeof PiggyClient.layerConfig>[0]>

/** The client as flags and environment say it. Fails before any request when there is no credential. */
export const client = (
  connection: Connection,
  overrides: Overrides = {}
): Layer.Layer<
  PiggyClient.PiggyClient,
  Failure.Failure | Config.ConfigError | PiggyError.PiggyError,
  FileSystem.FileSystem
> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const env = yield* environment(connection)
      const provider = ConfigProvider.fromEnvRecord(
        Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
      )
      yield* Effect.mapError(Credentials.config.parse(provider), noCredential)
      return PiggyClient.layerConfig({ ...clientOptions(connection), ...overrides }).pipe(
        Layer.provide(FetchHttpClient.layer),
        Layer.provide(ConfigProvider.layer(provider))
      )
    })
  )

/** The referrals of the account. */
export const referrals = (connection: Connection) => Layer.provide(Referrals.layer, client(connection))

/** The same, with the client below. */
export const both = (connection: Connection) => Layer.provideMerge(Referrals.layer, client(connection))

/** The filter of the API, from the flags. */
export const filterOf = ({ referrer, status }: Filter): Referrals.Filter => ({
  ...(Option.isSome(status) && { status: status.value }),
  ...(Option.isSome(referrer) && { referring_contact_uuid: referrer.value })
})
