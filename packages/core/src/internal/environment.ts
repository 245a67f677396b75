/**
 * Reads environment variables. A wrong one is a readable error.
 *
 * An empty variable counts as not set: a secret that a CI job has no access to is empty.
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { makeReadable } from "./readableError.ts"

const unlessEmpty = <A>(variable: Config.Config<A>, isEmpty: (value: A) => boolean): Config.Config<A | undefined> =>
  Config.map(Config.option(variable), (value) => Option.getOrUndefined(Option.filter(value, (some) => !isEmpty(some))))

/** A variable's text; undefined if it is not set. */
export const text = (name: string): Config.Config<string | undefined> =>
  unlessEmpty(Config.String(name), (value) => value === "")

/** A variable whose value is never printed; undefined if it is not set. */
export const secret = (name: string): Config.Config<Redacted.Redacted | undefined> =>
  unlessEmpty(Config.Redacted(name), (value) => Redacted.value(value) === "")

/**
 * Makes a `ConfigError` that is an `Error` too. Effect's own is not, so `Effect.runPromise` and Node would print it as
 * `[object Object]`.
 */
export const readable = ({ cause }: { readonly cause: Config.ConfigError["cause"] }): Config.ConfigError => {
  const { message } = cause
  makeReadable(cause, message)
  const error = Object.assign(new Error(message, { cause }), { _tag: "ConfigError" as const, cause })
  error.name = "ConfigError"
  makeReadable(error, message)
  return error
}

/** Fails because of the environment. The message must not repeat a value. */
export const refuse = (message: string): Effect.Effect<never, Config.ConfigError> =>
  Effect.fail(readable({ cause: new ConfigProvider.SourceError({ message }) }))

/** A variable that is true or false; undefined if it is not set. */
export const flag = (name: string): Config.Config<boolean | undefined> =>
  Config.mapEffect(text(name), (value) => {
    const word = value?.toLowerCase()
    if (word === "true" || word === "1") return Effect.succeed(true)
    if (word === "false" || word === "0") return Effect.succeed(false)
    return word === undefined ? Effect.succeed(undefined) : refuse(`${name} must be true or false`)
  })
