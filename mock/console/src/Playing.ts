/**
 * What is played, in words.
 */
import type { Behaviour, PresetName, Settings } from "../../src/Scenario.ts"
import { usualTokenLife } from "./Settings.ts"
import { isPreset, percent } from "./Words.ts"

/** The preset that is played, unless single settings or steps make it something else. */
export const presetOf = ({ preset = "happy", ...others }: Settings): PresetName | undefined =>
  isPreset(preset) && Object.keys(others).length === 0 ? preset : undefined

const range = (from: number, to: number): string => (from === to ? String(from) : `${from} to ${to}`)

/** What is played, in words, and nothing of what is as usual. */
export const inWords = (behaviour: Behaviour, steps: number): ReadonlyArray<string> => {
  const {
    connection,
    drift,
    errors,
    latency: wait,
    limitClamp,
    maintenance,
    meta,
    pastEnd,
    paging,
    rateLimit,
    tokens
  } = behaviour
  const moved = drift === null ? 0 : drift.insertions + drift.removals + drift.statusChanges
  const said = [
    maintenance && "maintenance",
    wait.to > 0 && `latency ${range(wait.from, wait.to)} ms`,
    errors !== null && errors.rate > 0 && `${percent(errors.rate)}% errors ${errors.status}`,
    rateLimit !== null && `${rateLimit.requests} requests in ${rateLimit.window} s`,
    limitClamp !== null && `at most ${limitClamp} rows a page`,
    meta !== "array" && `meta ${meta}`,
    paging !== "faithful" && `paging ${paging}`,
    pastEnd !== "empty" && `past the end ${pastEnd}`,
    drift !== null && `${moved} rows move every ${drift.every} pages`,
    connection.truncated > 0 && `${percent(connection.truncated)}% truncated`,
    connection.reset > 0 && `${percent(connection.reset)}% reset`,
    connection.slow > 0 && `${percent(connection.slow)}% slow bodies`,
    tokens.expiresIn !== usualTokenLife && `tokens expire in ${tokens.expiresIn} s`,
    steps > 0 && `${steps} scripted ${steps === 1 ? "request" : "requests"} first`
  ]
  return said.filter((part) => part !== false)
}
