/**
 * How the mock misbehaves: every setting, its default, and the presets by name.
 *
 * A scenario is a value. It arrives as flags, a file, a control request or a request header, always in this one shape.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as JsonText from "./JsonText.ts"

const atLeast = (minimum: number) => Schema.Int.pipe(Schema.check(Schema.isGreaterThanOrEqualTo(minimum)))
const rate = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 1 })))
const milliseconds = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 600_000 })))
const seconds = Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 86_400 })))
const window = seconds.pipe(Schema.check(Schema.isGreaterThan(0)))
/** Rows that one event of drift may move: more would keep every other request waiting. */
const rows = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 1000 })))

/** What the mock can answer in place of a page; 408, 502 and 504 are a gateway's and stand in no contract. */
export const errorStatuses = [400, 401, 403, 404, 408, 429, 500, 502, 503, 504] as const

/** One fault at a time on the wire; shares that add up to more than 1 leave less to `truncated`, and then to `slow`. */
const Connection = Schema.Struct({
  /** Share of answers that end before their announced length. Default 0. */
  truncated: Schema.optionalKey(rate),
  /** Share of requests whose connection is reset instead of answered. Default 0. */
  reset: Schema.optionalKey(rate),
  /** Share of answers whose body trickles. Default 0. */
  slow: Schema.optionalKey(rate),
  /** How long a trickling body takes, in milliseconds. Default 2,000. */
  duration: Schema.optionalKey(milliseconds)
})

const Range = Schema.Struct({ from: milliseconds, to: milliseconds }).pipe(
  Schema.check(
    Schema.makeFilter(({ from, to }) =>
      from <= to ? undefined : `Expected a range from the shorter wait to the longer, got ${from} to ${to}`
    )
  )
)

const settings = {
  /** Wait before the answer, in milliseconds: fixed, or drawn from a range. Default 0. */
  latency: Schema.optionalKey(
    Schema.Union([milliseconds, Range]).annotate({ message: "latency takes milliseconds, or {from, to}" })
  ),
  /** Answers an error instead. `rate` is a share (default 1), `retryAfter` in seconds. Default: none. */
  errors: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        rate: Schema.optionalKey(rate),
        status: Schema.optionalKey(Schema.Literals(errorStatuses)),
        retryAfter: Schema.optionalKey(seconds)
      })
    )
  ),
  /** `requests` in each window of `window` seconds, then 429 with Retry-After, in seconds or as a date. Default: none. */
  rateLimit: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        requests: atLeast(1),
        window,
        retryAfter: Schema.optionalKey(Schema.Literals(["seconds", "date"]))
      })
    )
  ),
  /** Answers 503 to everything. Default false. */
  maintenance: Schema.optionalKey(Schema.Boolean),
  /** The most rows granted, whatever `limit` asks for. Default: none. */
  limitClamp: Schema.optionalKey(
    Schema.NullOr(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100 }))))
  ),
  /** `meta` as the reference shows it, an empty array, or as Laravel's paging object. Default "array". */
  meta: Schema.optionalKey(Schema.Literals(["array", "laravel"])),
  /**
   * What is wrong with paging: `ignored` answers page 1 for ever, `overlapping` repeats the last row of the page before,
   * `emptyInMiddle` answers nothing for the middle page, `shortPage` half of page 2, `lyingLastPage` (with `meta`
   * "laravel") one page too few. Default "faithful".
   */
  paging: Schema.optionalKey(
    Schema.Literals(["faithful", "ignored", "overlapping", "emptyInMiddle", "shortPage", "lyingLastPage"])
  ),
  /** What a page past the end answers: an empty `data`, 400 with code 1003, or 404. Default "empty". */
  pastEnd: Schema.optionalKey(Schema.Literals(["empty", "invalidInput", "notFound"])),
  /** After every `every` pages that were read: rows that come (in front), go, and change state. Default: none. */
  drift: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        every: atLeast(1),
        insertions: Schema.optionalKey(rows),
        removals: Schema.optionalKey(rows),
        statusChanges: Schema.optionalKey(rows)
      })
    )
  ),
  connection: Schema.optionalKey(Connection),
  /** How long a token from `POST /oauth/token` lives, in seconds. Default 3,600. */
  tokens: Schema.optionalKey(Schema.Struct({ expiresIn: atLeast(0) }))
}

const presetNames = ["happy", "flaky", "slow", "rate-limited", "drifting", "maintenance"] as const
export type PresetName = (typeof presetNames)[number]

/** One request, or `times` of them, that differ from the rest of the scenario. */
const Step = Schema.Struct({
  ...settings,
  times: Schema.optionalKey(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))))
})

/** What people write: a preset, single settings on top of it, and the first requests step by step. */
export const Settings = Schema.Struct({
  preset: Schema.optionalKey(Schema.Literals(presetNames)),
  ...settings,
  /** At most 100: the replay token, a response header, carries them. */
  steps: Schema.optionalKey(Schema.Array(Step).pipe(Schema.check(Schema.isMaxLength(100))))
})
export type Settings = typeof Settings.Type

/** Every setting with a value; what one request meets. */
export interface Behaviour {
  readonly latency: { readonly from: number; readonly to: number }
  readonly errors: { readonly rate: number; readonly status: number; readonly retryAfter?: number } | null
  readonly rateLimit: {
    readonly requests: number
    readonly window: number
    readonly retryAfter: "seconds" | "date"
  } | null
  readonly maintenance: boolean
  readonly limitClamp: number | null
  readonly meta: "array" | "laravel"
  readonly paging: "faithful" | "ignored" | "overlapping" | "emptyInMiddle" | "shortPage" | "lyingLastPage"
  readonly pastEnd: "empty" | "invalidInput" | "notFound"
  readonly drift: {
    readonly every: number
    readonly insertions: number
    readonly removals: number
    readonly statusChanges: number
  } | null
  readonly connection: {
    readonly truncated: number
    readonly reset: number
    readonly slow: number
    readonly duration: number
  }
  readonly tokens: { readonly expiresIn: number }
}

export interface Scenario {
  /** As it was asked for. */
  readonly settings: Settings
  /** What the requests after the steps meet. */
  readonly behaviour: Behaviour
  /** What the first requests meet, one entry each. */
  readonly steps: ReadonlyArray<Behaviour>
}

export const presets: Readonly<Record<PresetName, Settings>> = {
  happy: {},
  flaky: {
    latency: { from: 20, to: 120 },
    errors: { rate: 0.1, status: 500 },
    connection: { truncated: 0.03, reset: 0.03 }
  },
  slow: { latency: { from: 800, to: 2500 }, connection: { slow: 0.3, duration: 2000 } },
  "rate-limited": { rateLimit: { requests: 5, window: 5 } },
  drifting: { drift: { every: 3, insertions: 1, removals: 1, statusChanges: 1 } },
  maintenance: { maintenance: true }
}

const behaviourOf = (given: Omit<Settings, "steps" | "preset">): Behaviour => {
  const { connection, drift, errors, latency = 0, rateLimit } = given
  return {
    latency: typeof latency === "number" ? { from: latency, to: latency } : latency,
    errors: errors === undefined || errors === null ? null : { rate: 1, status: 500, ...errors },
    rateLimit: rateLimit === undefined || rateLimit === null ? null : { retryAfter: "seconds", ...rateLimit },
    maintenance: given.maintenance ?? false,
    limitClamp: given.limitClamp ?? null,
    meta: given.meta ?? "array",
    paging: given.paging ?? "faithful",
    pastEnd: given.pastEnd ?? "empty",
    drift: drift === undefined || drift === null ? null : { insertions: 0, removals: 0, statusChanges: 0, ...drift },
    connection: { truncated: 0, reset: 0, slow: 0, duration: 2000, ...connection },
    tokens: given.tokens ?? { expiresIn: 3600 }
  }
}

/** Fills in what was left out; a step stands on the scenario that it belongs to. */
export const make = (given: Settings): Scenario => {
  const { preset = "happy", steps = [], ...single } = given
  const base = { ...presets[preset], ...single }
  return {
    settings: given,
    behaviour: behaviourOf(base),
    steps: steps.flatMap(({ times = 1, ...step }) => Array<Behaviour>(times).fill(behaviourOf({ ...base, ...step })))
  }
}

export const isPreset = (name: string): name is PresetName => presetNames.some((known) => known === name)

/** What is said to somebody who asks for a preset that does not exist. */
export const unknownPreset = (name: string): string =>
  `there is no scenario "${name}"; there are ${presetNames.join(", ")}`

const settingNames = Object.keys(Settings.fields)

const decode = Schema.decodeUnknownResult(Settings, { onExcessProperty: "error", errors: "all" })

/** Reads a scenario from JSON, or says what is wrong with it. */
export const parse = (json: unknown): Result.Result<Scenario, string> => {
  if (typeof json === "object" && json !== null && "preset" in json) {
    if (typeof json.preset === "string" && !isPreset(json.preset)) return Result.fail(unknownPreset(json.preset))
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    const unknown = Object.keys(json).find((name) => !settingNames.includes(name))
    if (unknown !== undefined) {
      return Result.fail(`there is no setting "${unknown}"; there are ${settingNames.join(", ")}`)
    }
  }
  return decode(json).pipe(Result.mapBoth({ onFailure: (error) => error.message, onSuccess: make }))
}

/** Reads a scenario from one line of text: the name of a preset, or settings in JSON. */
export const parseText = (text: string): Result.Result<Scenario, string> => {
  const trimmed = text.trim()
  if (!trimmed.startsWith("{")) {
    return isPreset(trimmed) ? Result.succeed(make({ preset: trimmed })) : Result.fail(unknownPreset(trimmed))
  }
  return JsonText.parse(trimmed).pipe(
    Result.mapError((reason) => `the settings: ${reason}`),
    Result.flatMap(parse)
  )
}

const inContract: ReadonlySet<number> = new Set([400, 401, 403, 404, 429, 500, 503])

/** Retry-After as a date is in the contract's words, but not in its schema. */
const staysInContract = ({ connection, errors, rateLimit }: Behaviour): boolean =>
  connection.truncated === 0 &&
  connection.reset === 0 &&
  rateLimit?.retryAfter !== "date" &&
  (errors === null || errors.rate === 0 || inContract.has(errors.status))

/** True if every answer of the scenario is one that the contract allows, whole. */
export const promisesValidAnswers = (scenario: Scenario): boolean =>
  [scenario.behaviour, ...scenario.steps].every(staysInContract)

/** What the `n`-th request (0 is the first) of the scenario meets. */
export const behaviourAt = (scenario: Scenario, n: number): Behaviour => scenario.steps[n] ?? scenario.behaviour
