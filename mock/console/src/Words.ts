/**
 * Names and sentences for what the mock calls by a word.
 */
import type { Entry } from "../../src/Journal.ts"
import type { Mark } from "../../src/Mark.ts"
import type { PresetName } from "../../src/Scenario.ts"
import type { Mistake } from "../../src/Walk.ts"

export const presets: Readonly<Record<PresetName, string>> = {
  happy: "Every answer at once, and whole.",
  flaky: "One in ten is a 500; a few break off.",
  slow: "0.8 to 2.5 s each; some bodies trickle.",
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

/** What breaks the contract: the first of it in its own words, without what the column says anyway. */
const broken = (violations: Entry["violations"]): Array<string> => {
  const [first, ...more] = violations
  if (first === undefined) return []
  const rest = more.length === 0 ? "" : ` (${more.length} more)`
  return [`${first.message.replace(/^Request query (?:parameter )?/, "")}${rest}`]
}

/** What breaks the contract, what the scenario did to a request, and what came of it, in short. */
export const notes = ({ faults, retryAfter, violations, webhook }: Entry): Array<string> => [
  ...broken(violations),
  ...(webhook === undefined ? [] : delivery(webhook)),
  ...faults,
  ...(retryAfter === undefined ? [] : [`Retry-After ${Math.ceil(retryAfter)} s`])
]

/** @param inWords what a scenario is, in short */
export const mark = (
  one: Mark,
  inWords: (settings: Extract<Mark, { kind: "scenario" }>["settings"]) => string
): string => {
  switch (one.kind) {
    case "scenario":
      return `Scenario: ${inWords(one.settings)}`
    case "row":
      return `Row ${one.uuid.slice(0, 8)} ${one.did}: the next request sees it`
    case "rows":
      return "Rows were read again from their file"
    case "clock":
      return `Clock moved ahead by ${one.seconds} s`
  }
}

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

/** How long ago, roughly. */
export const ago = (seconds: number): string => {
  if (seconds < 5) return "now"
  if (seconds < 60) return `${Math.round(seconds)} s ago`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`
  return `${Math.round(seconds / 3600)} h ago`
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" })

/** Hours, minutes and seconds where the reader is. */
export const time = (at: number): string => clock.format(at)

/** The same with milliseconds. */
export const exactTime = (at: number): string => `${time(at)}.${String(Math.floor(at) % 1000).padStart(3, "0")}`

/** A sentence as it goes on after a colon. */
export const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)

/** Words as a sentence begins. */
export const raised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
