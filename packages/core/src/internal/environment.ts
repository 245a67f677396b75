/**
 * Variables of the environment, and what is wrong with them as an error that a person can read.
 *
 * A variable that is set to nothing counts as not set: so does a secret that a CI job has no access to.
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { makeReadable } from "./readableError.ts"

const unlessEmpty = <A>(variable: Config.Config<A>, isEmpty: (value: A) => boolean): Config.Config<A | undefined> =>
  Config.map(Config.option(variable), (value) => Option.getOrUndefined(Option.filter(value, (some) => !isEmpty(some))))

/** A variable's text; undefined where it is not set. */
export const text = (name: string): Config.Config<string | undefined> =>
  unlessEmpty(Config.String(name), (value) => value === "")

/** A variable that nothing prints; undefined where it is not set. */
export const secret = (name: string): Config.Config<Redacted.Redacted | undefined> =>
  unlessEmpty(Config.Redacted(name), (value) => Redacted.value(value) === "")

/**
 * Effect's `ConfigError` is no `Error`: of a program that fails with one, `Effect.runPromise` and Node would show
 * `[object Object]`. This one is both.
 */
export const readable = ({ cause }: { readonly cause: Config.ConfigError["cause"] }): Config.ConfigError => {
  const { message } = cause
  makeReadable(cause, message)
  const error = Object.assign(new Error(message, { cause }), { _tag: "ConfigError" as const, cause })
  error.name = "ConfigError"
  makeReadable(error, message)
  return error
}

/** Refuses what the environment says; the message repeats no value. */
export const refuse = (message: string): Effect.Effect<never, Config.ConfigError> =>
  Effect.fail(readable({ cause: new ConfigProvider.SourceError({ message }) }))

/** A variable that is true or false; undefined where it is not set. */
export const flag = (name: string): Config.Config<boolean | undefined> =>
  Config.mapEffect(text(name), (value) => {
    const word = value?.toLowerCase()
    if (word === "true" || word === "1") return Effect.succeed(true)
    if (word === "false" || word === "0") return Effect.succeed(false)
    return word === undefined ? Effect.succeed(undefined) : refuse(`${name} must be true or false`)
  })
