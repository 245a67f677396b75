/**
 * How a request names its session: the start of its URL, or the header `X-Mock-Session`.
 */
import * as Result from "effect/Result"

/** The session of requests that name none. */
export const standard = "default"

export const header = "x-mock-session"

/** `/__session/NAME` in front of any other path. */
const prefix = "/__session/"

/** Not dots alone: clients take `/..` out of a URL before they send it. */
const allowed = /^(?!\.+$)[A-Za-z0-9._~-]{1,64}$/

/** @returns the name, or why it is none */
export const parse = (text: string): Result.Result<string, string> => {
  if (allowed.test(text)) return Result.succeed(text)
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return Result.fail(
    `${JSON.stringify(shown)} cannot name a session: a name has 1 to 64 letters, digits, dots, dashes, underscores or tildes`
  )
}

/** A URL without the session that it names. */
export interface Target {
  /** As it is written in the URL; `undefined` if it names none. */
  readonly named: string | undefined
  /** What stands before the path: `/__session/NAME`, or nothing. */
  readonly base: string
  /** Path and query, from the slash on. */
  readonly url: string
  /** True if no path followed the name, no slash either. */
  readonly isBare: boolean
}

/** Takes `/__session/NAME` off the front of a path and query. */
export const split = (url: string): Target => {
  if (!url.startsWith(prefix)) return { named: undefined, base: "", url, isBare: false }
  const end = url.slice(prefix.length).search(/[/?]/)
  const named = end === -1 ? url.slice(prefix.length) : url.slice(prefix.length, prefix.length + end)
  const rest = url.slice(prefix.length + named.length)
  const isBare = !rest.startsWith("/")
  return { named, base: prefix + named, url: isBare ? `/${rest}` : rest, isBare }
}

/** The path under which a session answers. */
export const baseOf = (name: string): string => `${prefix}${name}`

/** Something of a request that names a session, and what it is called. */
export interface Claim {
  readonly by: string
  readonly name: string | undefined
}

/** The one session that all claims name, `undefined` if none names one, or why it cannot be told. */
export const agree = (claims: ReadonlyArray<Claim>): Result.Result<string | undefined, string> => {
  let chosen: { readonly by: string; readonly name: string } | undefined
  for (const { by, name } of claims) {
    if (name === undefined) continue
    const parsed = parse(name)
    if (Result.isFailure(parsed)) return Result.fail(`${by}: ${parsed.failure}`)
    if (chosen !== undefined && chosen.name !== name) {
      return Result.fail(`the request names two sessions: ${chosen.by} says "${chosen.name}", ${by} says "${name}"`)
    }
    chosen ??= { by, name }
  }
  return Result.succeed(chosen?.name)
}
