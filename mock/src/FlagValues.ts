/**
 * How the values of flags are read: each says itself what it takes.
 */
import * as Result from "effect/Result"
import * as Dataset from "./Dataset.ts"
import type * as Scenario from "./Scenario.ts"
import * as Seed from "./Seed.ts"
import * as Webhook from "./Webhook.ts"

/** `2537` or `page-and-one`. */
export const size = (text: string): number => {
  const given = Dataset.isSize(text) ? text : Number(text)
  if (Dataset.isSize(given)) return Dataset.sizeOf(given)
  throw new Error(`--referrals takes a number from 0 to ${Dataset.maxReferrals}, or ${Dataset.sizesInWords}`)
}

/** Any text that is not too long. */
export const seed = (text: string): string => {
  if (text.length <= Seed.longest) return text
  throw new Error(`--seed takes a text of at most ${Seed.longest} characters`)
}

/** A whole number, or a share, in its range, both ends included. */
export const within = (name: string, minimum: number, maximum: number) => (number: number) => {
  if (number >= minimum && number <= maximum) return number
  throw new Error(`--${name} takes ${minimum} to ${maximum}`)
}

/** `200` or `100-300`, in milliseconds. */
export const latency = (text: string): NonNullable<Scenario.Settings["latency"]> => {
  const range = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (range === null) throw new Error("--latency takes milliseconds: 200, or a range: 100-300")
  const from = Number(range[1])
  return range[2] === undefined ? from : { from, to: Number(range[2]) }
}

/** `5/10`: five requests in ten seconds. */
export const rateLimit = (text: string): NonNullable<Scenario.Settings["rateLimit"]> => {
  const limit = /^(\d+)\/(\d+(?:\.\d+)?)$/.exec(text)
  if (limit === null) throw new Error("--rate-limit takes requests per seconds: 5/10")
  return { requests: Number(limit[1]), window: Number(limit[2]) }
}

/** A URL of this machine. */
export const webhook = (url: string): string => {
  const target = Webhook.parse({ url })
  if (Result.isSuccess(target)) return url
  throw new Error(`--webhook ${target.failure}`)
}

/** A value that the library takes as an option, too. */
export const read =
  (
    name: string,
    { read: valueOf, takes }: { readonly read: (text: string) => string | undefined; readonly takes: string }
  ) =>
  (text: string): string => {
    const value = valueOf(text)
    if (value !== undefined) return value
    throw new Error(`--${name} takes ${takes}`)
  }

/** What a refused value is told. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
