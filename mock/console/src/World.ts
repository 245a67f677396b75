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
/** Why nothing came of the last change of the scenario, and of the last reset. */
export const refusal = signal<Http.Problem | undefined>(undefined)
export const resetRefusal = signal<Http.Problem | undefined>(undefined)

/** Reads everything again. What cannot be read stays as it was; the journal says that the mock is away. */
export const refresh = async (): Promise<void> => {
  const [rows, scenario, walked] = await Promise.all([Http.program(), Http.scenario(), Http.walks()])
  if ("body" in rows) program.value = rows.body
  if ("body" in walked) walks.value = walked.body.walks
  if (!("body" in scenario)) return
  if (playing.value !== undefined && playing.value.replay !== scenario.body.replay) {
    List.isStale.value = true
    // The form shows what is played now, and no more what was refused.
    refusal.value = undefined
  }
  playing.value = scenario.body
}

/** True if reading a page takes nothing from the client: a scripted or limited request is the client's to meet first. */
export const readsFreely = (): boolean => playing.value?.steps === 0 && playing.value.behaviour.rateLimit === null

/** After the mock was away: what was said of its absence is no longer so. */
export const comeBack = async (): Promise<void> => {
  for (const said of [refusal, resetRefusal]) if (said.value?.isAway === true) said.value = undefined
  await refresh()
  if (List.answer.value?._tag !== "Broken") return
  if (readsFreely()) await List.reload()
  else List.forget()
}

let asked = 0

/** Plays other settings, from their first request on. */
export const play = async (settings: unknown, name: string): Promise<void> => {
  const mine = ++asked
  const said = await Http.play(settings)
  // Somebody who goes through the presets by arrow keys has asked for the next one by now.
  if (mine !== asked) return
  refusal.value = "problem" in said ? said.problem : undefined
  if ("problem" in said) return
  playing.value = said.body
  List.isStale.value = true
  say(`Playing: ${name}`)
  await refresh()
}

/** Rows, scenario, journal and tokens from the beginning. */
export const reset = async (wanted: { readonly seed?: unknown; readonly referrals?: unknown }): Promise<void> => {
  const said = await Http.reset(wanted)
  resetRefusal.value = "problem" in said ? said.problem : undefined
  if ("problem" in said) return
  List.isStale.value = true
  say(`Started over: ${said.body.referrals.toLocaleString("en")} referrals, seed ${said.body.seed}`)
  await refresh()
}

export const advance = async (seconds: number): Promise<void> => {
  const said = await Http.advance(seconds)
  say("problem" in said ? said.problem.text : `The clock of limits and tokens moved ahead by ${seconds} s`)
}
