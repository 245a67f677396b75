/**
 * How the mock misbehaves: what each request meets, and the presets by name.
 *
 * A scenario is a value. It arrives as flags, a file, a control request or a request header, always in this one shape.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Invalid from "./Invalid.ts"
import * as JsonText from "./JsonText.ts"
import * as SettingProblems from "./SettingProblems.ts"
import { type PresetName, presetNames, Settings } from "./Settings.ts"

export { errorStatuses, type PresetName, Settings } from "./Settings.ts"

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
  readonly oddRows: {
    readonly kind: "unknownStatus" | "missingEmail" | "extraField" | "undecodable"
    readonly every: number
  } | null
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
  const { connection, drift, errors, latency = 0, oddRows, rateLimit } = given
  return {
    latency: typeof latency === "number" ? { from: latency, to: latency } : latency,
    errors: errors === undefined || errors === null ? null : { rate: 1, status: 500, ...errors },
    rateLimit: rateLimit === undefined || rateLimit === null ? null : { retryAfter: "seconds", ...rateLimit },
    maintenance: given.maintenance ?? false,
    limitClamp: given.limitClamp ?? null,
    meta: given.meta ?? "array",
    paging: given.paging ?? "faithful",
    pastEnd: given.pastEnd ?? "empty",
    oddRows: oddRows === undefined || oddRows === null ? null : { every: 10, ...oddRows },
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

const decode = Schema.decodeUnknownResult(Settings, { onExcessProperty: "error", errors: "all" })

/** Reads a scenario from JSON, or says piece by piece what is wrong with it. */
export const read = (json: unknown): Result.Result<Scenario, ReadonlyArray<Invalid.Problem>> => {
  if (typeof json === "object" && json !== null && "preset" in json) {
    if (typeof json.preset === "string" && !isPreset(json.preset)) {
      const message = unknownPreset(json.preset)
      return Result.fail([{ path: "preset", code: "choice", limits: { choices: presetNames }, message }])
    }
  }
  return decode(json).pipe(
    Result.mapBoth({ onFailure: ({ issue }) => SettingProblems.ofIssue(issue), onSuccess: make })
  )
}

/** Reads a scenario from JSON, or says in one text what is wrong with it. */
export const parse = (json: unknown): Result.Result<Scenario, string> => Result.mapError(read(json), Invalid.inWords)

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
const staysInContract = ({ connection, errors, oddRows, rateLimit }: Behaviour): boolean =>
  connection.truncated === 0 &&
  connection.reset === 0 &&
  rateLimit?.retryAfter !== "date" &&
  (oddRows === null || oddRows.kind === "extraField") &&
  (errors === null || errors.rate === 0 || inContract.has(errors.status))

/** True if every answer of the scenario is one that the contract allows, whole. */
export const promisesValidAnswers = (scenario: Scenario): boolean =>
  [scenario.behaviour, ...scenario.steps].every(staysInContract)

/** What the `n`-th request (0 is the first) of the scenario meets. */
export const behaviourAt = (scenario: Scenario, n: number): Behaviour => scenario.steps[n] ?? scenario.behaviour
