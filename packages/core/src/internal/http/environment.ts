/**
 * Reads credentials and base URL from the environment.
 *
 * A failure says which variables to set; it prints no value.
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Credentials from "../../Credentials.ts"
import { omitUndefined } from "../omitUndefined.ts"

const refuse = (message: string) => new Config.ConfigError(new ConfigProvider.SourceError({ message }))

// A variable that is set to nothing counts as not set: so do secrets that a CI job has no access to.
const read = (name: string) =>
  Effect.map(Config.option(Config.String(name)), (value) =>
    Option.getOrUndefined(Option.filter(value, (text) => text !== ""))
  )

const redact = (name: string, value: string) => Redacted.make(value, { label: name })

/** What the variables say; one way to authenticate, and no more than one. */
export const fromEnvironment = /* #__PURE__ */ Effect.gen(function* () {
  const key = yield* read("PIGGY_API_KEY")
  const token = yield* read("PIGGY_ACCESS_TOKEN")
  const clientId = yield* read("PIGGY_CLIENT_ID")
  const secret = yield* read("PIGGY_CLIENT_SECRET")
  const baseUrl = yield* read("PIGGY_BASE_URL")

  const ways = [
    ...(key === undefined ? [] : ["PIGGY_API_KEY"]),
    ...(token === undefined ? [] : ["PIGGY_ACCESS_TOKEN"]),
    ...(clientId === undefined && secret === undefined ? [] : ["PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET"])
  ]
  if (ways.length > 1) return yield* Effect.fail(refuse(`${ways.join(", ")} are set together: keep one of them`))

  const credentials = yield* Effect.suspend(() => {
    if (key !== undefined) return Effect.succeed(Credentials.apiKey(redact("PIGGY_API_KEY", key)))
    if (token !== undefined) {
      return Effect.succeed(Credentials.accessToken(Effect.succeed(redact("PIGGY_ACCESS_TOKEN", token))))
    }
    if (clientId !== undefined && secret !== undefined) {
      const id = /^\d{1,15}$/.test(clientId) ? Number(clientId) : clientId
      return Effect.succeed(
        Credentials.clientCredentials({ clientId: id, clientSecret: redact("PIGGY_CLIENT_SECRET", secret) })
      )
    }
    if (clientId !== undefined)
      return Effect.fail(refuse("PIGGY_CLIENT_ID is set without PIGGY_CLIENT_SECRET: set both"))
    if (secret !== undefined) return Effect.fail(refuse("PIGGY_CLIENT_SECRET is set without PIGGY_CLIENT_ID: set both"))
    return Effect.fail(
      refuse(
        "no credential is set: set PIGGY_API_KEY, or PIGGY_ACCESS_TOKEN, or PIGGY_CLIENT_ID and PIGGY_CLIENT_SECRET"
      )
    )
  })
  return omitUndefined({ credentials, baseUrl })
})
