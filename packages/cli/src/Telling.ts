/**
 * What a command tells on stderr: its logs, and the error that ends it, in words or as JSON.
 */
import { Telemetry } from "@effect-piggy/core"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Predicate from "effect/Predicate"
import * as References from "effect/References"
import * as Runtime from "effect/Runtime"
import * as ExitCode from "./ExitCode.ts"
import type { Logging } from "./Options.ts"
import * as Output from "./Output.ts"
import * as Screen from "./Screen.ts"

/** A failure that was told: the process only has to end with its code. */
export class Told extends Data.TaggedError("Told")<{ readonly exitCode: number }> {
  override readonly [Runtime.errorReported] = false
  override get [Runtime.errorExitCode]() {
    return this.exitCode
  }
}

// What a person can do with this command, beside what the SDK's message says.
const hints: Readonly<Record<string, string>> = {
  Unauthorized: "`piggy doctor` checks the key and the address",
  Forbidden: "`piggy doctor` checks the key and the address",
  CredentialsRejected: "`piggy doctor` checks the key and the address",
  Unreachable: "`piggy doctor` checks the address",
  TimedOut: "--timeout gives a request more time",
  RateLimited: "lower --concurrency"
}

const reasonOf = (error: unknown): string => {
  if (!Predicate.isObject(error)) return ""
  const reason = error["reason"]
  return String(Predicate.isObject(reason) ? reason["_tag"] : error["_tag"])
}

const messageOf = (error: unknown): string =>
  Predicate.isObject(error) && Predicate.isString(error["message"]) && error["message"] !== ""
    ? error["message"]
    : String(error)

/** An error as a line of JSON. */
export const asJson = (told: { readonly message: string; readonly hint?: string; readonly exitCode: number }): string =>
  JSON.stringify({ level: "ERROR", ...told })

/** What an error is on stderr, in one line. */
export const inWords = (error: unknown, format: Logging["logFormat"], screen: Screen.Screen): string => {
  const message = Output.plain(messageOf(error))
  const hint = hints[reasonOf(error)]
  const exitCode = ExitCode.of(error)
  return format === "json"
    ? asJson({ message, ...(hint !== undefined && { hint }), exitCode })
    : `${Screen.red(screen, "piggy:")} ${message}${hint === undefined ? "" : ` (${hint})`}`
}

/** How to tell what is wrong with a command line, which nothing could be read from: as its own words ask. */
export const formatOf = (args: ReadonlyArray<string>): Logging["logFormat"] => {
  const words = args.includes("--") ? args.slice(0, args.indexOf("--")) : args
  const isJson = words.some(
    (word, at) => word === "--log-format=json" || (word === "--log-format" && words[at + 1] === "json")
  )
  return isJson ? "json" : "text"
}

const isTold = (error: unknown): error is Told => error instanceof Told

/** Tells what a command fails with, a defect too; leaves only the code to end with. */
export const told =
  (format: Logging["logFormat"] = "text") =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Told, R> =>
    Effect.catchCause(effect, (cause): Effect.Effect<never, Told> => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(Cause.interrupt())
      const error = Cause.squash(cause)
      if (isTold(error)) return Effect.fail(error)
      return Screen.stderr.pipe(
        Effect.flatMap((screen) => Output.notes(inWords(error, format, screen))),
        Effect.andThen(Effect.fail(new Told({ exitCode: ExitCode.of(error) })))
      )
    })

const Format = Context.Reference<Logging["logFormat"]>("@effect-piggy/cli/Format", { defaultValue: () => "text" })

/** Tells something that is no failure. */
export const note = Effect.fnUntraced(function* (text: string) {
  const screen = yield* Screen.stderr
  const isJson = (yield* Format) === "json"
  yield* Output.notes(
    isJson ? JSON.stringify({ level: "INFO", message: text }) : `${Screen.dim(screen, "piggy:")} ${text}`
  )
})

const loggers = {
  text: Logger.withConsoleError(Logger.formatLogFmt),
  json: Logger.withConsoleError(Logger.formatJson)
}

/** Runs a command as its logging options ask for. */
export const as =
  ({ logFormat, verbose }: Logging) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Told, R> => {
    const layers = Layer.mergeAll(
      Logger.layer([loggers[logFormat]]),
      Layer.succeed(References.MinimumLogLevel, verbose ? "Debug" : "Warn"),
      verbose ? Telemetry.layer : Layer.empty
    )
    return told(logFormat)(effect).pipe(Effect.provideService(Format, logFormat), Effect.provide(layers))
  }
