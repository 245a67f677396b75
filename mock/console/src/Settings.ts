/**
 * A scenario as a form, and back.
 *
 * The server judges what is typed: text that is no number is sent as it is, so that its own message comes back.
 */
import type { Behaviour, Settings } from "../../src/Scenario.ts"
import { percent } from "./Words.ts"

const names = [
  "latencyFrom",
  "latencyTo",
  "errorRate",
  "errorStatus",
  "errorRetryAfter",
  "rateRequests",
  "rateWindow",
  "rateRetryAfter",
  "limitClamp",
  "meta",
  "paging",
  "pastEnd",
  "oddKind",
  "oddEvery",
  "driftEvery",
  "driftInsertions",
  "driftRemovals",
  "driftStatusChanges",
  "truncated",
  "reset",
  "slow",
  "slowDuration",
  "maintenance",
  "tokenLife"
] as const
export type Name = (typeof names)[number]

/** What stands in each field; an empty one leaves the setting at its default. */
export type Form = Readonly<Record<Name, string>>

/** Seconds that a token lives unless the scenario says otherwise. */
export const usualTokenLife = 3600

const unlessZero = (value: number | undefined): string => (value === undefined || value === 0 ? "" : String(value))

/** The form that stands for what is played. */
export const fromBehaviour = (behaviour: Behaviour): Form => {
  const { connection, drift, errors, latency, rateLimit } = behaviour
  return {
    latencyFrom: unlessZero(latency.from),
    latencyTo: latency.to === latency.from ? "" : String(latency.to),
    errorRate: percent(errors?.rate ?? 0),
    errorStatus: String(errors?.status ?? 500),
    errorRetryAfter: errors?.retryAfter === undefined ? "" : String(errors.retryAfter),
    rateRequests: unlessZero(rateLimit?.requests),
    rateWindow: rateLimit === null ? "" : String(rateLimit.window),
    rateRetryAfter: rateLimit?.retryAfter ?? "seconds",
    limitClamp: unlessZero(behaviour.limitClamp ?? 0),
    meta: behaviour.meta,
    paging: behaviour.paging,
    pastEnd: behaviour.pastEnd,
    oddKind: behaviour.oddRows?.kind ?? "",
    oddEvery: unlessZero(behaviour.oddRows?.every),
    driftEvery: unlessZero(drift?.every),
    driftInsertions: unlessZero(drift?.insertions),
    driftRemovals: unlessZero(drift?.removals),
    driftStatusChanges: unlessZero(drift?.statusChanges),
    truncated: percent(connection.truncated),
    reset: percent(connection.reset),
    slow: percent(connection.slow),
    slowDuration: String(connection.duration),
    maintenance: behaviour.maintenance ? "true" : "",
    tokenLife: behaviour.tokens.expiresIn === usualTokenLife ? "" : String(behaviour.tokens.expiresIn)
  }
}

type Json = number | string | boolean | undefined | { readonly [name: string]: Json }

const number = (text: string): number | string | undefined => {
  const trimmed = text.trim()
  if (trimmed === "") return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : trimmed
}

const share = (text: string): number | string | undefined => {
  const value = number(text)
  return typeof value === "number" ? Number((value / 100).toFixed(8)) : value
}

const latency = ({ latencyFrom, latencyTo }: Form): Json => {
  const from = number(latencyFrom)
  const to = number(latencyTo)
  return to === undefined || to === from ? from : { from: from ?? 0, to }
}

const withoutEmpty = <Value>(object: Readonly<Record<string, Value>>) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

/** Nothing at all if every field of it is empty. */
const unlessEmpty = (object: { readonly [name: string]: Json }) => {
  const given = withoutEmpty(object)
  return Object.keys(given).length === 0 ? undefined : given
}

/** What `PUT /__mock/scenario` takes for the form. Scripted steps, which the form does not show, stay. */
export const toSettings = (form: Form, current: Settings): Readonly<Record<string, unknown>> => {
  const rate = share(form.errorRate)
  const retryAfter = number(form.errorRetryAfter)
  const slow = share(form.slow)
  const limit = unlessEmpty({ requests: number(form.rateRequests), window: number(form.rateWindow) })
  return withoutEmpty<unknown>({
    latency: latency(form),
    errors: rate === undefined ? undefined : withoutEmpty({ rate, status: number(form.errorStatus), retryAfter }),
    rateLimit: limit !== undefined && form.rateRetryAfter === "date" ? { ...limit, retryAfter: "date" } : limit,
    maintenance: form.maintenance === "true" ? true : undefined,
    limitClamp: number(form.limitClamp),
    meta: form.meta === "array" ? undefined : form.meta,
    paging: form.paging === "faithful" ? undefined : form.paging,
    pastEnd: form.pastEnd === "empty" ? undefined : form.pastEnd,
    oddRows: form.oddKind === "" ? undefined : withoutEmpty({ kind: form.oddKind, every: number(form.oddEvery) }),
    drift: unlessEmpty({
      every: number(form.driftEvery),
      insertions: number(form.driftInsertions),
      removals: number(form.driftRemovals),
      statusChanges: number(form.driftStatusChanges)
    }),
    connection: unlessEmpty({
      truncated: share(form.truncated),
      reset: share(form.reset),
      slow,
      duration: slow === undefined ? undefined : number(form.slowDuration)
    }),
    tokens: unlessEmpty({ expiresIn: number(form.tokenLife) }),
    steps: current.steps
  })
}

/** A form whose fields that were typed into are kept, and whose others follow what is played now. */
export const merged = (typed: Form, before: Form, now: Form): Form => {
  const kept: Partial<Record<Name, string>> = {}
  for (const name of names) if (typed[name] !== before[name]) kept[name] = typed[name]
  return { ...now, ...kept }
}

/** The fields that say something else than what is played. */
export const changed = (typed: Form, now: Form): ReadonlyArray<Name> =>
  names.filter((name) => typed[name].trim() !== now[name])
