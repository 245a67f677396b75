/**
 * What is played, in words.
 */
import type { Behaviour, PresetName, Settings } from "../../src/Scenario.ts"
import { usualTokenLife } from "./Settings.ts"
import { count, isPreset, percent } from "./Words.ts"

/** The preset that is played, unless single settings or steps make it something else. */
export const presetOf = ({ preset = "happy", ...others }: Settings): PresetName | undefined =>
  isPreset(preset) && Object.keys(others).length === 0 ? preset : undefined

/** A scenario's name for a headline: a preset's, or `single settings`. */
export const nameOfSettings = (settings: Settings): string => {
  const preset = presetOf(settings)
  if (preset !== undefined) return preset
  return settings.preset === undefined ? "single settings" : `${settings.preset} with other settings`
}

const valueInWords = (value: unknown): string => JSON.stringify(value).replaceAll('"', "")

/** A scenario in a line: its preset, and its settings by the names that files and routes give them. */
export const settingsInWords = ({ preset = "happy", steps = [], ...single }: Settings): string => {
  const named = Object.entries(single).map(([name, value]) => `${name} ${valueInWords(value)}`)
  const scripted = steps.length === 0 ? [] : [count(steps.length, "step")]
  const parts = [...named, ...scripted]
  return (parts.length === 0 || preset !== "happy" ? [preset, ...parts] : parts).join(", ")
}

const range = (from: number, to: number): string => (from === to ? String(from) : `${from} to ${to}`)

/** What one request meets, in words, and nothing of what is as usual. */
export const inWords = (behaviour: Behaviour): ReadonlyArray<string> => {
  const {
    connection,
    drift,
    errors,
    latency: wait,
    limitClamp,
    maintenance,
    meta,
    oddRows,
    pastEnd,
    paging
  } = behaviour
  const { rateLimit, tokens } = behaviour
  const moved = drift === null ? 0 : drift.insertions + drift.removals + drift.statusChanges
  const said = [
    maintenance && "503 to everything",
    wait.to > 0 && `waits ${range(wait.from, wait.to)} ms`,
    errors !== null &&
      errors.rate > 0 &&
      (errors.rate === 1 ? `error ${errors.status}` : `${percent(errors.rate)}% errors ${errors.status}`),
    rateLimit !== null && `${count(rateLimit.requests, "request")} in ${rateLimit.window} s, then 429`,
    limitClamp !== null && `at most ${limitClamp} rows a page`,
    meta !== "array" && `meta ${meta}`,
    paging !== "faithful" && `paging ${paging}`,
    pastEnd !== "empty" && `past the end ${pastEnd}`,
    oddRows !== null && `one row in ${oddRows.every} with ${oddRows.kind}`,
    drift !== null && `${moved} rows move every ${drift.every} pages`,
    connection.truncated > 0 && `${percent(connection.truncated)}% bodies break off`,
    connection.reset > 0 && `${percent(connection.reset)}% connections reset`,
    connection.slow > 0 && `${percent(connection.slow)}% slow bodies`,
    tokens.expiresIn !== usualTokenLife && `tokens expire in ${tokens.expiresIn} s`
  ]
  return said.filter((part) => part !== false)
}

/** What the next request meets, in a sentence's end. */
export const nextInWords = (next: Behaviour, stepsLeft: number): string => {
  const words = inWords(next)
  const met = words.length === 0 ? "the API's own answer" : words.join(", ")
  return stepsLeft === 0 ? met : `${met} (scripted; ${count(stepsLeft, "step")} left)`
}
