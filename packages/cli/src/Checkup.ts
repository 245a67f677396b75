/**
 * What may be wrong between here and the API, looked at one by one: each finding in words, with what mends it.
 */
import { PiggyClient, type PiggyError, Referrals } from "@effect-piggy/core"
import type * as Config from "effect/Config"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Account from "./Account.ts"
import type * as Failure from "./Failure.ts"
import * as Numbers from "./Numbers.ts"
import type { Connection } from "./Options.ts"
import { Surroundings } from "./Surroundings.ts"

/** What one look has found. */
export interface Finding {
  readonly what: "key" | "address" | "request" | "clock"
  readonly isWell: boolean
  readonly words: string
  /** A command, or words where there is none; undefined where nothing is wrong. */
  readonly mend?: string
}

/** What was found, and the failure that a request met, if one did. */
export interface Checkup {
  readonly findings: ReadonlyArray<Finding>
  readonly failure: Failed | undefined
}

type Failed = Failure.Failure | Config.ConfigError | PiggyError.PiggyError

/** How far a clock may be off before tokens and Retry-After suffer, in milliseconds. */
const tolerance = 30_000

const keySource = ({ apiKeyFile }: Connection, env: Surroundings["env"]): string => {
  if (Option.isSome(apiKeyFile)) return `from ${apiKeyFile.value}`
  return `from ${Account.variables.filter((name) => (env[name] ?? "") !== "").join(" and ")}`
}

const clockFinding = (date: string | undefined, now: number): Finding => {
  const told = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(told)) return { what: "clock", isWell: true, words: "not known: the server says no time" }
  const off = now - told
  if (Math.abs(off) <= tolerance) return { what: "clock", isWell: true, words: "agrees with the server's" }
  return {
    what: "clock",
    isWell: false,
    words: `${Numbers.duration(Math.abs(off))} ${off > 0 ? "ahead of" : "behind"} the server's: waits that it asks for go wrong`,
    mend: "sudo timedatectl set-ntp true"
  }
}

const mends: Readonly<Record<string, string>> = {
  Unauthorized: "export PIGGY_API_KEY=…   # the key of this account, as the dashboard shows it",
  Forbidden: "ask for access to referrals, or use another key: export PIGGY_API_KEY=…",
  CredentialsRejected: "export PIGGY_CLIENT_ID=… PIGGY_CLIENT_SECRET=…",
  InvalidInput: `unset PIGGY_BASE_URL   # and leave --base-url out: the API's own is ${PiggyClient.defaultBaseUrl}`,
  NotFound: "unset PIGGY_BASE_URL   # unless it is the mock's; and see that the program is switched on",
  Maintenance: "wait: the API says that it is in maintenance",
  RateLimited: "wait, or share the limit: other programs use the same account"
}

const mendOf = (error: Failed, origin: string): string => {
  if (error._tag !== "PiggyError") return "export PIGGY_API_KEY=…"
  const { reason } = error
  if (reason._tag === "Unreachable" || reason._tag === "TimedOut") return `curl -sv ${origin}   # shows where it ends`
  return mends[reason._tag] ?? "piggy doctor --verbose"
}

const keyTags = new Set<string>(["Unauthorized", "Forbidden", "CredentialsRejected"])
const addressTags = new Set<string>(["Unreachable", "TimedOut", "InvalidInput", "NotFound"])

/** What a failure is about. */
const placeOf = (error: Failed): Finding["what"] => {
  if (error._tag === "Failure") return "key"
  if (error._tag === "ConfigError") return "address"
  if (keyTags.has(error.reason._tag)) return "key"
  return addressTags.has(error.reason._tag) ? "address" : "request"
}

/** What the request that was made says of everything. */
const findingsOf = (
  source: string,
  origin: string,
  result: Result.Result<{ readonly took: number }, Failed>,
  clock: Finding
): ReadonlyArray<Finding> => {
  const key: Finding = { what: "key", isWell: true, words: `${source}, accepted` }
  const address: Finding = { what: "address", isWell: true, words: origin }
  if (Result.isSuccess(result)) {
    const request = {
      what: "request",
      isWell: true,
      words: `answered in ${Numbers.duration(result.success.took)}`
    } as const
    return [key, address, request, clock]
  }
  const error = result.failure
  const place = placeOf(error)
  const wrong: Finding = { what: place, isWell: false, words: error.message, mend: mendOf(error, origin) }
  // What stands before the place has done its part; what stands behind was not reached.
  if (place === "key") return error._tag === "Failure" ? [wrong] : [wrong, address, clock]
  const given: Finding = { what: "key", isWell: true, words: source }
  return place === "address" ? [given, wrong] : [given, address, wrong, clock]
}

/** Looks at the key, the address, the clock, and one request. */
export const run = Effect.fnUntraced(function* (
  connection: Connection
): Effect.fn.Return<Checkup, never, FileSystem.FileSystem> {
  const { env } = yield* Surroundings
  let date: string | undefined
  const client = Account.client(connection, {
    transformClient: (http) =>
      HttpClient.tap(http, ({ headers }) =>
        Effect.sync(() => {
          date = headers["date"] ?? date
        })
      )
  })
  const origin = Option.getOrElse(
    connection.baseUrl,
    () => [env["PIGGY_BASE_URL"], PiggyClient.defaultBaseUrl].find((url) => (url ?? "") !== "") ?? ""
  )
  const asked = Effect.gen(function* () {
    const referrals = yield* Referrals.Referrals
    const began = yield* Clock.currentTimeMillis
    yield* referrals.list({ limit: 1 })
    return { took: (yield* Clock.currentTimeMillis) - began }
  }).pipe(Effect.provide(Layer.provide(Referrals.layer, client)))
  const result = yield* Effect.result(asked)
  const clock = clockFinding(date, yield* Clock.currentTimeMillis)
  return {
    findings: findingsOf(keySource(connection, env), origin, result, clock),
    failure: Result.isFailure(result) ? result.failure : undefined
  }
})
