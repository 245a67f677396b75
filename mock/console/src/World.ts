/**
 * What the mock is: its rows, its scenario, and the walks that it saw.
 */
import { signal } from "@preact/signals"
import type { Walk } from "../../src/Walks.ts"
import * as Http from "./Http.ts"
import * as List from "./List.ts"
import { say } from "./Notice.ts"

export const program = signal<Http.Program | undefined>(undefined)
export const playing = signal<Http.Playing | undefined>(undefined)
export const walks = signal<ReadonlyArray<Walk>>([])
/** Why the last change was refused. */
export const refusal = signal("")

/** Reads everything again. What cannot be read stays as it was; the journal says that the mock is away. */
export const refresh = async (): Promise<void> => {
  const [rows, scenario, walked] = await Promise.all([Http.program(), Http.scenario(), Http.walks()])
  if ("body" in rows) program.value = rows.body
  if ("body" in walked) walks.value = walked.body.walks
  if (!("body" in scenario)) return
  if (playing.value !== undefined && playing.value.replay !== scenario.body.replay) List.isStale.value = true
  playing.value = scenario.body
}

let asked = 0

/** Plays other settings, from their first request on. */
export const play = async (settings: unknown, name: string): Promise<void> => {
  const mine = ++asked
  const said = await Http.play(settings)
  // Somebody who goes through the presets by arrow keys has asked for the next one by now.
  if (mine !== asked) return
  refusal.value = "problem" in said ? said.problem : ""
  if ("problem" in said) return
  playing.value = said.body
  List.isStale.value = true
  say(`Playing: ${name}`)
  await refresh()
}

/** Rows, scenario, journal and tokens from the beginning. @returns what is wrong with the request, if anything is */
export const reset = async (wanted: { readonly seed?: unknown; readonly referrals?: unknown }): Promise<string> => {
  const said = await Http.reset(wanted)
  if ("problem" in said) return said.problem
  List.isStale.value = true
  say(`Started over: ${said.body.referrals.toLocaleString("en")} referrals, seed ${said.body.seed}`)
  await refresh()
  return ""
}

export const advance = async (seconds: number): Promise<void> => {
  const said = await Http.advance(seconds)
  say("problem" in said ? said.problem : `The clock of limits and tokens moved ahead by ${seconds} s`)
}
