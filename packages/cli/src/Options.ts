/**
 * The options that several subcommands take, each described once.
 */
import { Referral } from "@effect-piggy/core"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"

/** What a check of a value throws, in words. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** A flag that is off unless it is given. */
export const onlyIfGiven = (flag: string, words: string): Flag.Flag<boolean> =>
  Flag.Boolean(flag).pipe(Flag.withDefault(false), Flag.withDescription(words))

/** A file that may be named. */
export const optionalFile = (flag: string, words: string) =>
  Flag.File(flag).pipe(Flag.optional, Flag.withDescription(words))

/** A file, or a pipe such as `<(pass show piggy)`, that a key is read from. */
const keyFile = (flag: string, words: string) =>
  Flag.Path(flag, { pathType: "either", typeName: "file" }).pipe(Flag.optional, Flag.withDescription(words))

/** Checks a number, in words that name the flag and its range. */
export const within =
  (flag: string, least: number, most: number) =>
  (value: number): number => {
    if (value >= least && value <= most) return value
    throw new RangeError(`--${flag} must be from ${least} to ${most}`)
  }

/** A whole number of a range. */
export const int = (flag: string, least: number, most: number): Flag.Flag<number> =>
  Flag.Int(flag).pipe(Flag.mapTryCatch(within(flag, least, most), messageOf))

const uuid = (flag: string) => (value: string) => {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value
  throw new RangeError(`--${flag} must be a UUID, such as 2e70ea71-631f-4b3c-8097-8e0284751c96`)
}

/** How much is told on stderr, and how. */
export const logging = {
  verbose: onlyIfGiven("verbose", "Tell every page, retry and wait on stderr"),
  logFormat: Flag.Literals("log-format", ["text", "json"]).pipe(
    Flag.withDefault("text"),
    Flag.withDescription("What is told on stderr, the error that ends the command included (default text)")
  )
}

/** How the API is reached. The credential comes from the environment or a file, never from a flag's value. */
export const connection = {
  apiKeyFile: keyFile("api-key-file", "A file that holds the API key, in place of the environment's credential"),
  baseUrl: Flag.String("base-url").pipe(
    Flag.optional,
    Flag.withDescription("Where the API is (default PIGGY_BASE_URL, or else https://api.piggy.eu)")
  ),
  timeout: Flag.Finite("timeout").pipe(
    Flag.mapTryCatch(within("timeout", 0.001, 86_400), messageOf),
    Flag.withDefault(30),
    Flag.withDescription("Seconds that one request may take (default 30)")
  ),
  retries: int("retries", 0, 20).pipe(
    Flag.withDefault(2),
    Flag.withDescription("How often a failed request is tried again, 0 to 20 (default 2)")
  ),
  ...logging
}

/** What a command that takes `connection` is given. */
export type Connection = Command.Command.Config.Infer<typeof connection>

/** What a command that takes `logging` is given. */
export type Logging = Command.Command.Config.Infer<typeof logging>

/** Which referrals. */
export const filter = {
  status: Flag.Literals("status", Referral.statuses).pipe(
    Flag.optional,
    Flag.withDescription("Only referrals in this state")
  ),
  referrer: Flag.String("referrer").pipe(
    Flag.mapTryCatch(uuid("referrer"), messageOf),
    Flag.optional,
    Flag.withMetavar("<UUID>"),
    Flag.withDescription("Only referrals that this contact made")
  )
}

/** What a command that takes `filter` is given. */
export type Filter = Command.Command.Config.Infer<typeof filter>

/** How many requests at once, where a whole list is read. */
export const concurrency = int("concurrency", 1, 64).pipe(
  Flag.withDefault(4),
  Flag.withDescription("Requests at once, 1 to 64 (default 4); the server's own limit is kept to anyway")
)

/** Emails as keyed hashes. */
export const redaction = {
  redactEmails: onlyIfGiven(
    "redact-emails",
    "Replace every email by a keyed hash: equal emails stay equal, and none can be read"
  ),
  redactKeyFile: keyFile(
    "redact-key-file",
    "A file whose bytes are the key, so that hashes of several runs join (default: a key of this run)"
  )
}

/** What a command that takes `redaction` is given. */
export type Redaction = Command.Command.Config.Infer<typeof redaction>
