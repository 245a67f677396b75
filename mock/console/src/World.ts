/**
 * What the mock is: its rows in numbers, its scenario, and the walks that it saw.
 */
import { signal } from "@preact/signals"
import type { Settings } from "../../src/Scenario.ts"
import type { Walk } from "../../src/Walk.ts"
import * as Http from "./Http.ts"
import { say } from "./Notice.ts"
import { settingsInWords } from "./Playing.ts"

export const program = signal<Http.Program | undefined>(undefined)
export const playing = signal<Http.Playing | undefined>(undefined)
export const walks = signal<{ readonly all: ReadonlyArray<Walk>; readonly now: number } | undefined>(undefined)
/** Why nothing came of the last change of the scenario, and of the last reset. */
export const refusal = signal<Http.Problem | undefined>(undefined)
export const resetRefusal = signal<Http.Problem | undefined>(undefined)

/** Reads everything again. What cannot be read stays as it was; the page says that the mock is away. */
export const refresh = async (): Promise<void> => {
  const [rows, scenario, walked] = await Promise.all([Http.program(), Http.scenario(), Http.walks()])
  if ("body" in rows) program.value = rows.body
  if ("body" in walked) walks.value = { all: walked.body.walks, now: walked.body.now }
  if (!("body" in scenario)) return
  // What was refused was refused of another scenario.
  if (playing.value !== undefined && playing.value.replay !== scenario.body.replay) refusal.value = undefined
  playing.value = scenario.body
}

/** After the mock was away: what was said of its absence is no longer so. */
export const comeBack = async (): Promise<void> => {
  for (const said of [refusal, resetRefusal]) if (said.value?.status === 0) said.value = undefined
  await refresh()
}

/** Plays other settings, from their first request on; the notice takes it back. */
export const play = async (settings: Settings | Readonly<Record<string, unknown>>): Promise<boolean> => {
  const before = playing.value?.settings
  const said = await Http.play(settings)
  refusal.value = "problem" in said ? said.problem : undefined
  if ("problem" in said) return false
  playing.value = said.body
  const undo = before === undefined ? undefined : () => void play(before)
  say(`Playing ${settingsInWords(said.body.settings)}`, undo)
  await refresh()
  return true
}

/** Rows, scenario, journal, tokens and clock from the beginning. */
export const reset = async (wanted: { readonly seed?: unknown; readonly referrals?: unknown }): Promise<boolean> => {
  const said = await Http.reset(wanted)
  resetRefusal.value = "problem" in said ? said.problem : undefined
  if ("problem" in said) return false
  say(`Started over: ${said.body.referrals.toLocaleString("en")} referrals, seed ${said.body.seed}`)
  await refresh()
  return true
}

export const advance = async (seconds: number, words: string): Promise<void> => {
  const said = await Http.advance(seconds)
  say("problem" in said ? said.problem.text : `The clock of limits and tokens is ${words} ahead`)
}
