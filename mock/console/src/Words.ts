/**
 * Names and sentences for what the mock calls by a word.
 */
import type { Entry } from "../../src/Journal.ts"
import type { PresetName } from "../../src/Scenario.ts"
import type { Mistake } from "../../src/Walks.ts"

export const presets: Readonly<Record<PresetName, string>> = {
  happy: "Every answer at once, and whole.",
  flaky: "One in ten is a 500; a few break off.",
  slow: "0.8 to 2.5 s each; three in ten trickle.",
  "rate-limited": "Five requests in 5 s, then 429.",
  drifting: "Rows move after every third page.",
  maintenance: "503 to everything."
}

export const isPreset = (name: string): name is PresetName => Object.hasOwn(presets, name)

export const mistakes: Readonly<Record<Mistake["kind"], string>> = {
  pageSkipped: "Page skipped",
  pageFetchedTwice: "Page fetched twice",
  filterChanged: "Filter changed on the way",
  pagedPastTheEnd: "Paged past the end",
  unknownParameter: "Sent an unknown parameter",
  retryAfterNotWaitedFor: "Retry-After not waited for"
}

/** What a webhook says, to whom, and what comes next. */
export const delivery = ({ attempt, event, problem, retryIn, to }: NonNullable<Entry["webhook"]>): Array<string> => [
  `${event} to ${to}`,
  ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ...(problem === undefined ? [] : [problem]),
  ...(retryIn === undefined ? [] : [`again in ${retryIn} s`])
]

/** `1 row`, `2 rows`, `2,537 rows`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`

/** A share as a percentage, without the digits that binary fractions add; nothing for none. */
export const percent = (share: number): string => (share === 0 ? "" : String(Number((share * 100).toFixed(6))))

/** A duration as a reader of a list takes it in: `0.4 ms`, `12 ms`, `1.25 s`. */
export const duration = (milliseconds: number): string => {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`
}

/** Hours, minutes and seconds where the reader is. */
export const time = (at: number): string => new Date(at).toLocaleTimeString("en-GB")
